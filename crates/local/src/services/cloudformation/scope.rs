//! What a template's references give, while a stack is made and while its changes are foreseen.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use coagent_template::Scope;
use serde_json::Value as Json;

use super::{resources, state::Resource};

/// What stands for a value that is known only after the change.
pub(super) const LATER: &str = "{{changeSet:KNOWN_AFTER_APPLY}}";

/// The resources that exist, and what the other stacks export.
pub(super) struct Existing<'a> {
    pub(super) resources: &'a BTreeMap<String, Resource>,
    pub(super) exports: &'a BTreeMap<String, (String, String)>,
    /// Names of exports that were asked for.
    pub(super) imported: Mutex<BTreeSet<String>>,
}

impl<'a> Existing<'a> {
    pub(super) fn new(
        resources: &'a BTreeMap<String, Resource>,
        exports: &'a BTreeMap<String, (String, String)>,
    ) -> Self {
        let imported = Mutex::default();
        Self {
            resources,
            exports,
            imported,
        }
    }

    /// The exports that were used.
    pub(super) fn imports(self) -> BTreeSet<String> {
        self.imported
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scope for Existing<'_> {
    fn reference(&self, logical_id: &str) -> Option<String> {
        self.resources.get(logical_id)?.physical_id.clone()
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Json> {
        let found = self.resources.get(logical_id)?;
        // What is made of this will be refused, and then it should be seen where it comes from.
        let of_recorded = || {
            let is_recorded = resources::kind(&found.kind).is_none();
            is_recorded.then(|| format!("{logical_id}.{attribute}").into())
        };
        found
            .attributes
            .get(attribute)
            .cloned()
            .or_else(of_recorded)
    }

    fn import(&self, name: &str) -> Option<String> {
        let (value, _) = self.exports.get(name)?;
        let mut imported = self.imported.lock().unwrap_or_else(PoisonError::into_inner);
        imported.insert(name.to_owned());
        Some(value.clone())
    }
}

/// The same before the change: resources that are made or replaced have values later.
pub(super) struct Foreseen<'a> {
    pub(super) resources: &'a BTreeMap<String, Resource>,
    pub(super) exports: &'a BTreeMap<String, (String, String)>,
    /// Logical ids of what will be made or replaced.
    pub(super) later: &'a BTreeSet<String>,
}

impl Foreseen<'_> {
    fn current(&self, logical_id: &str) -> Option<&Resource> {
        let known = !self.later.contains(logical_id);
        self.resources.get(logical_id).filter(|_| known)
    }
}

impl Scope for Foreseen<'_> {
    fn reference(&self, logical_id: &str) -> Option<String> {
        let current = self
            .current(logical_id)
            .and_then(|found| found.physical_id.clone());
        Some(current.unwrap_or_else(|| LATER.to_owned()))
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Json> {
        let current = self
            .current(logical_id)
            .and_then(|found| found.attributes.get(attribute).cloned());
        Some(current.unwrap_or_else(|| Json::from(LATER)))
    }

    fn import(&self, name: &str) -> Option<String> {
        self.exports.get(name).map(|(value, _)| value.clone())
    }

    fn later(&self) -> Option<&str> {
        Some(LATER)
    }
}
