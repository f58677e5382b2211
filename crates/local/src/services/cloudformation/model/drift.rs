//! Drift detection.

use serde::{Deserialize, Serialize};

use crate::{
    services::cloudformation::{drift, state},
    wire::Timestamp,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DetectDrift {
    pub(in super::super) stack_name: String,
    #[serde(default)]
    pub(in super::super) logical_resource_ids: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DetectResourceDrift {
    pub(in super::super) stack_name: String,
    pub(in super::super) logical_resource_id: String,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DetectionId {
    pub(in super::super) stack_drift_detection_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DetectionStatus {
    pub(in super::super) stack_id: String,
    pub(in super::super) stack_drift_detection_id: String,
    pub(in super::super) stack_drift_status: &'static str,
    pub(in super::super) detection_status: &'static str,
    pub(in super::super) drifted_stack_resource_count: usize,
    pub(in super::super) timestamp: Timestamp,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DescribeDrifts {
    pub(in super::super) stack_name: String,
    #[serde(default)]
    pub(in super::super) stack_resource_drift_status_filters: Vec<String>,
    pub(in super::super) next_token: Option<String>,
    pub(in super::super) max_results: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Drifts {
    pub(in super::super) stack_resource_drifts: Vec<ResourceDrift>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct OneDrift {
    pub(in super::super) stack_resource_drift: ResourceDrift,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ResourceDrift {
    stack_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_properties: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual_properties: Option<String>,
    property_differences: Vec<drift::Difference>,
    pub(in super::super) stack_resource_drift_status: drift::Status,
    timestamp: Timestamp,
}

impl ResourceDrift {
    pub(in super::super) fn new(
        stack: &state::Stack,
        resource: &state::Resource,
        found: &drift::Found,
    ) -> Self {
        let shown = |value: &serde_json::Value| (!value.is_null()).then(|| value.to_string());
        Self {
            stack_id: stack.id.clone(),
            logical_resource_id: resource.logical_id.clone(),
            physical_resource_id: resource.physical_id.clone(),
            resource_type: resource.kind.clone(),
            expected_properties: shown(&found.expected),
            actual_properties: shown(&found.actual),
            property_differences: found.differences.clone(),
            stack_resource_drift_status: found.status,
            timestamp: Timestamp::from_millis(found.at),
        }
    }
}
