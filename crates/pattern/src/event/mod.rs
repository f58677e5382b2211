//! Events, flattened: every leaf with its dotted path and the array elements it lies in.

mod context;
mod flatten;
mod validate;

pub(crate) use context::{Context, Contexts};
pub use validate::{TestEventError, validate_test_event};

use crate::error::EventError;

/// An event, flattened once so that any number of patterns can look at it.
///
/// Names may contain dots: `{"a.b": 1}` and `{"a": {"b": 1}}` are the same. A name that occurs
/// twice keeps both values.
#[derive(Debug, Clone)]
pub struct Event {
    /// Sorted by path; leaves of one path stay in the order of the text.
    fields: Vec<Field>,
    contexts: Contexts,
}

/// One leaf.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) path: String,
    pub(crate) value: Value,
    pub(crate) context: Context,
}

/// A leaf's value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    String(String),
    /// The text of the number, and its double if it is comparable.
    Number(String, Option<f64>),
    Bool(bool),
    Null,
}

impl Event {
    /// Parses and flattens an event.
    ///
    /// # Errors
    /// The text is not one JSON object, is nested deeper than 1,000 levels, or is longer than
    /// 16 MiB.
    pub fn parse(text: &str) -> Result<Self, EventError> {
        flatten::flatten(text)
    }

    /// Like [`Event::parse`], for bytes.
    ///
    /// # Errors
    /// As there; and the bytes must be UTF-8.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, EventError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|e| EventError::new("the text is not UTF-8", e.valid_up_to()))?;
        Self::parse(text)
    }

    /// All leaves at a dotted path.
    pub(crate) fn fields_at(&self, path: &str) -> &[Field] {
        let start = self
            .fields
            .partition_point(|field| field.path.as_str() < path);
        let len = self.fields[start..].partition_point(|field| field.path == path);
        &self.fields[start..start + len]
    }

    /// Every leaf.
    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }

    pub(crate) fn contexts(&self) -> &Contexts {
        &self.contexts
    }

    /// The dotted paths of all leaves, each once.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self
            .fields
            .iter()
            .map(|field| field.path.as_str())
            .collect();
        paths.dedup();
        paths
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::String(text) => {
                let mut out = String::new();
                crate::json::write_string(&mut out, text);
                f.write_str(&out)
            }
            Self::Number(text, _) => f.write_str(text),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Null => f.write_str("null"),
        }
    }
}
