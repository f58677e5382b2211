//! Sending a dead letter back: what everybody who does it agrees on, `retry` in Lambda and
//! `coagent dlq redrive` at a desk. Pure; each keeps its journal where it can, in the table or in a
//! file.
//!
//! ```text
//! planned → sending → accepted → deleted
//!              ├────→ rejected ──┐
//!              └────→ uncertain ─┴→ sending (when it is tried again)
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

/// The most redrives of a message before it is poison.
pub const MOST_REDRIVES: u32 = 3;
/// The message attribute that counts them, a number.
pub const REDRIVES: &str = "coagent-redrives";

/// A message that came back too often; how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poison(pub u32);

impl fmt::Display for Poison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "redriven {} times already, and came back", self.0)
    }
}

/// Refuses what was redriven so often that once more is no use.
///
/// # Errors
/// It was redriven [`MOST_REDRIVES`] times or more.
pub fn guard(redriven: u32) -> Result<(), Poison> {
    match redriven {
        count if count >= MOST_REDRIVES => Err(Poison(count)),
        _ => Ok(()),
    }
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It will be sent.
    Planned,
    /// It was being sent; when the journal ends here, nobody knows.
    Sending,
    /// The destination has it.
    Accepted,
    /// The destination has it and the queue does not.
    Deleted,
    /// The destination does not have it.
    Rejected,
    /// Nobody knows.
    Uncertain,
}

/// What is to be done with a message that is in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is sent.
    Send,
    /// It is deleted: its destination has it.
    Delete,
}

impl State {
    /// What is to be done when the message is in the queue. A message that is deleted can appear
    /// once more (SQS delivers at least once); it is deleted again.
    pub fn step(self) -> Step {
        match self {
            Self::Accepted | Self::Deleted => Step::Delete,
            Self::Planned | Self::Sending | Self::Rejected | Self::Uncertain => Step::Send,
        }
    }

    /// Whether it may have been accepted without our knowing, so that sending it doubles it.
    pub fn is_doubted(self) -> bool {
        matches!(self, Self::Sending | Self::Uncertain)
    }

    /// Whether a message can come from this state into another one.
    pub fn leads_to(self, next: Self) -> bool {
        match next {
            Self::Planned => false,
            Self::Sending => self.step() == Step::Send,
            Self::Accepted | Self::Rejected | Self::Uncertain => self == Self::Sending,
            Self::Deleted => self.step() == Step::Delete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_three_times_is_poison() {
        assert_eq!(guard(MOST_REDRIVES - 1), Ok(()));
        assert_eq!(guard(MOST_REDRIVES), Err(Poison(3)));
    }

    #[test]
    fn what_is_accepted_is_never_sent_and_what_is_not_is_never_deleted() {
        use State::{Accepted, Deleted, Planned, Rejected, Sending, Uncertain};
        for accepted in [Accepted, Deleted] {
            assert!(accepted.leads_to(Deleted) && !accepted.leads_to(Sending));
        }
        for open in [Planned, Sending, Rejected, Uncertain] {
            assert!(open.leads_to(Sending) && !open.leads_to(Deleted));
        }
        for answer in [Accepted, Rejected, Uncertain] {
            assert!(Sending.leads_to(answer) && !Planned.leads_to(answer));
        }
    }
}
