//! What a call to the outside can end with.

use std::fmt;

/// Whether calling again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeamErrorKind {
    /// It may: throttled, timed out, a conflict, an internal failure.
    Transient,
    /// It cannot: refused, missing, malformed.
    Permanent,
    /// Not called at all: the circuit breaker is open.
    CircuitOpen,
}

/// A call to the outside that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeamError {
    /// Whether calling again can help.
    pub kind: SeamErrorKind,
    /// What was called: `table`, `event bus`.
    pub seam: &'static str,
    /// The operation: `TransactWriteItems`.
    pub operation: &'static str,
    /// Code and message, as the service gave them.
    pub reason: String,
}

impl SeamError {
    /// A failure that calling again can mend.
    pub fn transient(seam: &'static str, operation: &'static str, reason: impl ToString) -> Self {
        Self {
            kind: SeamErrorKind::Transient,
            seam,
            operation,
            reason: reason.to_string(),
        }
    }

    /// A failure that calling again cannot mend.
    pub fn permanent(seam: &'static str, operation: &'static str, reason: impl ToString) -> Self {
        Self {
            kind: SeamErrorKind::Permanent,
            seam,
            operation,
            reason: reason.to_string(),
        }
    }

    /// Whether calling again at once can help.
    pub fn is_transient(&self) -> bool {
        self.kind == SeamErrorKind::Transient
    }
}

impl fmt::Display for SeamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} failed on the {}: {}",
            self.operation, self.seam, self.reason
        )
    }
}

impl std::error::Error for SeamError {}
