//! What a change set says: the difference between a stack and a template. Pure.

mod details;

use std::collections::{BTreeMap, BTreeSet};

use coagent_template::Bound;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    fault,
    resources::{self, OnChange},
    scope::Foreseen,
    state::{Resource, Stack},
};
use crate::fault::Fault;
pub(super) use details::Detail;

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ResourceChange {
    pub(super) action: Action,
    pub(super) logical_id: String,
    pub(super) physical_id: Option<String>,
    pub(super) kind: String,
    pub(super) replacement: Option<Replacement>,
    /// `Delete`, `Retain`, `ReplaceAndDelete`, `ReplaceAndRetain`…
    pub(super) policy_action: Option<String>,
    pub(super) details: Vec<Detail>,
    pub(super) before: Option<Json>,
    pub(super) after: Option<Json>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Action {
    Add,
    Modify,
    Remove,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Replacement {
    True,
    False,
    Conditional,
}

/// The changes that make `stack` what `bound` says, in the template's order; removals at the end.
///
/// # Errors
/// `ValidationError` for a property that cannot be resolved, or a resource that changes its type.
pub(super) fn changes(
    stack: &Stack,
    bound: &Bound,
    exports: &BTreeMap<String, (String, String)>,
) -> Result<Vec<ResourceChange>, Fault> {
    let order = bound
        .creation_order()
        .map_err(|error| fault::template(&error))?;
    let mut later: BTreeSet<String> = order
        .iter()
        .filter(|id| !stack.resources.contains_key(*id))
        .cloned()
        .collect();
    let mut changes = BTreeMap::new();
    for id in &order {
        let scope = Foreseen {
            resources: &stack.resources,
            exports,
            later: &later,
        };
        let desired = bound
            .evaluate_properties(id, &scope)
            .map_err(|error| fault::template(&error))?;
        let change = match stack.resources.get(id) {
            None => Some(added(bound, id, desired)),
            Some(existing) => modified(bound, existing, desired)?,
        };
        if let Some(change) = change {
            // What may be replaced may have other values.
            if change
                .replacement
                .is_some_and(|replacement| replacement != Replacement::False)
            {
                later.insert(id.clone());
            }
            changes.insert(id.clone(), change);
        }
    }
    let in_source_order = bound
        .resources()
        .iter()
        .filter_map(|found| changes.remove(&found.logical_id));
    let removed = stack
        .resources
        .values()
        .filter(|existing| bound.resource(&existing.logical_id).is_none());
    Ok(in_source_order.chain(removed.map(removal)).collect())
}

fn added(bound: &Bound, id: &str, desired: Json) -> ResourceChange {
    let kind = bound.resource(id).map(|found| found.type_name.clone());
    ResourceChange {
        action: Action::Add,
        logical_id: id.to_owned(),
        physical_id: None,
        kind: kind.unwrap_or_default(),
        replacement: None,
        policy_action: None,
        details: Vec::new(),
        before: None,
        after: Some(desired),
    }
}

fn removal(existing: &Resource) -> ResourceChange {
    let policy = match existing.on_delete {
        super::state::Policy::Delete => "Delete",
        _ => "Retain",
    };
    ResourceChange {
        action: Action::Remove,
        logical_id: existing.logical_id.clone(),
        physical_id: existing.physical_id.clone(),
        kind: existing.kind.clone(),
        replacement: None,
        policy_action: Some(policy.to_owned()),
        details: Vec::new(),
        before: Some(existing.properties.clone()),
        after: None,
    }
}

fn modified(
    bound: &Bound,
    existing: &Resource,
    desired: Json,
) -> Result<Option<ResourceChange>, Fault> {
    refuse_other_type(bound, existing)?;
    let kind = resources::kind_or_recorded(&existing.kind);
    let details = details::compare(kind, &existing.properties, &desired);
    if details.is_empty() {
        return Ok(None);
    }
    let replacement = replacement(&details);
    let retains = existing.on_replace != super::state::Policy::Delete;
    let policy = match (replacement, retains) {
        (Replacement::False, _) => None,
        (Replacement::True, true) => Some("ReplaceAndRetain"),
        (_, true) => Some("ReplaceAndRetain"),
        (_, false) => Some("ReplaceAndDelete"),
    };
    Ok(Some(ResourceChange {
        action: Action::Modify,
        logical_id: existing.logical_id.clone(),
        physical_id: existing.physical_id.clone(),
        kind: existing.kind.clone(),
        replacement: Some(replacement),
        policy_action: policy.map(str::to_owned),
        details,
        before: Some(existing.properties.clone()),
        after: Some(desired),
    }))
}

/// A logical id keeps its type as long as the stack lives.
pub(super) fn refuse_other_type(bound: &Bound, existing: &Resource) -> Result<(), Fault> {
    let desired = bound
        .resource(&existing.logical_id)
        .map(|found| found.type_name.as_str());
    match desired {
        Some(other) if other != existing.kind => Err(fault::validation(format!(
            "Update of resource type is not permitted. The new template modifies resource type of \
             the following resources: [{}]",
            existing.logical_id
        ))),
        _ => Ok(()),
    }
}

/// A property that needs a new resource and is certain to change decides; one that may change
/// leaves it open.
fn replacement(details: &[Detail]) -> Replacement {
    let replacing = || {
        details
            .iter()
            .filter(|detail| detail.on_change == Change::Replace)
    };
    if replacing().any(|detail| !detail.dynamic) {
        Replacement::True
    } else if replacing().next().is_some() {
        Replacement::Conditional
    } else {
        Replacement::False
    }
}

/// [`OnChange`] as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Change {
    Update,
    Replace,
}

impl From<OnChange> for Change {
    fn from(change: OnChange) -> Self {
        match change {
            OnChange::Update => Self::Update,
            OnChange::Replace => Self::Replace,
        }
    }
}

#[cfg(test)]
mod tests;
