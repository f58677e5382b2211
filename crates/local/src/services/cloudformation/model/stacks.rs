//! Stacks, their resources and their exports.

use serde::Serialize;

use super::{Parameter, Tag};
use crate::{
    services::cloudformation::{drift, state},
    wire::Timestamp,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Started {
    pub(in super::super) stack_id: String,
    pub(in super::super) operation_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackId {
    pub(in super::super) stack_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Stacks {
    pub(in super::super) stacks: Vec<Stack>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Stack {
    pub(in super::super) stack_id: String,
    pub(in super::super) stack_name: String,
    pub(in super::super) change_set_id: Option<String>,
    pub(in super::super) description: Option<String>,
    pub(in super::super) parameters: Vec<Parameter>,
    pub(in super::super) creation_time: Timestamp,
    pub(in super::super) deletion_time: Option<Timestamp>,
    pub(in super::super) last_updated_time: Option<Timestamp>,
    pub(in super::super) stack_status: String,
    pub(in super::super) stack_status_reason: Option<String>,
    pub(in super::super) disable_rollback: bool,
    #[serde(rename = "NotificationARNs")]
    pub(in super::super) notification_arns: Vec<String>,
    pub(in super::super) timeout_in_minutes: Option<u32>,
    pub(in super::super) capabilities: Vec<String>,
    pub(in super::super) outputs: Vec<Output>,
    #[serde(rename = "RoleARN")]
    pub(in super::super) role_arn: Option<String>,
    pub(in super::super) tags: Vec<Tag>,
    pub(in super::super) enable_termination_protection: bool,
    pub(in super::super) drift_information: Drift,
    pub(in super::super) last_operations: Vec<OperationEntry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Output {
    output_key: String,
    output_value: String,
    description: Option<String>,
    export_name: Option<String>,
}

impl From<&state::Output> for Output {
    fn from(output: &state::Output) -> Self {
        Self {
            output_key: output.key.clone(),
            output_value: output.value.clone(),
            description: output.description.clone(),
            export_name: output.export.clone(),
        }
    }
}

/// What the last look at a stack's resources found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Drift {
    stack_drift_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_check_timestamp: Option<Timestamp>,
}

impl From<Option<&drift::Detection>> for Drift {
    fn from(found: Option<&drift::Detection>) -> Self {
        Self {
            stack_drift_status: found.map_or("NOT_CHECKED", drift::Detection::status),
            last_check_timestamp: found.map(|found| Timestamp::from_millis(found.at)),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct OperationEntry {
    pub(in super::super) operation_type: String,
    pub(in super::super) operation_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackSummaries {
    pub(in super::super) stack_summaries: Vec<StackSummary>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackSummary {
    stack_id: String,
    stack_name: String,
    creation_time: Timestamp,
    last_updated_time: Option<Timestamp>,
    deletion_time: Option<Timestamp>,
    stack_status: String,
    stack_status_reason: Option<String>,
    drift_information: Drift,
}

impl From<&state::Stack> for StackSummary {
    fn from(stack: &state::Stack) -> Self {
        Self {
            stack_id: stack.id.clone(),
            stack_name: stack.name.clone(),
            creation_time: Timestamp::from_millis(stack.created),
            last_updated_time: stack.updated.map(Timestamp::from_millis),
            deletion_time: stack.deleted.map(Timestamp::from_millis),
            stack_status: stack.status.name(),
            stack_status_reason: stack.reason.clone(),
            drift_information: stack.drift.as_ref().into(),
        }
    }
}

/// A resource under the names that DescribeStackResources has for its members.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackResource {
    stack_name: String,
    stack_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    timestamp: Timestamp,
    resource_status: String,
    resource_status_reason: Option<String>,
    drift_information: ResourceDrift,
}

/// The same as DescribeStackResource and ListStackResources have them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackResourceDetail {
    stack_name: String,
    stack_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    last_updated_timestamp: Timestamp,
    resource_status: String,
    resource_status_reason: Option<String>,
    drift_information: ResourceDrift,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceDrift {
    stack_resource_drift_status: drift::Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_check_timestamp: Option<Timestamp>,
}

impl ResourceDrift {
    fn of(stack: &state::Stack, resource: &state::Resource) -> Self {
        let looked = stack.drift.as_ref();
        let found = looked.and_then(|looked| looked.resources.get(&resource.logical_id));
        Self {
            stack_resource_drift_status: found
                .map_or(drift::Status::NotChecked, |found| found.status),
            last_check_timestamp: found.map(|found| Timestamp::from_millis(found.at)),
        }
    }
}

impl StackResource {
    pub(in super::super) fn new(stack: &state::Stack, resource: &state::Resource) -> Self {
        Self {
            stack_name: stack.name.clone(),
            stack_id: stack.id.clone(),
            logical_resource_id: resource.logical_id.clone(),
            physical_resource_id: resource.physical_id.clone(),
            resource_type: resource.kind.clone(),
            timestamp: Timestamp::from_millis(resource.updated),
            resource_status: resource.status.name(),
            resource_status_reason: resource.reason.clone(),
            drift_information: ResourceDrift::of(stack, resource),
        }
    }
}

impl StackResourceDetail {
    pub(in super::super) fn new(stack: &state::Stack, resource: &state::Resource) -> Self {
        Self {
            stack_name: stack.name.clone(),
            stack_id: stack.id.clone(),
            logical_resource_id: resource.logical_id.clone(),
            physical_resource_id: resource.physical_id.clone(),
            resource_type: resource.kind.clone(),
            last_updated_timestamp: Timestamp::from_millis(resource.updated),
            resource_status: resource.status.name(),
            resource_status_reason: resource.reason.clone(),
            drift_information: ResourceDrift::of(stack, resource),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackResources {
    pub(in super::super) stack_resources: Vec<StackResource>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct OneResource {
    pub(in super::super) stack_resource_detail: StackResourceDetail,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ResourceSummaries {
    pub(in super::super) stack_resource_summaries: Vec<StackResourceDetail>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Exports {
    pub(in super::super) exports: Vec<Export>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Export {
    pub(in super::super) exporting_stack_id: String,
    pub(in super::super) name: String,
    pub(in super::super) value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Imports {
    pub(in super::super) imports: Vec<String>,
    pub(in super::super) next_token: Option<String>,
}
