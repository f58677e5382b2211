//! Permissions: policies of resources and of roles.

use super::{Fault, TOPIC, fault};

pub(super) const FAULTS: &[Fault] = &[
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
    // Roles that trust lambda.amazonaws.com alone.
    fault(
        "schedule-role",
        &[(
            TOPIC,
            "  Topic: {Type: AWS::SNS::Topic}\n  Nightly: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), Target: {Arn: !GetAtt Dead.Arn, RoleArn: !GetAtt WorkRole.Arn}}}\n",
        )],
        "Nightly",
    ),
    fault(
        "target-role",
        &[(
            "Arn: !GetAtt Inbox.Arn\n          Dead",
            "Arn: !GetAtt Inbox.Arn\n          RoleArn: !GetAtt WorkRole.Arn\n          Dead",
        )],
        "- Id: inbox",
    ),
];
