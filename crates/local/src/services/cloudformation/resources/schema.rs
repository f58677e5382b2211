//! What a resource type takes.

use serde_json::Value as Json;

use super::{handler::Handler, naming::Naming};

/// A resource type.
pub(in super::super) struct Kind {
    /// Such as `AWS::SQS::Queue`.
    pub(in super::super) name: &'static str,
    /// Properties whose change makes a new resource. A path such as `Code.S3Key` says what may be
    /// inside; lists do not show in it.
    pub(super) replace: &'static [&'static str],
    /// Properties that can be changed in place.
    pub(super) update: &'static [&'static str],
    /// The property that names the resource, and how a name is made up where it is absent.
    pub(in super::super) naming: Option<Naming>,
    /// How it is made, changed and removed.
    pub(in super::super) handler: &'static dyn Handler,
}

/// Stands in [`Kind::update`] for every property.
pub(super) const ANYTHING: &str = "*";

/// What the change of a property does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum OnChange {
    /// The resource is changed in place.
    Update,
    /// A new resource takes its place.
    Replace,
}

impl Kind {
    fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.replace.iter().chain(self.update).copied()
    }

    /// What the change of a property at the top does.
    pub(in super::super) fn on_change(&self, property: &str) -> OnChange {
        let first = |path: &&str| path.split('.').next() == Some(property);
        if self.replace.iter().any(first) {
            OnChange::Replace
        } else {
            OnChange::Update
        }
    }

    /// Whether it has tags, its stack's among them.
    pub(in super::super) fn takes_tags(&self) -> bool {
        self.paths().any(|path| path == "Tags")
    }

    /// The properties that are not emulated, by path.
    pub(in super::super) fn unknown(&self, properties: &Json) -> Vec<String> {
        let mut found = Vec::new();
        self.walk("", properties, &mut found);
        found.sort();
        found.dedup();
        found
    }

    fn walk(&self, prefix: &str, value: &Json, found: &mut Vec<String>) {
        match value {
            Json::Array(items) => items.iter().for_each(|item| self.walk(prefix, item, found)),
            Json::Object(members) => {
                for (name, inner) in members {
                    let path = if prefix.is_empty() {
                        name.clone()
                    } else {
                        format!("{prefix}.{name}")
                    };
                    self.check(path, inner, found);
                }
            }
            _ => {}
        }
    }

    /// A path that the table has takes anything; one that goes on in the table is looked into.
    fn check(&self, path: String, value: &Json, found: &mut Vec<String>) {
        if self.paths().any(|known| known == path || known == ANYTHING) {
            return;
        }
        let goes_on = |known: &str| {
            known
                .strip_prefix(path.as_str())
                .is_some_and(|rest| rest.starts_with('.'))
        };
        if self.paths().any(goes_on) {
            self.walk(&path, value, found);
        } else {
            found.push(path);
        }
    }
}
