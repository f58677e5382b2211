//! What a deployment knows about the resources it has created.

use serde_json::Value as Json;

use crate::evaluate::Resolve;
use crate::position::Span;
use crate::value::{Kind, Value};

/// The created resources of a stack, and the exports of others.
pub trait Scope {
    /// What `Ref` of the resource gives: its physical id.
    fn reference(&self, logical_id: &str) -> Option<String>;
    /// What `Fn::GetAtt` gives.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Json>;
    /// The value of an export.
    fn import(&self, name: &str) -> Option<String>;
    /// Text with its dynamic references (`{{resolve:…}}`) replaced; unknown unless overridden.
    fn dynamic(&self, _text: &str) -> Option<String> {
        None
    }
    /// The text that stands for a value that is known only after a change; none unless overridden.
    /// What is split off such text, or selected of it, is the same text again.
    fn later(&self) -> Option<&str> {
        None
    }
}

pub(super) struct ScopeResolve<'a>(pub(super) &'a dyn Scope);

impl Resolve for ScopeResolve<'_> {
    fn reference(&self, logical_id: &str) -> Option<Kind> {
        self.0.reference(logical_id).map(Kind::String)
    }

    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Kind> {
        let found = self.0.attribute(logical_id, attribute)?;
        Some(Value::from_json(Span::default(), &found).kind)
    }

    fn import(&self, name: &str) -> Option<Kind> {
        self.0.import(name).map(Kind::String)
    }

    fn dynamic(&self, reference: &str) -> Option<Kind> {
        self.0.dynamic(reference).map(Kind::String)
    }

    fn later(&self) -> Option<&str> {
        self.0.later()
    }
}

/// Knows nothing; for expressions that may not mention resources.
pub(crate) struct Nothing;

impl Resolve for Nothing {
    fn reference(&self, _: &str) -> Option<Kind> {
        None
    }
    fn attribute(&self, _: &str, _: &str) -> Option<Kind> {
        None
    }
    fn import(&self, _: &str) -> Option<Kind> {
        None
    }
    fn dynamic(&self, _: &str) -> Option<Kind> {
        None
    }
}
