//! What carries events: queues, topics, buses, streams, functions and state machines.

use super::{Template, template};

pub(super) const TEMPLATES: &[Template] = &[
    template(
        "SQSPollerPolicy",
        &[(
            "sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch \
             sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes \
             sqs:ReceiveMessage",
            &[arn!("sqs", "${QueueName}")],
        )],
    ),
    template(
        "SQSSendMessagePolicy",
        &[("sqs:SendMessage*", &[arn!("sqs", "${QueueName}")])],
    ),
    template(
        "SNSPublishMessagePolicy",
        &[("sns:Publish", &[arn!("sns", "${TopicName}")])],
    ),
    template(
        "SNSCrudPolicy",
        &[(
            "sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes \
             sns:Subscribe sns:Publish",
            &[arn!("sns", "${TopicName}*")],
        )],
    ),
    template(
        "LambdaInvokePolicy",
        &[(
            "lambda:InvokeFunction",
            &[arn!("lambda", "function:${FunctionName}*")],
        )],
    ),
    template(
        "EventBridgePutEventsPolicy",
        &[(
            "events:PutEvents",
            &[arn!("events", "event-bus/${EventBusName}")],
        )],
    ),
    template(
        "KinesisStreamReadPolicy",
        &[
            (
                "kinesis:ListStreams kinesis:DescribeLimits",
                &[arn!("kinesis", "stream/*")],
            ),
            (
                "kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords \
             kinesis:GetShardIterator",
                &[arn!("kinesis", "stream/${StreamName}")],
            ),
        ],
    ),
    template(
        "KinesisCrudPolicy",
        &[(
            "kinesis:AddTagsToStream kinesis:CreateStream \
             kinesis:DecreaseStreamRetentionPeriod kinesis:DeleteStream \
             kinesis:DescribeStream kinesis:DescribeStreamSummary \
             kinesis:GetShardIterator kinesis:IncreaseStreamRetentionPeriod \
             kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord \
             kinesis:PutRecords kinesis:SplitShard kinesis:RemoveTagsFromStream",
            &[arn!("kinesis", "stream/${StreamName}")],
        )],
    ),
    template(
        "FirehoseWritePolicy",
        &[(
            "firehose:PutRecord firehose:PutRecordBatch",
            &[arn!("firehose", "deliverystream/${DeliveryStreamName}")],
        )],
    ),
    template(
        "FirehoseCrudPolicy",
        &[(
            "firehose:CreateDeliveryStream firehose:DeleteDeliveryStream \
             firehose:DescribeDeliveryStream firehose:PutRecord \
             firehose:PutRecordBatch firehose:UpdateDestination",
            &[arn!("firehose", "deliverystream/${DeliveryStreamName}")],
        )],
    ),
    template(
        "StepFunctionsExecutionPolicy",
        &[(
            "states:StartExecution",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
    template(
        "StepFunctionsExecutionPolicy_v2",
        &[(
            "states:StartExecution states:StartSyncExecution",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
    template(
        "StepFunctionsCallbackPolicy",
        &[(
            "states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess",
            &[arn!("states", "stateMachine:${StateMachineName}")],
        )],
    ),
];
