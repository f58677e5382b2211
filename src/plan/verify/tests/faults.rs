//! One fault for each check.

use serde_json::json;

use super::super::Catalogue;
use super::application::{catalogue, event, processor};

/// Changes to the application, the check that must find them, and text of the line it points to.
pub(super) struct Fault {
    pub(super) id: &'static str,
    pub(super) changes: &'static [(&'static str, &'static str)],
    pub(super) at: &'static str,
}

/// Faults of the catalogue instead of the template.
pub(super) fn catalogue_for(fault: &Fault) -> Catalogue {
    let mut catalogue = catalogue();
    match fault.id {
        "event-unrouted" => catalogue
            .events
            .push(event("order-lost", "Order Lost", json!({}))),
        "event-loop" => {
            catalogue.processors = vec![
                processor("work", &["Order Paid"]),
                processor("mail", &["Order Created"]),
            ]
        }
        "replay-repeats-work" => catalogue.processors[0].idempotent = false,
        _ => {}
    }
    catalogue
}

const fn fault(
    id: &'static str,
    changes: &'static [(&'static str, &'static str)],
    at: &'static str,
) -> Fault {
    Fault { id, changes, at }
}

const TOPIC: &str = "  Topic: {Type: AWS::SNS::Topic}\n";

pub(super) const FAULTS: &[Fault] = &[
    // Permissions.
    fault(
        "aws-managed-key",
        &[(
            "QueueName: inbox\n",
            "QueueName: inbox\n      KmsMasterKeyId: alias/aws/sqs\n",
        )],
        "KmsMasterKeyId",
    ),
    fault(
        "function-permission",
        &[(
            "SourceArn: !GetAtt OrderRule.Arn",
            "SourceArn: !GetAtt MailRule.Arn",
        )],
        "- Id: work",
    ),
    fault(
        "queue-policy",
        &[(
            "Queues: [!Ref Inbox]",
            "Queues: ['https://sqs.eu-west-1.amazonaws.com/1/other']",
        )],
        "- Id: inbox",
    ),
    fault(
        "topic-policy",
        &[(
            "Arn: !GetAtt Inbox.Arn\n          Dead",
            "Arn: !Ref Topic\n          Dead",
        )],
        "- Id: inbox",
    ),
    fault(
        "target-role",
        &[(
            "Arn: !GetAtt Inbox.Arn\n          Dead",
            "Arn: !Sub 'arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/other'\n          Dead",
        )],
        "- Id: inbox",
    ),
    fault(
        "dlq-policy",
        &[(
            "[!GetAtt OrderRule.Arn, !GetAtt MailRule.Arn]",
            "!GetAtt MailRule.Arn",
        )],
        "DeadLetterConfig",
    ),
    fault(
        "subscription-policy",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: sqs, Endpoint: !GetAtt Inbox.Arn}]}}\n",
        )],
        "Protocol: sqs",
    ),
    fault(
        "bucket-notification-policy",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Bucket: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt Work.Arn}]}}}\n",
        )],
        "s3:ObjectCreated",
    ),
    fault(
        "policy-too-wide",
        &[(
            "            Condition: {ArnEquals: {aws:SourceArn: !GetAtt MailRule.Arn}}\n",
            "",
        )],
        "- Effect: Allow",
    ),
    fault(
        "role-too-wide",
        &[(
            "Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}",
            "Action: 'sqs:*', Resource: '*'}",
        )],
        "sqs:*",
    ),
    fault("mapping-role", &[("sqs:DeleteMessage, ", "")], "MailRole:"),
    fault(
        "function-dlq-role",
        &[(
            "Action: sqs:SendMessage, Resource: !GetAtt Dead.Arn}",
            "Action: sqs:SendMessage, Resource: !GetAtt Inbox.Arn}",
        )],
        "TargetArn: !GetAtt Dead.Arn",
    ),
    fault(
        "schedule-role",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Nightly: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), Target: {Arn: !GetAtt Work.Arn}}}\n",
        )],
        "Nightly",
    ),
    // Dead letters.
    fault(
        "target-without-dlq",
        &[(
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}",
            "Arn: !GetAtt Work.Arn",
        )],
        "- Id: work",
    ),
    fault(
        "dlq-fifo",
        &[(
            "{QueueName: dead-letters, ",
            "{QueueName: dead-letters.fifo, FifoQueue: true, ",
        )],
        "DeadLetterConfig",
    ),
    fault(
        "dlq-region",
        &[(
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}",
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: 'arn:aws:sqs:us-east-1:123456789012:dead'}",
        )],
        "us-east-1",
    ),
    fault(
        "dlq-is-own-input",
        &[
            (
                "Arn: !GetAtt Inbox.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}",
                "Arn: !GetAtt Inbox.Arn\n          DeadLetterConfig: {Arn: !GetAtt Inbox.Arn}",
            ),
            ("!GetAtt Dead.QueueName", "!GetAtt Inbox.QueueName"),
            (
                "RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}",
                "DelaySeconds: 0",
            ),
            (
                "DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}",
                "Description: x",
            ),
            (
                "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}",
                "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !ImportValue dead}",
            ),
        ],
        "DeadLetterConfig: {Arn: !GetAtt Inbox.Arn}",
    ),
    fault(
        "dlq-retention",
        &[(
            "MessageRetentionPeriod: 1209600",
            "MessageRetentionPeriod: 60",
        )],
        "MessageRetentionPeriod",
    ),
    fault(
        "dlq-unencrypted",
        &[(
            "MessageRetentionPeriod: 1209600",
            "MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: false",
        )],
        "Dead:",
    ),
    fault(
        "dlq-unwatched",
        &[("!GetAtt Dead.QueueName", "!GetAtt Inbox.QueueName")],
        "Dead:",
    ),
    // Deliveries.
    fault(
        "retry-out-of-range",
        &[(
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}\n          RetryPolicy: {MaximumRetryAttempts: 3,",
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}\n          RetryPolicy: {MaximumRetryAttempts: 300,",
        )],
        "MaximumRetryAttempts: 300",
    ),
    fault(
        "target-without-retry-policy",
        &[(
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}\n          RetryPolicy: {MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600}",
            "Arn: !GetAtt Work.Arn\n          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}",
        )],
        "- Id: work",
    ),
    fault(
        "unknown-property",
        &[("MaximumEventAgeInSeconds", "MaximumEventAge")],
        "MaximumEventAge:",
    ),
    fault(
        "duplicate-target-id",
        &[(
            "        - Id: inbox\n",
            "        - {Id: inbox, Arn: !ImportValue x, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}, RetryPolicy: {MaximumRetryAttempts: 3}}\n        - Id: inbox\n",
        )],
        "Id: inbox",
    ),
    fault(
        "too-many-targets",
        &[(
            "        - Id: inbox\n",
            "        - &t {Arn: !ImportValue x, DeadLetterConfig: {Arn: !GetAtt Dead.Arn}, RetryPolicy: {MaximumRetryAttempts: 3}}\n        - *t\n        - *t\n        - *t\n        - *t\n        - Id: inbox\n",
        )],
        "MailRule:",
    ),
    fault(
        "rule-without-target",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Empty: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.s3]}}}\n",
        )],
        "Empty:",
    ),
    fault(
        "fifo-without-group",
        &[
            ("QueueName: inbox", "QueueName: inbox.fifo"),
            (
                "RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}",
                "FifoQueue: true",
            ),
        ],
        "- Id: inbox",
    ),
    fault(
        "input-invalid",
        &[("- Id: work\n", "- Id: work\n          InputPath: detail\n")],
        "- Id: work",
    ),
    fault(
        "visibility-timeout",
        &[("VisibilityTimeout: 30", "VisibilityTimeout: 10")],
        "VisibilityTimeout: 10",
    ),
    fault(
        "batch-without-partial-failures",
        &[(
            "      FunctionResponseTypes: [ReportBatchItemFailures]\n",
            "",
        )],
        "MailMapping:",
    ),
    // Patterns.
    fault(
        "pattern-invalid",
        &[
            (
                "detail: {channel: [web]}",
                "detail: {channel: [{prefx: web}]}",
            ),
            (
                "EventPattern: {source: [shop.orders], detail-type: [Order Paid]}",
                "EventPattern: {source: [shop.orders]}",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-too-long",
        &[("source: [{prefix: shop}]", "source: [{prefix: shop}, LONG]")],
        "EventPattern",
    ),
    fault(
        "pattern-unknown-field",
        &[
            ("detail: {channel: [web]}", "detail: {chanel: [web]}"),
            (
                "detail-type: [Order Paid]",
                "detail-type: [Order Paid, Order Created]",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-impossible-value",
        &[
            ("detail: {channel: [web]}", "detail: {channel: [fax]}"),
            (
                "detail-type: [Order Paid]",
                "detail-type: [Order Paid, Order Created]",
            ),
        ],
        "source: [shop.orders]",
    ),
    fault(
        "pattern-duplicate",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Again: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop.orders]}, Targets: [{Id: again, Arn: !GetAtt Work.Arn, DeadLetterConfig: {Arn: !ImportValue dead}, RetryPolicy: {MaximumRetryAttempts: 1}}]}}\n  AgainPermission: {Type: AWS::Lambda::Permission, Properties: {FunctionName: work, Action: 'lambda:InvokeFunction', Principal: events.amazonaws.com, SourceArn: !GetAtt Again.Arn}}\n",
        )],
        "Id: again",
    ),
    // Routing.
    fault(
        "unknown-bus",
        &[(
            "Name: order-paid\n      EventBusName: !Ref Bus",
            "Name: order-paid\n      EventBusName: shop-event",
        )],
        "EventBusName: shop-event",
    ),
    fault("event-unrouted", &[], "Bus:"),
    fault(
        "rule-unreached",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Typo: {Type: AWS::Events::Rule, Properties: {EventBusName: !Ref Bus, EventPattern: {source: [shop.order]}, Targets: [{Id: typo, Arn: !ImportValue x, DeadLetterConfig: {Arn: !ImportValue dead}, RetryPolicy: {MaximumRetryAttempts: 1}}]}}\n",
        )],
        "Typo:",
    ),
    fault(
        "function-never-invoked",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Idle: {Type: AWS::Lambda::Function, Properties: {FunctionName: idle, TracingConfig: {Mode: Active}, LoggingConfig: {LogGroup: /aws/lambda/work}}}\n",
        )],
        "Idle:",
    ),
    fault("event-loop", &[], "source:"),
    // Archive, functions, alarms.
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
    // Schemas.
    fault(
        "schema-invalid",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Schema: {Type: AWS::EventSchemas::Schema, Properties: {RegistryName: r, Type: JSONSchemaDraft4, Content: '{'}}\n",
        )],
        "Content: '{'",
    ),
    fault(
        "schema-mismatch",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Schema: {Type: AWS::EventSchemas::Schema, Properties: {RegistryName: r, SchemaName: 'shop.orders@Order Paid', Type: JSONSchemaDraft4, Content: '{\"properties\": {\"detail\": {\"properties\": {\"amount\": {\"type\": \"string\"}}}}}'}}\n",
        )],
        "shop.orders@Order Paid",
    ),
];
