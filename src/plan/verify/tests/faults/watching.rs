//! What is kept and watched: archives, functions and alarms.

use super::{Fault, TOPIC, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault(
        "archive-misses-events",
        &[("{prefix: shop}", "{prefix: store}")],
        "EventPattern",
    ),
    fault(
        "archive-keeps-for-ever",
        &[("      RetentionDays: 30\n", "")],
        "Archive:",
    ),
    fault("replay-repeats-work", &[], "Work:"),
    fault(
        "log-retention",
        &[(
            "LogGroupName: /aws/lambda/work, RetentionInDays: 7",
            "LogGroupName: /aws/lambda/work",
        )],
        "WorkLogs:",
    ),
    fault(
        "tracing-off",
        &[(
            "Role: !GetAtt MailRole.Arn\n      TracingConfig: {Mode: Active}",
            "Role: !GetAtt MailRole.Arn",
        )],
        "Mail:",
    ),
    fault(
        "alarm-unknown-metric",
        &[(
            "MetricName: FailedInvocations",
            "MetricName: FailedInvocation",
        )],
        "FailedInvocation",
    ),
    fault(
        "alarm-dimensions",
        &[("{Name: EventBusName, Value: !Ref Bus}, ", "")],
        "RuleName",
    ),
    fault(
        "alarm-without-action",
        &[(
            "Value: order-created}]\n      AlarmActions: [!Ref Topic]",
            "Value: order-created}]",
        )],
        "RuleAlarm:",
    ),
    fault(
        "alarm-never-fires",
        &[(
            "MetricName: FailedInvocations",
            "MetricName: FailedInvocations\n      Threshold: 0\n      ComparisonOperator: LessThanThreshold",
        )],
        "Threshold: 0",
    ),
    fault(
        "alarm-topic-policy",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  TopicPolicy: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref Topic], PolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: 'sns:Publish', Resource: !Ref Topic, Condition: {ArnEquals: {'aws:SourceArn': !GetAtt MailRule.Arn}}}]}}}\n",
        )],
        "Topic:",
    ),
];
