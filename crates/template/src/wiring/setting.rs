//! A setting that may be absent or not known, and where a part comes from.

use std::sync::Arc;

use serde::Serialize;

use crate::position::Span;

/// A property's value: not set, set, or set to what cannot be known.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum Setting<T> {
    /// Not set: the service's default applies.
    #[default]
    Absent,
    /// Set, and where.
    Set(T, Option<Span>),
    /// Set, but to a value that no finding may rest on.
    Unknown(Option<Span>),
}

impl<T> Setting<T> {
    /// The value, when it is set and known.
    pub fn get(&self) -> Option<&T> {
        match self {
            Setting::Set(value, _) => Some(value),
            _ => None,
        }
    }

    /// Where it is set.
    pub fn span(&self) -> Option<Span> {
        match self {
            Setting::Absent => None,
            Setting::Set(_, span) | Setting::Unknown(span) => *span,
        }
    }

    /// Whether it is certainly not set.
    pub fn is_absent(&self) -> bool {
        matches!(self, Setting::Absent)
    }

    /// Whether it is set to what cannot be known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Setting::Unknown(_))
    }

    /// The value, or the service's default; `None` when it is not known.
    pub fn or_default(&self, default: T) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Setting::Absent => Some(default),
            Setting::Set(value, _) => Some(value.clone()),
            Setting::Unknown(_) => None,
        }
    }
}

/// A live account's values are known and have no place.
impl<T> From<Option<T>> for Setting<T> {
    fn from(value: Option<T>) -> Setting<T> {
        value.map_or(Setting::Absent, |value| Setting::Set(value, None))
    }
}

/// Where a part comes from: a place in a template, or (all empty) a live account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The template.
    pub file: Option<Arc<str>>,
    /// The logical id.
    pub logical_id: Option<String>,
    /// Where the logical id is written.
    pub span: Option<Span>,
    /// Whether it may not exist, because its condition is not known.
    pub conditional: bool,
}
