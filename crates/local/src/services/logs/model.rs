//! The wire types, with AWS's member names.

pub(crate) mod deliveries;
pub(crate) mod subscriptions;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct GroupRequest {
    pub(crate) log_group_name: String,
    pub(crate) log_stream_name: String,
    pub(crate) kms_key_id: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) log_group_class: Option<String>,
    pub(crate) retention_in_days: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribeGroupsRequest {
    pub(crate) log_group_name_prefix: Option<String>,
    pub(crate) log_group_name_pattern: Option<String>,
    pub(crate) log_group_identifiers: Vec<String>,
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeGroupsResponse {
    pub(crate) log_groups: Vec<LogGroup>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogGroup {
    pub(crate) log_group_name: String,
    pub(crate) creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retention_in_days: Option<u32>,
    pub(crate) metric_filter_count: usize,
    pub(crate) arn: String,
    pub(crate) log_group_arn: String,
    pub(crate) stored_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_id: Option<String>,
    pub(crate) log_group_class: &'static str,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribeStreamsRequest {
    pub(crate) log_group_name: Option<String>,
    pub(crate) log_group_identifier: Option<String>,
    pub(crate) log_stream_name_prefix: Option<String>,
    pub(crate) order_by: Option<String>,
    pub(crate) descending: bool,
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeStreamsResponse {
    pub(crate) log_streams: Vec<LogStream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogStream {
    pub(crate) log_stream_name: String,
    pub(crate) creation_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_event_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_ingestion_time: Option<i64>,
    pub(crate) upload_sequence_token: String,
    pub(crate) arn: String,
    /// AWS stopped counting by stream.
    pub(crate) stored_bytes: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PutEventsRequest {
    pub(crate) log_group_name: String,
    pub(crate) log_stream_name: String,
    pub(crate) log_events: Vec<InputEvent>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InputEvent {
    pub(crate) timestamp: i64,
    pub(crate) message: String,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutEventsResponse {
    pub(crate) next_sequence_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rejected_log_events_info: Option<Rejected>,
}

#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rejected {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) too_new_log_event_start_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) too_old_log_event_end_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expired_log_event_end_index: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct GetEventsRequest {
    pub(crate) log_group_name: Option<String>,
    pub(crate) log_group_identifier: Option<String>,
    pub(crate) log_stream_name: String,
    pub(crate) start_time: Option<i64>,
    pub(crate) end_time: Option<i64>,
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
    pub(crate) start_from_head: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GetEventsResponse {
    pub(crate) events: Vec<OutputEvent>,
    pub(crate) next_forward_token: String,
    pub(crate) next_backward_token: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OutputEvent {
    pub(crate) timestamp: i64,
    pub(crate) message: String,
    pub(crate) ingestion_time: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct FilterRequest {
    pub(crate) log_group_name: Option<String>,
    pub(crate) log_group_identifier: Option<String>,
    pub(crate) log_stream_names: Vec<String>,
    pub(crate) log_stream_name_prefix: Option<String>,
    pub(crate) start_time: Option<i64>,
    pub(crate) end_time: Option<i64>,
    pub(crate) filter_pattern: Option<String>,
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
    pub(crate) start_from_head: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilterResponse {
    pub(crate) events: Vec<FilteredEvent>,
    /// AWS stopped filling it.
    pub(crate) searched_log_streams: [(); 0],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilteredEvent {
    pub(crate) log_stream_name: String,
    pub(crate) timestamp: i64,
    pub(crate) message: String,
    pub(crate) ingestion_time: i64,
    pub(crate) event_id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TagRequest {
    /// Of the operations that name a group.
    pub(crate) log_group_name: Option<String>,
    /// Of the operations that name a resource.
    pub(crate) resource_arn: Option<String>,
    pub(crate) tag_keys: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PutTagsRequest {
    pub(crate) log_group_name: Option<String>,
    pub(crate) resource_arn: Option<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct TagsResponse {
    pub(crate) tags: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct MetricFilterRequest {
    pub(crate) log_group_name: String,
    pub(crate) filter_name: String,
    pub(crate) filter_pattern: String,
    pub(crate) metric_transformations: Vec<Transformation>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Transformation {
    pub(crate) metric_name: String,
    pub(crate) metric_namespace: String,
    pub(crate) metric_value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_value: Option<f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) dimensions: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribeMetricFiltersRequest {
    pub(crate) log_group_name: Option<String>,
    pub(crate) filter_name_prefix: Option<String>,
    pub(crate) metric_name: Option<String>,
    pub(crate) metric_namespace: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeMetricFiltersResponse {
    pub(crate) metric_filters: Vec<MetricFilterDescription>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MetricFilterDescription {
    pub(crate) filter_name: String,
    pub(crate) filter_pattern: String,
    pub(crate) metric_transformations: Vec<Transformation>,
    pub(crate) creation_time: i64,
    pub(crate) log_group_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct TestFilterRequest {
    pub(crate) filter_pattern: String,
    pub(crate) log_event_messages: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct TestFilterResponse {
    pub(crate) matches: Vec<FilterMatch>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FilterMatch {
    pub(crate) event_number: usize,
    pub(crate) event_message: String,
    pub(crate) extracted_values: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct LiveTailRequest {
    pub(crate) log_group_identifiers: Vec<String>,
    pub(crate) log_stream_names: Vec<String>,
    pub(crate) log_stream_name_prefixes: Vec<String>,
    pub(crate) log_event_filter_pattern: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionStart {
    request_id: String,
    session_id: String,
    log_group_identifiers: Vec<String>,
    log_stream_names: Vec<String>,
    log_stream_name_prefixes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_event_filter_pattern: Option<String>,
}

impl SessionStart {
    pub(crate) fn new(request: LiveTailRequest, request_id: &str, session_id: String) -> Self {
        Self {
            request_id: request_id.to_owned(),
            session_id,
            log_group_identifiers: request.log_group_identifiers,
            log_stream_names: request.log_stream_names,
            log_stream_name_prefixes: request.log_stream_name_prefixes,
            log_event_filter_pattern: request.log_event_filter_pattern,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionUpdate {
    pub(crate) session_metadata: SessionMetadata,
    pub(crate) session_results: Vec<TailedEvent>,
}

impl SessionUpdate {
    pub(crate) fn new(sampled: bool, session_results: Vec<TailedEvent>) -> Self {
        Self {
            session_metadata: SessionMetadata { sampled },
            session_results,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionMetadata {
    /// Whether there was more than is shown.
    pub(crate) sampled: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TailedEvent {
    pub(crate) log_group_identifier: String,
    pub(crate) log_stream_name: String,
    pub(crate) message: String,
    pub(crate) timestamp: i64,
    pub(crate) ingestion_time: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PolicyRequest {
    pub(crate) policy_name: Option<String>,
    pub(crate) policy_document: Option<String>,
    pub(crate) resource_arn: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyResponse {
    pub(crate) resource_policy: ResourcePolicy,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourcePolicy {
    pub(crate) policy_name: String,
    pub(crate) policy_document: String,
    pub(crate) last_updated_time: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribePoliciesRequest {
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribePoliciesResponse {
    pub(crate) resource_policies: Vec<ResourcePolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}
