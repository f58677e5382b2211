//! The graph of small templates, and of the shipped ones.

use super::*;
use crate::policy::Decision;
use crate::testing::bind;
use crate::{Pseudo, Template};

const APPLICATION: &str = "Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: created
      EventBusName: !Ref Bus
      EventPattern: {source: [shop], detail-type: [Order Created]}
      Targets:
        - Id: work
          Arn: !GetAtt Work.Arn
          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
          RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAge: 60}
        - {Id: queue, Arn: !GetAtt Inbox.Arn}
  Work:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: work, Handler: work, Role: !GetAtt Role.Arn, Timeout: 10}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Work
      Action: lambda:InvokeFunction
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Rule.Arn
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Inbox: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}}
  Dead: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dead]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Dead.Arn
            Condition: {ArnEquals: {aws:SourceArn: !GetAtt Rule.Arn}}
";

fn wiring(text: &str) -> Wiring {
    Wiring::from_model(&bind(text).symbolic())
}

#[test]
fn a_rule_is_read_with_its_targets() {
    let wiring = wiring(APPLICATION);
    let rule = &wiring.rules[0];
    assert_eq!(rule.bus_name(), Some("orders"));
    assert_eq!(rule.targets.len(), 2);
    let target = &rule.targets[0];
    assert_eq!(target.retry.attempts.get(), Some(&3));
    assert!(target.retry.age_seconds.is_absent());
    let (name, span) = &target.unknown_properties[0];
    assert_eq!(
        (name.as_str(), span.map(|s| s.start.line)),
        ("MaximumEventAge", Some(13))
    );
    assert!(
        matches!(wiring.node(target.arn.get().expect("known")), Some(Node::Function(f)) if f.name == "work")
    );
    assert_eq!(
        wiring
            .dead_letter_queue_of(target)
            .map(|q| q.origin.logical_id.as_deref()),
        Some(Some("Dead"))
    );
}

#[test]
fn delivery_is_decided_by_the_policies() {
    let wiring = wiring(APPLICATION);
    let rule = &wiring.rules[0];
    assert!(wiring.may_invoke(rule, &rule.targets[0]).is_allowed());
    assert!(wiring.may_dead_letter(rule, &rule.targets[0]).is_allowed());
    let denied = wiring.may_invoke(rule, &rule.targets[1]);
    assert_eq!(
        denied.to_string(),
        "denied: no statement allows sqs:SendMessage"
    );
}

/// What a rule with a queue as its target may do with a role that trusts a service and allows an
/// action, when the queue's policy names a principal.
fn with_role(service: &str, action: &str, principal: &str) -> Decision {
    let text = format!(
        "Resources:
  Queue: {{Type: AWS::SQS::Queue, Properties: {{QueueName: q}}}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement: [{{Effect: Allow, Principal: {principal}, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}}]
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: deliver
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Principal: {{Service: {service}}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: p
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: '{action}', Resource: '*'}}]}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {{source: [shop]}}
      Targets: [{{Id: t, Arn: !GetAtt Queue.Arn, RoleArn: !GetAtt Role.Arn}}]
"
    );
    let wiring = wiring(&text);
    let rule = &wiring.rules[0];
    wiring.may_invoke(rule, &rule.targets[0])
}

#[test]
fn a_target_with_a_role_is_delivered_to_as_that_role() {
    let (service, role) = ("{Service: events.amazonaws.com}", "{AWS: !GetAtt Role.Arn}");
    let decide = |trusted, action, principal| with_role(trusted, action, principal).to_string();
    let own = decide(EVENTS, "sqs:SendMessage", "{AWS: '123456789012'}");
    assert_eq!(own, "allowed");
    let lacking = decide(EVENTS, "sns:Publish", service);
    assert_eq!(lacking, "denied: no statement allows sqs:SendMessage");
    assert_eq!(decide(EVENTS, "sns:Publish", role), "allowed");
    let untrusting = decide("scheduler.amazonaws.com", "sqs:SendMessage", service);
    let why = "denied: the target's role does not trust events.amazonaws.com";
    assert_eq!(untrusting, why);
}

#[test]
fn a_permission_for_another_rule_is_no_permission() {
    let text = APPLICATION.replace(
        "SourceArn: !GetAtt Rule.Arn\n",
        "SourceArn: !Sub 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:rule/created'\n",
    );
    let wiring = wiring(&text);
    let rule = &wiring.rules[0];
    let decision = wiring.may_invoke(rule, &rule.targets[0]);
    assert!(
        decision.is_denied(),
        "a rule of a custom bus has the bus in its ARN: {decision}"
    );
}

#[test]
fn feeders_of_a_queue_are_all_that_sends_there() {
    let wiring = wiring(APPLICATION);
    let dead = wiring
        .queues
        .iter()
        .find(|q| q.origin.logical_id.as_deref() == Some("Dead"));
    let feeders = wiring.feeders_of(&dead.expect("declared").arn);
    assert!(
        matches!(
            feeders[..],
            [Feeder::TargetDeadLetters(..), Feeder::Redrive(_)]
        ),
        "{feeders:?}"
    );
}

#[test]
fn events_find_their_rules() {
    let wiring = wiring(APPLICATION);
    let event = |detail_type: &str| {
        let text = format!(r#"{{"source":"shop","detail-type":"{detail_type}","detail":{{}}}}"#);
        coagent_pattern::Event::parse(&text).expect("an event")
    };
    assert_eq!(
        wiring
            .rules_matching("orders", &event("Order Created"))
            .len(),
        1
    );
    assert_eq!(
        wiring.rules_matching("orders", &event("Order Paid")).len(),
        0
    );
    assert_eq!(
        wiring
            .rules_matching("default", &event("Order Created"))
            .len(),
        0
    );
}

#[test]
fn a_pattern_that_is_not_wholly_known_is_not_certain() {
    let template = Template::parse(
        "t.yaml",
        "Parameters: {Account: {Type: String}}
Resources:
  R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop], account: [!Ref Account]}}}",
    );
    let bound = template
        .expect("parses")
        .bind_open(&Default::default(), &Pseudo::open());
    let wiring = Wiring::from_model(&bound.expect("binds").symbolic());
    let pattern = wiring.rules[0].pattern.as_ref().expect("set");
    assert!(!pattern.certain);
    assert_eq!(
        pattern.text,
        r#"{"source":["shop"],"account":[{"exists":true}]}"#
    );
}

#[test]
fn edges_have_both_ends() {
    let edges = wiring(APPLICATION).edges();
    let count = |kind| edges.iter().filter(|edge| edge.kind == kind).count();
    assert_eq!(count(EdgeKind::Rule), 1);
    assert_eq!(count(EdgeKind::Invokes), 2);
    assert_eq!(count(EdgeKind::DeadLetters), 2);
}

fn shipped(name: &str) -> Wiring {
    let path = format!("{}/../../templates/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("shipped");
    let template = Template::parse(name, &text).unwrap_or_else(|errors| panic!("{errors}"));
    let bound = template.bind_open(&Default::default(), &Pseudo::open());
    Wiring::from_model(&bound.unwrap_or_else(|errors| panic!("{errors}")).symbolic())
}

#[test]
fn every_delivery_of_the_shipped_templates_is_allowed() {
    for (name, rules) in [("bayon-coagent.yaml", 14), ("notes.yaml", 2)] {
        let wiring = shipped(name);
        assert_eq!(wiring.rules.len(), rules, "{name}");
        for rule in &wiring.rules {
            for target in &rule.targets {
                let decision = wiring.may_invoke(rule, target);
                assert!(decision.is_allowed(), "{name} {}: {decision}", rule.name);
                if !target.dead_letter.is_absent() {
                    let decision = wiring.may_dead_letter(rule, target);
                    assert!(decision.is_allowed(), "{name} {}: {decision}", rule.name);
                }
            }
        }
    }
}
