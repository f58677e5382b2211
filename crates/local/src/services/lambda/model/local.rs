//! Operations that only the local environment has.

use serde::{Deserialize, Serialize};

/// Makes a function answer with a fault instead of running.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutFaultRequest {
    pub(crate) function_name: String,
    /// Such as `TooManyRequestsException`.
    pub(crate) code: String,
    /// HTTP status, 500 unless said.
    pub(crate) status: Option<u16>,
    /// How many calls it answers; every one unless said.
    pub(crate) times: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DeleteFaultsRequest {
    /// Of every function unless said.
    pub(crate) function_name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeInvocationRequest {
    pub(crate) request_id: String,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeInvocationResponse {
    pub(crate) request_id: String,
    pub(crate) function_name: String,
    /// `QUEUED`, `RUNNING`, `SUCCEEDED`, `FAILED`, `DEAD_LETTERED` or `DROPPED`.
    pub(crate) state: &'static str,
    pub(crate) attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration_ms: Option<f64>,
}
