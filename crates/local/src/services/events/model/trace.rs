//! What became of events: operations of the local environment only. On AWS the bus's logs tell.

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DeliveryState {
    /// Not yet tried.
    #[default]
    Pending,
    /// Accepted by the target.
    Delivered,
    /// Failed at least once; will be tried again.
    Retrying,
    /// Given up, and in the dead-letter queue.
    DeadLettered,
    /// Given up, and gone.
    Dropped,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeEventDelivery {
    pub event_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EventDelivery {
    pub event_id: String,
    pub bus: String,
    pub rules: Vec<RuleDelivery>,
}

/// One delivery of one event.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RuleDelivery {
    pub rule_arn: String,
    pub target_id: String,
    pub target_arn: String,
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it came to be so; absent before the first attempt has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// The attempts that others followed or are to follow, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed_attempts: Vec<FailedAttempt>,
    /// As in the dead letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// What the target answered: a request id of Lambda, a message id of SQS or SNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// An attempt that did not end its delivery.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FailedAttempt {
    /// From 1.
    pub attempt: u32,
    pub time: Timestamp,
    pub error_code: String,
    pub error_message: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListEventDeliveries {
    pub limit: Option<i64>,
    /// The `Sequence` of the last one seen; without one the newest are returned.
    pub after: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EventDeliveries {
    pub events: Vec<TracedEvent>,
    /// How many events among these are no longer kept.
    pub missed: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TracedEvent {
    pub sequence: u64,
    pub event_id: String,
    pub bus: String,
    pub source: String,
    pub detail_type: String,
    /// When the bus took it.
    pub ingestion_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_name: Option<String>,
    pub rules: Vec<RuleDelivery>,
}
