//! The properties that each type of event has, as the SAM specification lists them.

/// Types of events with their properties; none for event source mappings.
const EVENTS: &[(&str, &[&str])] = &[
    ("AlexaSkill", &["SkillId"]),
    (
        "Api",
        &[
            "Auth",
            "Method",
            "Path",
            "RequestModel",
            "RequestParameters",
            "ResponseTransferMode",
            "RestApiId",
            "TimeoutInMillis",
        ],
    ),
    ("CloudWatchEvent", RULE),
    ("CloudWatchLogs", &["FilterPattern", "LogGroupName"]),
    ("Cognito", &["Trigger", "UserPool"]),
    ("DocumentDB", &[]),
    ("DynamoDB", &[]),
    ("EventBridgeRule", RULE),
    (
        "HttpApi",
        &[
            "ApiId",
            "Auth",
            "Method",
            "Path",
            "PayloadFormatVersion",
            "RouteSettings",
            "TimeoutInMillis",
        ],
    ),
    ("IoTRule", &["AwsIotSqlVersion", "Sql"]),
    ("Kinesis", &[]),
    ("MQ", &[]),
    ("MSK", &[]),
    ("S3", &["Bucket", "Events", "Filter"]),
    (
        "SNS",
        &[
            "FilterPolicy",
            "FilterPolicyScope",
            "RedrivePolicy",
            "Region",
            "SqsSubscription",
            "Topic",
        ],
    ),
    ("SQS", &[]),
    (
        "Schedule",
        &[
            "DeadLetterConfig",
            "Description",
            "Enabled",
            "Input",
            "Name",
            "RetryPolicy",
            "RoleArn",
            "Schedule",
            "State",
            "Target",
        ],
    ),
    (
        "ScheduleV2",
        &[
            "DeadLetterConfig",
            "Description",
            "EndDate",
            "FlexibleTimeWindow",
            "GroupName",
            "Input",
            "KmsKeyArn",
            "Name",
            "OmitName",
            "PermissionsBoundary",
            "RetryPolicy",
            "RoleArn",
            "ScheduleExpression",
            "ScheduleExpressionTimezone",
            "StartDate",
            "State",
        ],
    ),
    ("SelfManagedKafka", &[]),
];

const RULE: &[&str] = &[
    "DeadLetterConfig",
    "Enabled",
    "EventBusName",
    "Input",
    "InputPath",
    "InputTransformer",
    "Pattern",
    "RetryPolicy",
    "RuleName",
    "State",
    "Target",
];

/// Every type of event.
pub(super) fn types() -> Vec<&'static str> {
    EVENTS.iter().map(|(name, _)| *name).collect()
}

/// The properties of a type of event. Those without any here are mappings, which have what their
/// resource has.
pub(super) fn properties(kind: &str) -> Option<Vec<&'static str>> {
    let (_, known) = EVENTS.iter().find(|(name, _)| *name == kind)?;
    Some(match *known {
        [] => super::mapping::properties(),
        known => known.to_vec(),
    })
}
