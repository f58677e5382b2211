//! What is fixed once parameters are known.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bind::Pseudo;
use crate::node::Node;
use crate::truth::Truth;
use crate::value::{Kind, Value};

/// Names with their values, for the evaluator.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) file: Arc<str>,
    pub(crate) source: Arc<str>,
    pub(crate) parameters: HashMap<String, Kind>,
    pub(crate) pseudo: Pseudo,
    pub(crate) mappings: HashMap<String, Node>,
    pub(crate) conditions: HashMap<String, Truth>,
    /// Logical id → index of its declaration.
    pub(crate) resources: HashMap<String, usize>,
    /// A transform adds resources that are not in this file.
    pub(crate) included: bool,
}

impl Frame {
    pub(crate) fn condition(&self, name: &str) -> Truth {
        self.conditions.get(name).copied().unwrap_or(Truth::Unknown)
    }

    /// A parameter or pseudo parameter.
    pub(crate) fn name(&self, name: &str) -> Option<Kind> {
        self.pseudo
            .value(name)
            .or_else(|| self.parameters.get(name).cloned())
    }

    /// The value of a parameter as text, lists joined with commas.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        match self.parameters.get(name)? {
            Kind::List(items) => {
                let texts: Option<Vec<_>> = items.iter().map(Value::to_text).collect();
                Some(texts?.join(","))
            }
            other => Value::new(Default::default(), other.clone()).to_text(),
        }
    }

    /// Every name that `Ref` takes, for suggestions.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let declared = self.parameters.keys().chain(self.resources.keys());
        declared
            .map(String::as_str)
            .chain(Pseudo::NAMES.iter().copied())
    }

    /// The mapping's value under two keys.
    pub(crate) fn mapped(&self, map: &str, first: &str, second: &str) -> Option<&Node> {
        self.mappings.get(map)?.get(first)?.get(second)
    }
}

/// Texts of known values, for comparing as CloudFormation does: by text.
pub(crate) fn comparable(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::List(_) | Kind::Map(_) => value
            .first_unknown()
            .is_none()
            .then(|| value.to_json().to_string()),
        _ => value.to_text(),
    }
}
