//! The wire types of CloudFormation.

mod change_sets;
mod drift;
mod events;
mod inputs;
mod stacks;
mod templates;

use serde::{Deserialize, Serialize};

pub(super) use change_sets::*;
pub(super) use drift::*;
pub(super) use events::*;
pub(super) use inputs::*;
pub(super) use stacks::*;
pub(super) use templates::*;

/// A tag.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) value: String,
}

/// A parameter, in both directions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameter {
    pub(super) parameter_key: String,
    #[serde(default)]
    pub(super) parameter_value: Option<String>,
    #[serde(default, skip_serializing)]
    pub(super) use_previous_value: Option<bool>,
}

/// An answer that returns nothing.
#[derive(Debug, Serialize)]
pub(super) struct Nothing {}
