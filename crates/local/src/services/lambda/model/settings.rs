//! Concurrency, asynchronous invocation, tags, account limits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutConcurrencyRequest {
    pub(crate) function_name: String,
    pub(crate) reserved_concurrent_executions: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct InvokeConfigRequest {
    pub(crate) function_name: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) maximum_retry_attempts: Option<u32>,
    pub(crate) maximum_event_age_in_seconds: Option<u32>,
    pub(crate) destination_config: Option<DestinationConfig>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DestinationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_success: Option<Destination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_failure: Option<Destination>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Destination {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InvokeConfigResponse {
    pub(crate) last_modified: Timestamp,
    pub(crate) function_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum_retry_attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum_event_age_in_seconds: Option<u32>,
    pub(crate) destination_config: DestinationConfig,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListInvokeConfigsResponse {
    pub(crate) function_event_invoke_configs: Vec<InvokeConfigResponse>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TagRequest {
    pub(crate) resource: String,
    pub(crate) tags: BTreeMap<String, String>,
    /// A parameter of the URL, which is written otherwise.
    #[serde(alias = "tagKeys")]
    pub(crate) tag_keys: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTagsResponse {
    pub(crate) tags: BTreeMap<String, String>,
}

/// An input that has no members which matter.
#[derive(Debug, Deserialize)]
pub(crate) struct NoMembers {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountSettingsResponse {
    pub(crate) account_limit: AccountLimit,
    pub(crate) account_usage: AccountUsage,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountLimit {
    pub(crate) total_code_size: u64,
    pub(crate) code_size_unzipped: u64,
    pub(crate) code_size_zipped: u64,
    pub(crate) concurrent_executions: u32,
    pub(crate) unreserved_concurrent_executions: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AccountUsage {
    pub(crate) total_code_size: u64,
    pub(crate) function_count: usize,
}
