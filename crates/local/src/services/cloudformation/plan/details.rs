//! The differences between what a resource is and what it is to be, place by place.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{super::scope::LATER, Change, cause::Source};
use crate::services::cloudformation::resources::Kind;

/// One reason why one place of a resource differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Detail {
    /// What of the resource it is.
    #[serde(default)]
    pub(in super::super) part: Part,
    /// The property at the top; empty where it is none.
    pub(in super::super) name: String,
    /// The place that differs, such as `/Properties/Targets/0/Arn`.
    pub(in super::super) path: String,
    pub(in super::super) on_change: Change,
    /// Whether only the change tells if this reason changes anything.
    pub(in super::super) dynamic: bool,
    #[serde(default)]
    pub(in super::super) source: Source,
    #[serde(default)]
    pub(in super::super) shown: Shown,
    pub(in super::super) before: Option<String>,
    pub(in super::super) after: Option<String>,
}

/// The parts of a resource that a change set tells apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Part {
    #[default]
    Properties,
    Metadata,
    Tags,
}

/// To whom a detail is shown. Who asks for values is told what they will be, the others also what
/// they may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) enum Shown {
    #[default]
    Always,
    WithValues,
    WithoutValues,
}

impl Detail {
    /// Whether it is shown with values, or without.
    pub(in super::super) fn is_shown(&self, values: bool) -> bool {
        match self.shown {
            Shown::Always => true,
            Shown::WithValues => values,
            Shown::WithoutValues => !values,
        }
    }
}

/// A place that differs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    pub(super) part: Part,
    pub(super) name: String,
    /// The steps to it, the first of which is the property.
    pub(super) steps: Vec<String>,
    pub(super) on_change: Change,
    pub(super) before: Option<Json>,
    pub(super) after: Option<Json>,
}

impl Difference {
    /// A difference of a part as a whole.
    pub(super) fn whole(part: Part, before: Option<Json>, after: Option<Json>) -> Self {
        let steps = match part {
            Part::Tags => vec!["Tags".to_owned()],
            Part::Properties | Part::Metadata => Vec::new(),
        };
        Self {
            part,
            name: String::new(),
            steps,
            on_change: Change::Update,
            before,
            after,
        }
    }

    /// A difference of a property at the top. Tags are a part of their own.
    pub(super) fn of_property(
        kind: &Kind,
        name: &str,
        before: Option<&Json>,
        after: Option<&Json>,
    ) -> Self {
        let is_tags = name == "Tags" && kind.takes_tags();
        Self {
            part: if is_tags {
                Part::Tags
            } else {
                Part::Properties
            },
            name: if is_tags {
                String::new()
            } else {
                name.to_owned()
            },
            steps: vec![name.to_owned()],
            on_change: kind.on_change(name).into(),
            before: before.cloned(),
            after: after.cloned(),
        }
    }

    /// Whether the new value is known only after the change.
    pub(super) fn is_later(&self) -> bool {
        self.after.as_ref().is_some_and(contains_later)
    }

    fn path(&self) -> String {
        let root = match self.part {
            Part::Metadata => "Metadata",
            Part::Properties | Part::Tags => "Properties",
        };
        let steps = self.steps.iter().map(String::as_str);
        let path = std::iter::once(root).chain(steps);
        path.fold(String::new(), |path, step| format!("{path}/{step}"))
    }

    /// The difference with one of its reasons.
    pub(super) fn because(&self, source: Source, dynamic: bool, shown: Shown) -> Detail {
        Detail {
            part: self.part,
            name: self.name.clone(),
            path: self.path(),
            on_change: self.on_change,
            dynamic,
            source,
            shown,
            before: self.before.as_ref().map(text),
            after: self.after.as_ref().map(text),
        }
    }
}

/// What differs between properties, one entry for each place.
pub(super) fn compare(kind: &Kind, before: &Json, after: &Json) -> Vec<Difference> {
    let mut names: Vec<&String> = [before, after]
        .into_iter()
        .filter_map(Json::as_object)
        .flat_map(|members| members.keys())
        .collect();
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        let (before, after) = (before.get(name), after.get(name));
        Difference::of_property(kind, name, before, after).walk(&mut found);
    }
    found
}

impl Difference {
    fn inner(&self, step: &str, before: Option<&Json>, after: Option<&Json>) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step.to_owned());
        Self {
            steps,
            before: before.cloned(),
            after: after.cloned(),
            ..self.clone()
        }
    }

    /// Adds the innermost places that differ.
    pub(super) fn walk(self, found: &mut Vec<Self>) {
        if self.before == self.after {
            return;
        }
        match (&self.before, &self.after) {
            (Some(Json::Object(old)), Some(Json::Object(new))) => {
                let added = new.keys().filter(|key| !old.contains_key(*key));
                for key in old.keys().chain(added) {
                    self.inner(key, old.get(key), new.get(key)).walk(found);
                }
            }
            (Some(Json::Array(old)), Some(Json::Array(new))) if old.len() == new.len() => {
                for (at, (old, new)) in old.iter().zip(new).enumerate() {
                    self.inner(&at.to_string(), Some(old), Some(new))
                        .walk(found);
                }
            }
            _ => found.push(self),
        }
    }
}

/// Text as it is, anything else as JSON.
fn text(value: &Json) -> String {
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
