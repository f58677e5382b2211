//! Inputs.

use serde::{Deserialize, de::IgnoredAny};

use super::{Parameter, Tag};
use crate::services::cloudformation::state::OnFailure;

/// What CreateStack, UpdateStack and CreateChangeSet share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Deploy {
    pub(in super::super) stack_name: String,
    pub(in super::super) template_body: Option<String>,
    #[serde(rename = "TemplateURL")]
    pub(in super::super) template_url: Option<String>,
    #[serde(default)]
    pub(in super::super) use_previous_template: bool,
    #[serde(default)]
    pub(in super::super) parameters: Vec<Parameter>,
    #[serde(default)]
    pub(in super::super) capabilities: Vec<String>,
    /// Absent leaves the stack's tags as they are; empty removes them.
    pub(in super::super) tags: Option<Vec<Tag>>,
    #[serde(default, rename = "NotificationARNs")]
    pub(in super::super) notification_arns: Vec<String>,
    #[serde(rename = "RoleARN")]
    pub(in super::super) role_arn: Option<String>,
    pub(in super::super) disable_rollback: Option<bool>,
    pub(in super::super) on_failure: Option<OnFailure>,
    pub(in super::super) timeout_in_minutes: Option<u32>,
    pub(in super::super) enable_termination_protection: Option<bool>,
    pub(in super::super) client_request_token: Option<String>,
    // Change sets.
    pub(in super::super) change_set_name: Option<String>,
    pub(in super::super) change_set_type: Option<String>,
    pub(in super::super) description: Option<String>,
    pub(in super::super) on_stack_failure: Option<OnFailure>,
    // Refused, because they would change what happens.
    pub(in super::super) stack_policy_body: Option<IgnoredAny>,
    #[serde(rename = "StackPolicyURL")]
    pub(in super::super) stack_policy_url: Option<IgnoredAny>,
    pub(in super::super) resources_to_import: Option<Vec<IgnoredAny>>,
    pub(in super::super) rollback_configuration: Option<RollbackConfiguration>,
    pub(in super::super) resource_types: Option<Vec<String>>,
    pub(in super::super) import_existing_resources: Option<bool>,
    pub(in super::super) include_nested_stacks: Option<bool>,
    pub(in super::super) deployment_mode: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct RollbackConfiguration {
    #[serde(default)]
    pub(in super::super) rollback_triggers: Vec<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DeleteStack {
    pub(in super::super) stack_name: String,
    #[serde(default)]
    pub(in super::super) retain_resources: Vec<String>,
    pub(in super::super) deletion_mode: Option<String>,
    pub(in super::super) client_request_token: Option<String>,
}

/// A stack that is to go back: what `RollbackStack`, `ContinueUpdateRollback` and
/// `CancelUpdateStack` share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct GoBack {
    pub(in super::super) stack_name: String,
    #[serde(default)]
    pub(in super::super) resources_to_skip: Vec<String>,
    pub(in super::super) client_request_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Protect {
    pub(in super::super) stack_name: String,
    pub(in super::super) enable_termination_protection: bool,
}

/// A stack that may be left out, with a page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct StackPage {
    pub(in super::super) stack_name: Option<String>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ListStacks {
    #[serde(default)]
    pub(in super::super) stack_status_filter: Vec<String>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct DescribeEvents {
    pub(in super::super) stack_name: Option<String>,
    pub(in super::super) change_set_name: Option<String>,
    pub(in super::super) operation_id: Option<String>,
    pub(in super::super) filters: Option<EventFilter>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct EventFilter {
    #[serde(default)]
    pub(in super::super) failed_events: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ResourceOf {
    pub(in super::super) stack_name: Option<String>,
    pub(in super::super) logical_resource_id: Option<String>,
    pub(in super::super) physical_resource_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ListImports {
    pub(in super::super) export_name: String,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct TemplateOf {
    pub(in super::super) stack_set_name: Option<String>,
    pub(in super::super) stack_name: Option<String>,
    pub(in super::super) change_set_name: Option<String>,
    pub(in super::super) template_body: Option<String>,
    #[serde(rename = "TemplateURL")]
    pub(in super::super) template_url: Option<String>,
    pub(in super::super) template_stage: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ChangeSetOf {
    pub(in super::super) change_set_name: String,
    pub(in super::super) stack_name: Option<String>,
    pub(in super::super) next_token: Option<String>,
    pub(in super::super) include_property_values: Option<bool>,
    pub(in super::super) client_request_token: Option<String>,
    pub(in super::super) disable_rollback: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ListChangeSets {
    pub(in super::super) stack_name: String,
    pub(in super::super) next_token: Option<String>,
}
