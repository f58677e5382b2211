//! Replays.

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ReplayState {
    Starting,
    Running,
    Cancelling,
    Completed,
    Cancelled,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Destination {
    pub arn: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filter_arns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StartReplay {
    pub replay_name: String,
    pub description: Option<String>,
    pub event_source_arn: String,
    pub event_start_time: Timestamp,
    pub event_end_time: Timestamp,
    pub destination: Destination,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReplayChanged {
    pub replay_arn: String,
    pub state: ReplayState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_start_time: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct OfReplay {
    pub replay_name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Replay {
    pub replay_name: String,
    /// These three only where one replay is described.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<Destination>,
    pub event_source_arn: String,
    pub state: ReplayState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    pub event_start_time: Timestamp,
    pub event_end_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_last_replayed_time: Option<Timestamp>,
    pub replay_start_time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replay_end_time: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListReplays {
    pub name_prefix: Option<String>,
    pub state: Option<ReplayState>,
    pub event_source_arn: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Replays {
    pub replays: Vec<Replay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
