//! Questions about patterns that need no event.

mod covers;
mod implies;
mod leaf;
mod samples;
mod schema;

use serde::Serialize;

/// What can be said for certain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "answer", content = "reason")]
pub enum Answer {
    /// Certainly.
    Yes,
    /// Certainly not, and why.
    No(String),
    /// Neither could be shown.
    Unknown,
}

impl Answer {
    /// Whether the answer is [`Answer::Yes`].
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Whether the answer is [`Answer::No`].
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No(_))
    }
}
