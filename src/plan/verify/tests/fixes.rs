//! What a finding says to add.

use super::{APPLICATION, catalogue, findings};

const TARGET: &str = "Arn: !GetAtt Inbox.Arn\n          Dead";

/// The fix of the one finding about the role of the target.
fn fix(changes: &[(&str, &str)]) -> String {
    let mut text = APPLICATION.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the application has no {from:?}");
        text = text.replace(from, to);
    }
    let found = findings(&text, &catalogue());
    let of_role = found.into_iter().find(|one| one.id == "target-role");
    let finding = of_role.unwrap();
    let fix = finding.fix.unwrap();
    assert!(
        !finding.message.contains(&fix),
        "the fix is in the message: {fix}"
    );
    fix
}

#[test]
fn a_target_without_a_role_gets_one() {
    let bus = "Arn: !Sub 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/other'\n          Dead";
    assert_eq!(
        fix(&[(TARGET, bus)]),
        "\
# In the target:
RoleArn: !GetAtt DeliveryRole.Arn
# A resource:
DeliveryRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Principal: { Service: events.amazonaws.com }
          Action: sts:AssumeRole
    Policies:
      - PolicyName: deliver
        PolicyDocument:
          Version: '2012-10-17'
          Statement:
            - Effect: Allow
              Action: events:PutEvents
              Resource: !Sub 'arn:aws:events:eu-west-1:${AWS::AccountId}:event-bus/other'"
    );
}

const TRUST: &str = "\
# Trust policy of role WorkRole:
- Effect: Allow
  Principal: { Service: events.amazonaws.com }
  Action: sts:AssumeRole";
const ALLOW: &str = "\
# A policy of role WorkRole:
- Effect: Allow
  Action: sqs:SendMessage
  Resource: !GetAtt Inbox.Arn";

const WITH_ROLE: &str =
    "Arn: !GetAtt Inbox.Arn\n          RoleArn: !GetAtt WorkRole.Arn\n          Dead";
const OF_LAMBDA: &str = "WorkRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}";
const OF_EVENTS: &str = "WorkRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: [lambda.amazonaws.com, events.amazonaws.com]}";
const SENDS: &str = "Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}";

#[test]
fn a_role_that_does_not_trust_gets_the_statement_of_its_trust_policy() {
    let more = "Action: sqs:SendMessage, Resource: [!GetAtt Dead.Arn, !GetAtt Inbox.Arn]}";
    assert_eq!(fix(&[(TARGET, WITH_ROLE), (SENDS, more)]), TRUST);
}

/// Without the queue's own policy the role decides alone.
const UNPOLICED: (&str, &str) = (
    "Queues: [!Ref Inbox]",
    "Queues: ['https://sqs.eu-west-1.amazonaws.com/1/other']",
);

#[test]
fn a_role_that_may_not_send_gets_the_statement_of_its_policy() {
    let changes = [(TARGET, WITH_ROLE), (OF_LAMBDA, OF_EVENTS), UNPOLICED];
    assert_eq!(fix(&changes), ALLOW);
}

#[test]
fn both_are_named_where_both_are_missing() {
    let both = format!("{TRUST}\n{ALLOW}");
    assert_eq!(fix(&[(TARGET, WITH_ROLE), UNPOLICED]), both);
}

#[test]
fn what_is_denied_is_to_be_taken_out_of_the_statement() {
    let denied = "Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}, {Effect: Deny, Action: 'sqs:*', Resource: !GetAtt Inbox.Arn}";
    let fix = fix(&[(TARGET, WITH_ROLE), (OF_LAMBDA, OF_EVENTS), (SENDS, denied)]);
    assert_eq!(
        fix,
        "Take sqs:SendMessage out of the statement of role WorkRole that denies it"
    );
}
