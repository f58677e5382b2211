//! Deliveries: targets, retries and inputs.

use super::{Fault, TOPIC, fault};

pub(super) const FAULTS: &[Fault] = &[
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
];
