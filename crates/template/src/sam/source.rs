//! A serverless resource with its globals merged in.

use super::make::Make;
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// Attributes that everything made from a resource takes over.
const INHERITED: &[&str] = &["Condition", "DeletionPolicy", "UpdateReplacePolicy"];

pub(super) struct Source<'a> {
    pub(super) entry: &'a NodeEntry,
    pub(super) properties: Node,
}

impl Source<'_> {
    pub(super) fn id(&self) -> &str {
        &self.entry.key
    }

    pub(super) fn span(&self) -> Span {
        self.entry.key_span
    }

    pub(super) fn get(&self, property: &str) -> Option<&Node> {
        self.properties.get(property)
    }

    /// The name of the condition on which it is there.
    pub(super) fn condition(&self) -> Option<&Node> {
        self.entry.value.get("Condition")
    }

    pub(super) fn text(&self, property: &str) -> Option<&str> {
        self.get(property)?.text()
    }

    /// The resource itself in its new type: keeps metadata and dependencies.
    pub(super) fn main(&self, type_name: &str) -> Make {
        let mut make = self.other(self.id(), type_name, self.span());
        for key in ["Metadata", "DependsOn"] {
            make.copy_attribute(&self.entry.value, key);
        }
        make
    }

    /// A resource made beside it.
    pub(super) fn other(&self, logical_id: &str, type_name: &str, span: Span) -> Make {
        let mut make = Make::new(logical_id, type_name, span);
        for key in INHERITED {
            make.copy_attribute(&self.entry.value, key);
        }
        make
    }
}
