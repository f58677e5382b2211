//! Event patterns: what is written, what it means, and the rules it must obey.

mod ast;
mod branches;
mod complexity;
mod machines;
mod operators;
mod parse;
mod print;

pub(crate) use ast::{Excluded, Fields, Matcher, Member, Number, NumericRange};
pub(crate) use branches::{Branch, Condition};

use crate::error::PatternError;
use std::sync::Arc;

/// The operators of the language.
pub(crate) const OPERATORS: &[&str] = &[
    "exactly",
    "prefix",
    "suffix",
    "equals-ignore-case",
    "wildcard",
    "anything-but",
    "numeric",
    "exists",
    "cidr",
];

/// An event pattern, parsed and checked: it matches an event, or not.
///
/// Printing it gives canonical JSON; parsing that gives an equal pattern.
///
/// ```
/// use coagent_pattern::{Event, Pattern};
///
/// let pattern = Pattern::parse(r#"{"detail": {"amount": [{"numeric": [">", 100]}]}}"#)?;
/// let event = Event::parse(r#"{"source": "shop", "detail": {"amount": 250}}"#)?;
/// assert!(pattern.matches(&event));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pattern {
    fields: Fields,
    branches: Arc<[Branch]>,
    warnings: Vec<String>,
}

impl Pattern {
    /// Longest pattern that the API takes, in UTF-16 units; the default quota is half of it.
    /// Neither is checked by [`Pattern::parse`].
    pub const API_MAX_CHARS: usize = 4096;

    /// Parses and checks a pattern.
    ///
    /// # Errors
    /// Whatever EventBridge refuses, in its words and with its position. Texts longer than 16 KiB
    /// are refused too: the service takes 4,096 characters.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::parse(text)
    }

    /// What EventBridge accepts today but should not be relied on.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The alternatives that `$or` spells out; each is a list of conditions that must all hold.
    pub(crate) fn branches(&self) -> &[Branch] {
        &self.branches
    }

    /// The fields that the pattern looks at, as dotted paths, each once.
    pub fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self
            .branches
            .iter()
            .flat_map(|b| &b.conditions)
            .map(|c| &*c.path)
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.fields == other.fields
    }
}

impl Eq for Pattern {}

impl std::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}
