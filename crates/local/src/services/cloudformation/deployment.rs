//! A bound template on its way into a stack.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use coagent_template::Bound;

use super::{
    fault, graph,
    resources::{self, Kind, Tags},
};
use crate::fault::Fault;

/// What gives roles their permissions, and what asks for them while it is made.
const POLICIES: &[&str] = &[
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
];
const USERS: &[&str] = &[
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
];

/// What is deployed, and what the deployment has found out on its way.
pub(super) struct Deployment {
    pub(super) bound: Bound,
    /// Name, value and stack of every export there is.
    pub(super) exports: BTreeMap<String, (String, String)>,
    /// The stack's tags.
    pub(super) tags: Tags,
    imports: Mutex<BTreeSet<String>>,
}

impl Deployment {
    pub(super) fn new(
        bound: Bound,
        exports: BTreeMap<String, (String, String)>,
        tags: Tags,
    ) -> Self {
        let imports = Mutex::default();
        Self {
            bound,
            exports,
            tags,
            imports,
        }
    }

    /// Logical ids in an order that can be followed.
    pub(super) fn order(&self) -> Result<Vec<String>, Fault> {
        self.bound
            .creation_order()
            .map_err(|error| fault::template(&error))
    }

    /// What each resource has to wait for. A function and what brings it events also wait for
    /// policies that nothing ties to them: on AWS those are mostly there by then.
    pub(super) fn needs(&self) -> BTreeMap<String, Vec<String>> {
        let resources = self.bound.resources().iter();
        let mut needs = resources
            .map(|resource| (resource.logical_id.clone(), resource.depends_on.clone()))
            .collect();
        let (policies, users) = (self.of(POLICIES), self.of(USERS));
        graph::prefer(&mut needs, &policies, &users);
        needs
    }

    fn of(&self, types: &[&str]) -> Vec<&str> {
        let resources = self.bound.resources().iter();
        resources
            .filter(|resource| types.contains(&resource.type_name.as_str()))
            .map(|resource| resource.logical_id.as_str())
            .collect()
    }

    /// The type of a resource, which was checked when the template came in.
    pub(super) fn kind(&self, id: &str) -> &'static Kind {
        let name = self
            .bound
            .resource(id)
            .map(|found| found.type_name.as_str());
        resources::kind_or_recorded(name.unwrap_or_default())
    }

    pub(super) fn note_imports(&self, names: BTreeSet<String>) {
        self.imports
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(names);
    }

    /// The exports that were used.
    pub(super) fn imports(&self) -> Vec<String> {
        let imports = self.imports.lock().unwrap_or_else(PoisonError::into_inner);
        imports.iter().cloned().collect()
    }
}
