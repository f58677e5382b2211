//! Change sets.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Parameter, Tag};
use crate::{
    services::cloudformation::{
        change_set::{ChangeSet, Execution, Status},
        plan::{self, Action, Replacement},
        state::OnFailure,
    },
    wire::Timestamp,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ChangeSetId {
    pub(in super::super) id: String,
    pub(in super::super) stack_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Described {
    pub(in super::super) change_set_name: String,
    pub(in super::super) change_set_id: String,
    pub(in super::super) stack_id: String,
    pub(in super::super) stack_name: String,
    pub(in super::super) description: Option<String>,
    pub(in super::super) parameters: Vec<Parameter>,
    pub(in super::super) creation_time: Timestamp,
    pub(in super::super) execution_status: Execution,
    pub(in super::super) status: Status,
    pub(in super::super) status_reason: Option<String>,
    #[serde(rename = "NotificationARNs")]
    pub(in super::super) notification_arns: Vec<String>,
    pub(in super::super) capabilities: Vec<String>,
    pub(in super::super) tags: Vec<Tag>,
    pub(in super::super) changes: Vec<Change>,
    pub(in super::super) next_token: Option<String>,
    pub(in super::super) include_nested_stacks: bool,
    pub(in super::super) on_stack_failure: Option<OnFailure>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Change {
    #[serde(rename = "Type")]
    kind: &'static str,
    resource_change: ResourceChange,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResourceChange {
    policy_action: Option<&'static str>,
    action: Action,
    logical_resource_id: String,
    physical_resource_id: Option<String>,
    resource_type: String,
    replacement: Option<Replacement>,
    scope: Vec<&'static str>,
    details: Vec<Detail>,
    before_context: Option<String>,
    after_context: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    target: Target,
    evaluation: &'static str,
    change_source: &'static str,
    causing_entity: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    attribute: &'static str,
    name: Option<String>,
    requires_recreation: &'static str,
    path: Option<String>,
    before_value: Option<String>,
    after_value: Option<String>,
    attribute_change_type: Option<&'static str>,
}

impl Change {
    /// With the values of properties only where the client asked for them; none where nothing is
    /// to be told then.
    pub(in super::super) fn new(change: plan::ResourceChange, values: bool) -> Option<Self> {
        if !change.is_shown(values) {
            return None;
        }
        let (replacement, policy_action) =
            (change.replacement(values), change.policy_action(values));
        let context = |properties: Option<Json>| {
            let properties = properties.filter(|_| values)?;
            Some(json!({ "Properties": properties }).to_string())
        };
        let details = details(change.details, values);
        Some(Self {
            kind: "Resource",
            resource_change: ResourceChange {
                policy_action,
                action: change.action,
                logical_resource_id: change.logical_id,
                physical_resource_id: change.physical_id,
                resource_type: change.kind,
                replacement,
                scope: scope(&details),
                details,
                before_context: context(change.before),
                after_context: context(change.after),
            },
        })
    }
}

/// Without values, places of one property are all the same.
fn details(all: Vec<plan::Detail>, values: bool) -> Vec<Detail> {
    let shown = all.into_iter().filter(|one| one.is_shown(values));
    let mut details: Vec<Detail> = Vec::new();
    for detail in shown.map(|one| Detail::new(one, values)) {
        if !details.contains(&detail) {
            details.push(detail);
        }
    }
    details
}

/// The parts of the resource that change, each once.
fn scope(details: &[Detail]) -> Vec<&'static str> {
    let mut scope: Vec<_> = details.iter().map(|one| one.target.attribute).collect();
    scope.sort_unstable();
    scope.dedup();
    scope
}

impl Detail {
    fn new(detail: plan::Detail, values: bool) -> Self {
        let recreation = match detail.on_change {
            plan::Change::Update => "Never",
            plan::Change::Replace => "Always",
        };
        let change = match (&detail.before, &detail.after) {
            (None, Some(_)) => Some("Add"),
            (Some(_), None) => Some("Remove"),
            (Some(_), Some(_)) => Some("Modify"),
            (None, None) => None,
        };
        let (change_source, causing_entity) = source(detail.source);
        Self {
            target: Target {
                attribute: match detail.part {
                    plan::Part::Properties => "Properties",
                    plan::Part::Metadata => "Metadata",
                    plan::Part::Tags => "Tags",
                },
                name: Some(detail.name).filter(|name| !name.is_empty()),
                requires_recreation: recreation,
                path: Some(detail.path).filter(|_| values && change.is_some()),
                before_value: detail.before.filter(|_| values),
                after_value: detail.after.filter(|_| values),
                attribute_change_type: change.filter(|_| values),
            },
            evaluation: if detail.dynamic { "Dynamic" } else { "Static" },
            change_source,
            causing_entity,
        }
    }
}

/// What a change comes from, and which of them it is.
fn source(source: plan::Source) -> (&'static str, Option<String>) {
    match source {
        plan::Source::Direct => ("DirectModification", None),
        plan::Source::Parameter(name) => ("ParameterReference", Some(name)),
        plan::Source::Resource(id) => ("ResourceReference", Some(id)),
        plan::Source::Attribute(of) => ("ResourceAttribute", Some(of)),
        plan::Source::Automatic => ("Automatic", None),
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Summaries {
    pub(in super::super) summaries: Vec<ChangeSetSummary>,
    pub(in super::super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ChangeSetSummary {
    stack_id: String,
    stack_name: String,
    change_set_id: String,
    change_set_name: String,
    execution_status: Execution,
    status: Status,
    status_reason: Option<String>,
    creation_time: Timestamp,
    description: Option<String>,
    include_nested_stacks: bool,
}

impl From<&ChangeSet> for ChangeSetSummary {
    fn from(set: &ChangeSet) -> Self {
        Self {
            stack_id: set.stack_id.clone(),
            stack_name: set.stack_name.clone(),
            change_set_id: set.id.clone(),
            change_set_name: set.name.clone(),
            execution_status: set.execution,
            status: set.status,
            status_reason: set.reason.clone(),
            creation_time: Timestamp::from_millis(set.created),
            description: set.description.clone(),
            include_nested_stacks: false,
        }
    }
}
