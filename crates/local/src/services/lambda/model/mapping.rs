//! Event source mappings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct MappingRequest {
    /// Of an existing mapping.
    #[serde(rename = "UUID")]
    pub(crate) uuid: Option<String>,
    pub(crate) event_source_arn: Option<String>,
    pub(crate) function_name: Option<String>,
    pub(crate) enabled: Option<bool>,
    pub(crate) batch_size: Option<u32>,
    pub(crate) maximum_batching_window_in_seconds: Option<u32>,
    pub(crate) filter_criteria: Option<FilterCriteria>,
    pub(crate) function_response_types: Option<Vec<String>>,
    pub(crate) scaling_config: Option<ScalingConfig>,
    pub(crate) starting_position: Option<String>,
    pub(crate) starting_position_timestamp: Option<serde_json::Value>,
    pub(crate) bisect_batch_on_function_error: Option<bool>,
    pub(crate) maximum_retry_attempts: Option<i64>,
    pub(crate) maximum_record_age_in_seconds: Option<i64>,
    pub(crate) parallelization_factor: Option<u32>,
    pub(crate) tumbling_window_in_seconds: Option<u32>,
    pub(crate) destination_config: Option<DestinationConfig>,
    pub(crate) self_managed_event_source: Option<serde_json::Value>,
    pub(crate) provisioned_poller_config: Option<serde_json::Value>,
    #[serde(rename = "KMSKeyArn")]
    pub(crate) kms_key_arn: Option<serde_json::Value>,
    pub(crate) metrics_config: Option<serde_json::Value>,
    /// Of create only.
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FilterCriteria {
    pub(crate) filters: Vec<Filter>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Filter {
    pub(crate) pattern: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ScalingConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum_concurrency: Option<u32>,
}

/// Where what a mapping of a stream gives up is told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DestinationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) on_failure: Option<OnFailure>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct OnFailure {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<String>,
}

/// What is shown of a mapping of a stream only.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StreamConfiguration {
    pub(crate) starting_position: &'static str,
    pub(crate) bisect_batch_on_function_error: bool,
    pub(crate) maximum_retry_attempts: i64,
    pub(crate) maximum_record_age_in_seconds: i64,
    pub(crate) parallelization_factor: u32,
    pub(crate) destination_config: DestinationConfig,
}

#[derive(Debug, Deserialize)]
pub(crate) struct MappingId {
    #[serde(rename = "UUID")]
    pub(crate) uuid: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ListMappingsRequest {
    pub(crate) event_source_arn: Option<String>,
    pub(crate) function_name: Option<String>,
    pub(crate) marker: Option<String>,
    pub(crate) max_items: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListMappingsResponse {
    pub(crate) event_source_mappings: Vec<MappingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MappingConfiguration {
    #[serde(rename = "UUID")]
    pub(crate) uuid: String,
    pub(crate) event_source_mapping_arn: String,
    pub(crate) batch_size: u32,
    pub(crate) maximum_batching_window_in_seconds: u32,
    pub(crate) event_source_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter_criteria: Option<FilterCriteria>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scaling_config: Option<ScalingConfig>,
    pub(crate) function_arn: String,
    pub(crate) last_modified: Timestamp,
    pub(crate) state: &'static str,
    pub(crate) state_transition_reason: &'static str,
    pub(crate) function_response_types: Vec<String>,
    #[serde(flatten)]
    pub(crate) stream: Option<StreamConfiguration>,
}
