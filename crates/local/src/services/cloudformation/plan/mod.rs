//! What a change set says: the difference between a stack and a template. Pure.

mod cause;
mod details;

use std::collections::{BTreeMap, BTreeSet};

use coagent_template::Bound;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::{
    fault,
    resources::{self, Kind, OnChange, Tags},
    scope::Foreseen,
    state::{Policy, Resource, Stack},
};
use crate::fault::Fault;
pub(super) use cause::Source;
use cause::{Fate, Reasons};
pub(super) use details::{Detail, Part};
use details::{Difference, Shown};

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ResourceChange {
    pub(super) action: Action,
    pub(super) logical_id: String,
    pub(super) physical_id: Option<String>,
    pub(super) kind: String,
    /// Whether what is removed or replaced stays where it is.
    #[serde(default)]
    pub(super) retains: bool,
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

/// What a stack is to be.
pub(super) struct Wanted<'a> {
    pub(super) bound: &'a Bound,
    /// The template as it was, where it can still be read.
    pub(super) before: Option<&'a Bound>,
    /// The stack's tags.
    pub(super) tags: &'a Tags,
    pub(super) exports: &'a BTreeMap<String, (String, String)>,
}

/// The changes that make `stack` what is wanted, in the template's order; removals at the end.
///
/// # Errors
/// `ValidationError` for a property that cannot be resolved, or a resource that changes its type.
pub(super) fn changes(stack: &Stack, wanted: &Wanted<'_>) -> Result<Vec<ResourceChange>, Fault> {
    let bound = wanted.bound;
    let order = bound
        .creation_order()
        .map_err(|error| fault::template(&error))?;
    let mut later: BTreeSet<String> = order
        .iter()
        .filter(|id| !stack.resources.contains_key(*id))
        .cloned()
        .collect();
    let mut reasons = Reasons::new(bound, wanted.before);
    let mut changes = BTreeMap::new();
    for id in &order {
        let scope = Foreseen {
            resources: &stack.resources,
            exports: wanted.exports,
            later: &later,
        };
        let desired = bound
            .evaluate_properties(id, &scope)
            .map_err(|error| fault::template(&error))?;
        let change = match stack.resources.get(id) {
            None => added(bound, id, desired),
            Some(existing) => modified(wanted, &reasons, existing, desired)?,
        };
        if let Some(fate) = change.fate() {
            reasons.fates.insert(id.clone(), fate);
            // What may be replaced may have other values.
            if fate != Fate::InPlace {
                later.insert(id.clone());
            }
        }
        changes.insert(id.clone(), change);
    }
    guess(&order, &mut reasons, &mut changes);
    let in_source_order = bound
        .resources()
        .iter()
        .filter_map(|found| changes.remove(&found.logical_id))
        .filter(|change| change.action != Action::Modify || !change.details.is_empty());
    let removed = stack
        .resources
        .values()
        .filter(|existing| bound.resource(&existing.logical_id).is_none());
    Ok(in_source_order.chain(removed.map(removal)).collect())
}

/// Adds what may change because of what is certain to.
fn guess(
    order: &[String],
    reasons: &mut Reasons<'_>,
    changes: &mut BTreeMap<String, ResourceChange>,
) {
    for id in order {
        let Some(change) = changes.get_mut(id) else {
            continue;
        };
        if change.action == Action::Modify {
            let kind = resources::kind_or_recorded(&change.kind);
            change.details.extend(reasons.guesses(kind, change));
            if let Some(fate) = change.fate_without_values() {
                reasons.fates.entry(id.clone()).or_insert(fate);
            }
        }
    }
}

impl ResourceChange {
    /// Whether the resource is replaced, as it is told with values or without.
    pub(super) fn replacement(&self, values: bool) -> Option<Replacement> {
        let shown = self.details.iter().filter(|one| one.is_shown(values));
        (self.action == Action::Modify).then(|| replacement(shown))
    }

    /// `Delete`, `Retain`, `ReplaceAndDelete` or `ReplaceAndRetain`.
    pub(super) fn policy_action(&self, values: bool) -> Option<&'static str> {
        let is_replaced = self.replacement(values) != Some(Replacement::False);
        match (self.action, self.retains) {
            (Action::Add, _) => None,
            (Action::Remove, true) => Some("Retain"),
            (Action::Remove, false) => Some("Delete"),
            (Action::Modify, true) => is_replaced.then_some("ReplaceAndRetain"),
            (Action::Modify, false) => is_replaced.then_some("ReplaceAndDelete"),
        }
    }

    /// Whether it is told of with values, or without.
    pub(super) fn is_shown(&self, values: bool) -> bool {
        let mut details = self.details.iter();
        self.action != Action::Modify || details.any(|one| one.is_shown(values))
    }

    fn fate(&self) -> Option<Fate> {
        match (self.action, self.replacement(true)) {
            (Action::Add, _) | (_, Some(Replacement::True)) => Some(Fate::Anew),
            (_, Some(Replacement::Conditional)) => Some(Fate::Perhaps),
            _ => self.is_shown(true).then_some(Fate::InPlace),
        }
    }

    fn fate_without_values(&self) -> Option<Fate> {
        match self.replacement(false) {
            Some(Replacement::True) => Some(Fate::Anew),
            Some(Replacement::Conditional) => Some(Fate::Perhaps),
            _ => self.is_shown(false).then_some(Fate::InPlace),
        }
    }
}

fn added(bound: &Bound, id: &str, desired: Json) -> ResourceChange {
    let kind = bound.resource(id).map(|found| found.type_name.clone());
    ResourceChange {
        action: Action::Add,
        logical_id: id.to_owned(),
        physical_id: None,
        kind: kind.unwrap_or_default(),
        retains: false,
        details: Vec::new(),
        before: None,
        after: Some(desired),
    }
}

fn removal(existing: &Resource) -> ResourceChange {
    ResourceChange {
        action: Action::Remove,
        logical_id: existing.logical_id.clone(),
        physical_id: existing.physical_id.clone(),
        kind: existing.kind.clone(),
        retains: existing.on_delete != Policy::Delete,
        details: Vec::new(),
        before: Some(existing.properties.clone()),
        after: None,
    }
}

/// A resource that is there; without details it stays as it is.
fn modified(
    wanted: &Wanted<'_>,
    reasons: &Reasons<'_>,
    existing: &Resource,
    desired: Json,
) -> Result<ResourceChange, Fault> {
    refuse_other_type(wanted.bound, existing)?;
    let kind = resources::kind_or_recorded(&existing.kind);
    let differences = differences(wanted, kind, existing, &desired);
    let details = differences
        .iter()
        .flat_map(|one| reasons.of(&existing.logical_id, one));
    let mut details: Vec<Detail> = details.collect();
    if details.is_empty() && existing.kind == NESTED {
        details.push(of_nested());
    }
    Ok(ResourceChange {
        action: Action::Modify,
        logical_id: existing.logical_id.clone(),
        physical_id: existing.physical_id.clone(),
        kind: existing.kind.clone(),
        retains: existing.on_replace != Policy::Delete,
        details,
        before: Some(existing.properties.clone()),
        after: Some(desired),
    })
}

/// Everything of a resource that differs.
fn differences(
    wanted: &Wanted<'_>,
    kind: &Kind,
    existing: &Resource,
    desired: &Json,
) -> Vec<Difference> {
    let mut found = details::compare(kind, &existing.properties, desired);
    found.extend(of_stack_tags(wanted.tags, kind, existing, desired));
    let metadata = |bound: &Bound| bound.resource(&existing.logical_id)?.metadata.clone();
    if let Some(before) = wanted.before {
        let (before, after) = (metadata(before), metadata(wanted.bound));
        Difference::whole(Part::Metadata, before, after).walk(&mut found);
    }
    found
}

/// The tags that a resource has from its stack, where those change what it has.
fn of_stack_tags(
    tags: &Tags,
    kind: &Kind,
    existing: &Resource,
    desired: &Json,
) -> Option<Difference> {
    let given = &desired["Tags"];
    let before = resources::with_stack_tags(&existing.stack_tags, given);
    let after = resources::with_stack_tags(tags, given);
    let whole = || Difference::whole(Part::Tags, Some(json!(before)), Some(json!(after)));
    (kind.takes_tags() && before != after).then(whole)
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

const NESTED: &str = "AWS::CloudFormation::Stack";

/// The template of a nested stack is somewhere else: only the change tells whether it is another.
fn of_nested() -> Detail {
    let whole = Difference::whole(Part::Properties, None, None);
    whole.because(Source::Automatic, true, Shown::Always)
}

/// A property that needs a new resource and is certain to change decides; one that may change
/// leaves it open.
fn replacement<'a>(details: impl Iterator<Item = &'a Detail>) -> Replacement {
    let replacing = details.filter(|detail| detail.on_change == Change::Replace);
    replacing.fold(Replacement::False, |found, detail| match found {
        Replacement::True => Replacement::True,
        _ if detail.dynamic => Replacement::Conditional,
        _ => Replacement::True,
    })
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
