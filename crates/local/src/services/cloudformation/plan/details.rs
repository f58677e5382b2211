//! The difference between the properties that a resource has and those it is to have.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{super::scope::LATER, Change};
use crate::services::cloudformation::resources::Kind;

/// One property that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Detail {
    /// The property at the top.
    pub(in super::super) name: String,
    /// The place that differs, such as `/Properties/Targets/0/Arn`.
    pub(in super::super) path: String,
    pub(in super::super) on_change: Change,
    /// Whether the value is known only after the change: it may turn out the same.
    pub(in super::super) dynamic: bool,
    pub(in super::super) before: Option<String>,
    pub(in super::super) after: Option<String>,
}

/// What differs, one entry for each place.
pub(super) fn compare(kind: &Kind, before: &Json, after: &Json) -> Vec<Detail> {
    let mut names: Vec<&String> = [before, after]
        .into_iter()
        .filter_map(Json::as_object)
        .flat_map(|members| members.keys())
        .collect();
    names.sort();
    names.dedup();
    let mut details = Vec::new();
    for name in names {
        let place = Place {
            name,
            path: format!("/Properties/{name}"),
            on_change: kind.on_change(name).into(),
        };
        place.compare(before.get(name), after.get(name), &mut details);
    }
    details
}

struct Place<'a> {
    name: &'a str,
    path: String,
    on_change: Change,
}

impl Place<'_> {
    fn inner(&self, step: &str) -> Self {
        Self {
            name: self.name,
            path: format!("{}/{step}", self.path),
            on_change: self.on_change,
        }
    }

    fn compare(&self, before: Option<&Json>, after: Option<&Json>, details: &mut Vec<Detail>) {
        if before == after {
            return;
        }
        match (before, after) {
            (Some(Json::Object(old)), Some(Json::Object(new))) => {
                let added = new.keys().filter(|key| !old.contains_key(*key));
                for key in old.keys().chain(added) {
                    self.inner(key).compare(old.get(key), new.get(key), details);
                }
            }
            (Some(Json::Array(old)), Some(Json::Array(new))) if old.len() == new.len() => {
                for (at, (old, new)) in old.iter().zip(new).enumerate() {
                    self.inner(&at.to_string())
                        .compare(Some(old), Some(new), details);
                }
            }
            (before, after) => details.push(self.detail(before, after)),
        }
    }

    fn detail(&self, before: Option<&Json>, after: Option<&Json>) -> Detail {
        Detail {
            name: self.name.to_owned(),
            path: self.path.clone(),
            on_change: self.on_change,
            dynamic: after.is_some_and(contains_later),
            before: before.map(shown),
            after: after.map(shown),
        }
    }
}

/// Text as it is, anything else as JSON.
fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether any part of a value is known only after the change.
fn contains_later(value: &Json) -> bool {
    match value {
        Json::String(text) => text.contains(LATER),
        Json::Array(items) => items.iter().any(contains_later),
        Json::Object(members) => members.values().any(contains_later),
        _ => false,
    }
}
