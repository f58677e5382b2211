//! Who may deliver: what EventBridge, SNS, S3 and Lambda would be refused.

mod role_fix;

use coagent_template::policy::Decision;
use coagent_template::wiring::{Node, Rule, Target};
use coagent_template::{Severity, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const FUNCTION: Check = Check {
    id: "function-permission",
    severity: Severity::Error,
    title: "EventBridge may not invoke a rule's function",
    why: "Without a statement for events.amazonaws.com whose SourceArn is the rule's ARN, Lambda \
          refuses the invocation. EventBridge does not retry it: the event goes to the dead-letter \
          queue, or is lost without one. The ARN of a rule on a custom bus has the bus's name in it.",
    source: "EventBridge User Guide, Using resource-based policies: Lambda permissions",
};
const QUEUE: Check = Check {
    id: "queue-policy",
    severity: Severity::Error,
    title: "EventBridge may not send to a rule's queue",
    why: "Only the queue's own policy lets events.amazonaws.com send. CloudFormation does not add it \
          (the console does), and a refused delivery is not retried.",
    source: "EventBridge User Guide, Using resource-based policies: Amazon SQS permissions",
};
const TOPIC: Check = Check {
    id: "topic-policy",
    severity: Severity::Error,
    title: "EventBridge may not publish to a rule's topic",
    why: "Once a topic has a policy, only that decides; the default one is for the owner's account \
          and not for services.",
    source: "EventBridge User Guide, Using resource-based policies: Amazon SNS permissions",
};
const ROLE: Check = Check {
    id: "target-role",
    severity: Severity::Error,
    title: "A target needs a role that allows the delivery",
    why: "EventBridge delivers as the target's role where it has one: the role must trust \
          events.amazonaws.com and allow the action. Buses, streams, state machines and API \
          destinations need one.",
    source: "EventBridge User Guide, Using identity-based policies: roles for targets",
};
const DEAD_LETTERS: Check = Check {
    id: "dlq-policy",
    severity: Severity::Error,
    title: "EventBridge may not send to a target's dead-letter queue",
    why: "A dead-letter queue whose policy does not let events.amazonaws.com send for this rule \
          receives nothing: what could not be delivered is lost, and only the metric \
          InvocationsFailedToBeSentToDlq says so.",
    source: "EventBridge User Guide, Using dead-letter queues: granting permissions",
};
const SUBSCRIPTION: Check = Check {
    id: "subscription-policy",
    severity: Severity::Error,
    title: "SNS may not deliver to a subscribed queue or function",
    why: "SNS needs a statement for sns.amazonaws.com in the queue's policy or the function's.",
    source: "SNS Developer Guide, Fanout to Amazon SQS queues and Lambda functions",
};
const BUCKET: Check = Check {
    id: "bucket-notification-policy",
    severity: Severity::Error,
    title: "S3 may not deliver a bucket's notification",
    why: "S3 needs a statement for s3.amazonaws.com in the policy of the function, queue or topic; \
          the deployment of the bucket fails without it.",
    source: "S3 User Guide, Granting permissions to publish event notification messages",
};

const KEY: Check = Check {
    id: "aws-managed-key",
    severity: Severity::Error,
    title: "A rule delivers to a queue or topic that is encrypted with a key of AWS",
    why: "EventBridge needs kms:GenerateDataKey and kms:Decrypt on the key. The policy of the keys \
          alias/aws/sqs and alias/aws/sns cannot be changed, so every delivery is refused. Use a key \
          of your own, or SSE-SQS.",
    source: "EventBridge User Guide, Troubleshooting: my rule matches but the encrypted queue gets nothing",
};

pub(super) const CHECKS: &[Check] = &[
    KEY,
    FUNCTION,
    QUEUE,
    TOPIC,
    ROLE,
    DEAD_LETTERS,
    SUBSCRIPTION,
    BUCKET,
];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        for target in &rule.targets {
            invocation(context, rule, target, findings);
            dead_letters(context, rule, target, findings);
            keys(context, rule, target, findings);
        }
    }
    subscriptions(context, findings);
    notifications(context, findings);
}

fn invocation(context: &Context<'_>, rule: &Rule, target: &Target, findings: &mut Findings) {
    let decision = context.wiring.may_invoke(rule, target);
    let (Some(arn), Decision::Denied { statement, reason }) = (target.arn.get(), decision) else {
        return;
    };
    let node = context.wiring.node(arn);
    let (check, name) = match node {
        _ if !(target.role.is_absent() && rule.role.is_absent()) => (&ROLE, token::display(arn)),
        Some(Node::Function(f)) => (&FUNCTION, label(&f.origin, &f.name)),
        Some(Node::Queue(q)) => (&QUEUE, label(&q.origin, &q.name)),
        Some(Node::Topic(t)) => (&TOPIC, label(&t.origin, &t.name)),
        _ => (&ROLE, token::display(arn)),
    };
    let rule_name = label(&rule.origin, &rule.name);
    let message = match statement {
        None => format!("rule `{rule_name}` may not deliver to `{name}`: {reason}"),
        Some(_) => format!("rule `{rule_name}` may not deliver to `{name}`, because of {reason}"),
    };
    let finding = findings.add(check, &rule.origin, target.span, message);
    match node.filter(|_| check.id != ROLE.id) {
        Some(Node::Function(_)) => finding.fix(function_fix(&name, &rule_name)),
        Some(Node::Queue(_)) => finding.fix(queue_fix(&name, &rule_name)),
        Some(Node::Topic(_)) => finding.fix(topic_fix(&name, &rule_name)),
        _ => finding.fix(role_fix::role_fix(context, rule, target, arn)),
    }
}

fn dead_letters(context: &Context<'_>, rule: &Rule, target: &Target, findings: &mut Findings) {
    let decision = context.wiring.may_dead_letter(rule, target);
    let (Some(queue), Decision::Denied { reason, .. }) =
        (context.wiring.dead_letter_queue_of(target), decision)
    else {
        return;
    };
    let (rule_name, queue_name) = (
        label(&rule.origin, &rule.name),
        label(&queue.origin, &queue.name),
    );
    let message = format!(
        "events of rule `{rule_name}` may not go to their dead-letter queue `{queue_name}`: {reason}"
    );
    let span = target.dead_letter.span().or(target.span);
    findings
        .add(&DEAD_LETTERS, &rule.origin, span, message)
        .fix(queue_fix(&queue_name, &rule_name));
}

fn keys(context: &Context<'_>, rule: &Rule, target: &Target, findings: &mut Findings) {
    for end in [&target.arn, &target.dead_letter] {
        let (key, origin, name) = match end.get().and_then(|arn| context.wiring.node(arn)) {
            Some(Node::Queue(queue)) => (&queue.kms_key, &queue.origin, &queue.name),
            Some(Node::Topic(topic)) => (&topic.kms_key, &topic.origin, &topic.name),
            _ => continue,
        };
        if key.get().is_some_and(|key| key.contains("alias/aws/")) {
            let (rule, name) = (label(&rule.origin, &rule.name), label(origin, name));
            let message =
                format!("rule `{rule}` may not use the key of `{name}`, which is AWS's own");
            findings.add(&KEY, origin, key.span(), message);
        }
    }
}

fn subscriptions(context: &Context<'_>, findings: &mut Findings) {
    for topic in &context.wiring.topics {
        for subscription in &topic.subscriptions {
            let Some(end) = subscription.endpoint.get() else {
                continue;
            };
            let (decision, name) = match context.wiring.node(end) {
                Some(Node::Queue(queue)) => (
                    queue.may_be_sent_to(SNS, &topic.arn),
                    label(&queue.origin, &queue.name),
                ),
                Some(Node::Function(function)) => (
                    function.may_be_invoked(SNS, &topic.arn),
                    label(&function.origin, &function.name),
                ),
                _ => continue,
            };
            if let Decision::Denied { reason, .. } = decision {
                let topic_name = label(&topic.origin, &topic.name);
                let message = format!("topic `{topic_name}` may not deliver to `{name}`: {reason}");
                findings.add(&SUBSCRIPTION, &topic.origin, subscription.span, message);
            }
        }
    }
}

const SNS: &str = "sns.amazonaws.com";
const S3: &str = "s3.amazonaws.com";

/// The account is not in a bucket's ARN, so a statement that names the account decides nothing here.
fn notifications(context: &Context<'_>, findings: &mut Findings) {
    for bucket in &context.wiring.buckets {
        for notification in &bucket.notifications {
            let Some(arn) = notification.destination.get() else {
                continue;
            };
            let policy = match context.wiring.node(arn) {
                Some(Node::Function(function)) => &function.policy,
                Some(Node::Queue(queue)) => &queue.policy,
                Some(Node::Topic(topic)) => &topic.policy,
                _ => continue,
            };
            let for_s3 = policy.statements.iter().any(|statement| {
                statement.principals.as_ref().is_none_or(|principals| {
                    principals.everyone
                        || principals.incomplete
                        || principals.services.iter().any(|service| service == S3)
                })
            });
            if !for_s3 {
                let name = label(&bucket.origin, &bucket.name);
                let message = format!(
                    "bucket `{name}` may not notify {}: no statement is for {S3}",
                    token::display(arn)
                );
                findings.add(&BUCKET, &bucket.origin, notification.span, message);
            }
        }
    }
}

fn function_fix(function: &str, rule: &str) -> String {
    format!(
        "{function}Permission{rule}:
  Type: AWS::Lambda::Permission
  Properties:
    FunctionName: !GetAtt {function}.Arn
    Action: lambda:InvokeFunction
    Principal: events.amazonaws.com
    SourceArn: !GetAtt {rule}.Arn"
    )
}

fn queue_fix(queue: &str, rule: &str) -> String {
    policy_fix(
        "SQS::QueuePolicy",
        "Queues",
        queue,
        "sqs:SendMessage",
        &format!("!GetAtt {queue}.Arn"),
        rule,
    )
}

fn topic_fix(topic: &str, rule: &str) -> String {
    policy_fix(
        "SNS::TopicPolicy",
        "Topics",
        topic,
        "sns:Publish",
        &format!("!Ref {topic}"),
        rule,
    )
}

fn policy_fix(
    kind: &str,
    list: &str,
    name: &str,
    action: &str,
    resource: &str,
    rule: &str,
) -> String {
    format!(
        "{name}Policy:
  Type: AWS::{kind}
  Properties:
    {list}: [!Ref {name}]
    PolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Principal: {{ Service: events.amazonaws.com }}
          Action: {action}
          Resource: {resource}
          Condition:
            ArnEquals: {{ aws:SourceArn: !GetAtt {rule}.Arn }}"
    )
}
