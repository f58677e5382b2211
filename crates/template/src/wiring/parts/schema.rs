//! Schemas of the EventBridge schema registry.

use serde::Serialize;

use crate::wiring::{Origin, Setting};

/// A schema of a registry.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schema {
    /// Its name; of a discovered schema `source@DetailType`.
    pub name: String,
    /// `OpenApi3` or `JSONSchemaDraft4`.
    pub kind: Setting<String>,
    /// The schema as JSON text.
    pub content: Setting<String>,
    /// Where it comes from.
    pub origin: Origin,
}
