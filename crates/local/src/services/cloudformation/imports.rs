//! The exports of other stacks that a template asks for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use coagent_template::{Bound, Scope};
use serde_json::Value as Json;

use super::{fault, scope::LATER};
use crate::fault::Fault;

/// Refuses a template that asks for an export which is not there.
///
/// # Errors
/// `ValidationError` with the first name, in the order of the alphabet.
pub(super) fn present(
    bound: &Bound,
    exports: &BTreeMap<String, (String, String)>,
) -> Result<(), Fault> {
    let asked = Asked {
        exports,
        missing: Mutex::default(),
    };
    // What else is wrong with an expression is found when it counts.
    for resource in bound.resources() {
        let _ = bound.evaluate_properties(&resource.logical_id, &asked);
    }
    let _ = bound.outputs(&asked);
    let missing = asked.missing.into_inner();
    let missing = missing.unwrap_or_else(PoisonError::into_inner);
    match missing.first() {
        None => Ok(()),
        Some(name) => Err(fault::no_export(name)),
    }
}

/// Knows exports; all resources are known later.
struct Asked<'a> {
    exports: &'a BTreeMap<String, (String, String)>,
    missing: Mutex<BTreeSet<String>>,
}

impl Scope for Asked<'_> {
    fn reference(&self, _: &str) -> Option<String> {
        self.later().map(str::to_owned)
    }

    fn attribute(&self, _: &str, _: &str) -> Option<Json> {
        self.later().map(Json::from)
    }

    fn import(&self, name: &str) -> Option<String> {
        let found = self.exports.get(name).map(|(value, _)| value.clone());
        if found.is_none() {
            let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
            missing.insert(name.to_owned());
        }
        found
    }

    fn later(&self) -> Option<&str> {
        Some(LATER)
    }
}
