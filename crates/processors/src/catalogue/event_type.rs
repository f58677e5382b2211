//! One event type of the catalogue.

use super::events::{COMMON, Spec};
use super::field::Field;

/// An event type: its envelope and the fields of its detail.
#[derive(Debug)]
pub struct EventType {
    name: String,
    spec: &'static Spec,
    fields: Vec<Field>,
}

impl EventType {
    pub(super) fn new(name: String, spec: &'static Spec) -> Self {
        let fields = spec.fields.iter().chain(COMMON).copied().collect();
        Self { name, spec, fields }
    }

    /// The kebab-case name, qualified by its source only where another type shares it:
    /// `user-created`, `brand.profile-updated`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The envelope's `source`.
    pub fn source(&self) -> &'static str {
        self.spec.source
    }

    /// The envelope's `detail-type`.
    pub fn detail_type(&self) -> &'static str {
        self.spec.detail_type
    }

    /// One sentence: what has happened when this event is published.
    pub fn description(&self) -> &'static str {
        self.spec.description
    }

    /// The fields of the detail, those common to every event last.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}
