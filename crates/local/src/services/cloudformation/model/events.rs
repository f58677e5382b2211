//! Events of stacks and of operations.

use serde::Serialize;

use crate::{services::cloudformation::state, wire::Timestamp};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackEvents {
    pub(in super::super) stack_events: Vec<StackEvent>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackEvent {
    stack_id: String,
    event_id: String,
    stack_name: String,
    operation_id: String,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    timestamp: Timestamp,
    resource_status: String,
    resource_status_reason: Option<String>,
    resource_properties: Option<String>,
    client_request_token: Option<String>,
}

impl StackEvent {
    pub(in super::super) fn new(stack: &state::Stack, event: &state::Event) -> Self {
        Self {
            stack_id: stack.id.clone(),
            event_id: event.id.clone(),
            stack_name: stack.name.clone(),
            operation_id: event.operation.clone(),
            logical_resource_id: event.logical_id.clone(),
            physical_resource_id: event.physical_id.clone(),
            resource_type: event.kind.clone(),
            timestamp: Timestamp::from_millis(event.at),
            resource_status: event.status.clone(),
            resource_status_reason: event.reason.clone(),
            resource_properties: event.properties.clone(),
            client_request_token: event.token.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct OperationEvents {
    pub(in super::super) operation_events: Vec<OperationEvent>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct OperationEvent {
    event_id: String,
    stack_id: String,
    operation_id: String,
    operation_type: String,
    operation_status: &'static str,
    event_type: &'static str,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    timestamp: Timestamp,
    resource_status: String,
    resource_status_reason: Option<String>,
    resource_properties: Option<String>,
    client_request_token: Option<String>,
}

impl OperationEvent {
    pub(in super::super) fn new(stack: &state::Stack, event: &state::Event) -> Self {
        Self {
            event_id: event.id.clone(),
            stack_id: stack.id.clone(),
            operation_id: event.operation.clone(),
            operation_type: event.operation_kind.clone(),
            operation_status: operation_status(&event.status),
            event_type: if event.is_failure() {
                "PROVISIONING_ERROR"
            } else {
                "STACK_EVENT"
            },
            logical_resource_id: event.logical_id.clone(),
            physical_resource_id: event.physical_id.clone(),
            resource_type: event.kind.clone(),
            timestamp: Timestamp::from_millis(event.at),
            resource_status: event.status.clone(),
            resource_status_reason: event.reason.clone(),
            resource_properties: event.properties.clone(),
            client_request_token: event.token.clone(),
        }
    }
}

fn operation_status(status: &str) -> &'static str {
    if status.ends_with("FAILED") {
        "FAILED"
    } else if status.ends_with("IN_PROGRESS") {
        "IN_PROGRESS"
    } else {
        "SUCCEEDED"
    }
}

impl state::Event {
    /// Whether a resource failed.
    pub(in super::super) fn is_failure(&self) -> bool {
        self.status.ends_with("FAILED") && self.kind != "AWS::CloudFormation::Stack"
    }
}
