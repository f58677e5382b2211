//! Event source mappings: queues and streams.

use super::super::Expansion;
use super::super::destination;
use super::Event;

/// Properties that the mapping has under the same name.
const SAME: &[&str] = &[
    "AmazonManagedKafkaEventSourceConfig",
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DocumentDBEventSourceConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionResponseTypes",
    "KmsKeyArn",
    "LoggingConfig",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "MetricsConfig",
    "ParallelizationFactor",
    "ProvisionedPollerConfig",
    "Queues",
    "ScalingConfig",
    "SelfManagedEventSource",
    "SelfManagedKafkaEventSourceConfig",
    "SourceAccessConfigurations",
    "StartingPosition",
    "StartingPositionTimestamp",
    "Topics",
    "TumblingWindowInSeconds",
];

/// Other properties of an event.
const OWN: &[&str] = &[
    "Broker",
    "Cluster",
    "DestinationConfig",
    "DynamicPolicyName",
    "Queue",
    "SourceType",
    "Stream",
];

/// All properties of an event.
pub(super) fn properties() -> Vec<&'static str> {
    SAME.iter().chain(OWN).copied().collect()
}

/// Returns the managed policy with which the function may read from the source.
pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) -> Option<&'static str> {
    let (source, policy) = match event.kind {
        "SQS" => ("Queue", Some("service-role/AWSLambdaSQSQueueExecutionRole")),
        "DynamoDB" => (
            "Stream",
            Some("service-role/AWSLambdaDynamoDBExecutionRole"),
        ),
        "Kinesis" => ("Stream", Some("service-role/AWSLambdaKinesisExecutionRole")),
        "MQ" => ("Broker", None),
        "DocumentDB" => ("Cluster", None),
        _ => ("Stream", Some("service-role/AWSLambdaMSKExecutionRole")),
    };
    let targets = event.get("DestinationConfig").map(destination::named);
    let mapping = event
        .make("", "AWS::Lambda::EventSourceMapping")
        .rename(&event.properties, source, "EventSourceArn")
        .set("FunctionName", event.function_name())
        .copy(&event.properties, SAME)
        .set_some("DestinationConfig", targets);
    expansion.add(mapping);
    policy
}
