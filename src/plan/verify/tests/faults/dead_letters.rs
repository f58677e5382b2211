//! Dead-letter queues.

use super::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
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
];
