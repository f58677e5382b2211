//! What a stack is to be: a template and the values it is deployed with.

use std::collections::{BTreeMap, BTreeSet};

use coagent_template::{Bound, Pseudo, Template};
use serde::{Deserialize, Serialize};

use super::fault;
use crate::{core::Core, fault::Fault};

/// What places in a template are called: its file is not known here.
pub(super) const TEMPLATE: &str = "template";

/// Template, parameters and settings of one deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Definition {
    pub(super) template: String,
    /// The values given; parameters that are not here have their defaults.
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) capabilities: BTreeSet<String>,
    pub(super) notification_arns: Vec<String>,
    pub(super) role: Option<String>,
}

/// A stack's name and id, which templates can refer to.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) id: String,
}

impl Definition {
    /// Reads the template.
    ///
    /// # Errors
    /// `ValidationError` with every fault of the template and its place.
    pub(super) fn parse(&self) -> Result<Template, Fault> {
        Template::parse(TEMPLATE, &self.template).map_err(|error| fault::template(&error))
    }

    /// Fixes parameters and conditions.
    ///
    /// # Errors
    /// `ValidationError`, as for [`Definition::parse`].
    pub(super) fn bind(&self, core: &Core, stack: &Identity) -> Result<Bound, Fault> {
        let pseudo = Pseudo {
            account: core.account.clone(),
            region: core.region.clone(),
            partition: "aws".to_owned(),
            url_suffix: "amazonaws.com".to_owned(),
            stack_name: stack.name.clone(),
            stack_id: stack.id.clone(),
            notification_arns: self.notification_arns.clone(),
        };
        let template = self.parse()?;
        template
            .bind(&self.parameters, &pseudo)
            .map_err(|error| fault::template(&error))
    }

    /// Whether both make the same stack whatever the template says.
    pub(super) fn same_surroundings(&self, other: &Self) -> bool {
        self.tags == other.tags && self.notification_arns == other.notification_arns
    }
}
