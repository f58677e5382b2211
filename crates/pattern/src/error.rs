//! Why a pattern or an event is refused.

mod hint;
mod source;

pub use source::Position;
pub(crate) use source::Source;

use std::fmt;

/// A pattern that EventBridge refuses.
///
/// `Display` is the service's own text, as it follows `InvalidEventPatternException: `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    reason: String,
    at: Option<usize>,
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The service says what is wrong.
    Refused,
    /// The service itself fails (`InternalFailure`).
    Internal,
}

impl PatternError {
    pub(crate) fn new(reason: impl Into<String>, at: Option<usize>, text: &str) -> Self {
        Self {
            reason: reason.into(),
            at,
            text: text.to_string(),
            kind: Kind::Refused,
        }
    }

    pub(crate) fn internal(reason: &str, at: usize, text: &str) -> Self {
        Self {
            kind: Kind::Internal,
            ..Self::new(reason, Some(at), text)
        }
    }

    /// The reason in the service's words, without the position.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// How far the service had read when it gave up; `None` where it does not say.
    pub fn position(&self) -> Option<Position> {
        self.at.map(|at| Source::new(&self.text).position(at))
    }

    /// Whether the service answers this pattern with `InternalFailure` (status 500).
    pub fn is_internal_failure(&self) -> bool {
        self.kind == Kind::Internal
    }

    /// What to do about it, for people: not the service's text.
    pub fn hint(&self) -> Option<String> {
        hint::for_reason(&self.reason)
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event pattern is not valid. Reason: {}", self.reason)?;
        match self.at {
            Some(at) => write!(f, "\n at {}", Source::new(&self.text).location(at)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PatternError {}

/// A text that is not an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventError {
    reason: String,
    offset: usize,
}

impl EventError {
    pub(crate) fn new(reason: impl Into<String>, offset: usize) -> Self {
        Self {
            reason: reason.into(),
            offset,
        }
    }

    /// What is wrong.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Where it is wrong, in bytes from the start.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a valid event: {} (byte {})",
            self.reason, self.offset
        )
    }
}

impl std::error::Error for EventError {}
