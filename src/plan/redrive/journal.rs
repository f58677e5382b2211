//! The journal of a redrive: a line for each step of each message, and what they amount to.
//! The states are those of [`coagent_processors::redrive`].

use std::collections::BTreeMap;

pub(crate) use coagent_processors::redrive::{State, Step};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Delivery, Verdict};
use crate::plan::{
    ids::{Ids, number},
    seen::Seen,
};

/// The version of the format, in each journal's first line.
pub(crate) const VERSION: u32 = 1;

/// A line of the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub(crate) enum Record {
    /// The first line.
    Begun(Begun),
    /// What will be sent.
    Planned {
        /// Id of the message in the queue.
        message: String,
        /// What goes where.
        delivery: Delivery,
    },
    /// From now on it may have been accepted.
    Sending {
        /// Id of the message in the queue.
        message: String,
    },
    /// The destination has it.
    Accepted {
        /// Id of the message in the queue.
        message: String,
        /// The destination's id of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// The destination does not have it.
    Rejected {
        /// Id of the message in the queue.
        message: String,
        /// Why.
        reason: String,
    },
    /// Nobody knows whether the destination has it.
    Uncertain {
        /// Id of the message in the queue.
        message: String,
        /// Why.
        reason: String,
    },
    /// It was not sent and stays in the queue.
    Left {
        /// Id of the message in the queue.
        message: String,
        /// Why.
        reason: String,
    },
    /// It is out of the queue.
    Deleted {
        /// Id of the message in the queue.
        message: String,
    },
}

/// Which redrive a journal is of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// [`VERSION`].
    pub(crate) version: u32,
    /// The environment.
    pub(crate) environment: String,
    /// ARN of the queue.
    pub(crate) queue: String,
    /// When it began.
    pub(crate) at: Timestamp,
}

impl Record {
    /// The record of a verdict.
    pub(crate) fn of(message: &str, verdict: &Verdict) -> Self {
        let message = message.to_owned();
        match verdict.clone() {
            Verdict::Accepted(reference) => Self::Accepted { message, reference },
            Verdict::Rejected(reason) => Self::Rejected { message, reason },
            Verdict::Uncertain(reason) => Self::Uncertain { message, reason },
        }
    }

    /// What is written before a message is sent; where it goes only if the journal does not know.
    pub(crate) fn before(
        message: &str,
        delivery: &Delivery,
        known: bool,
    ) -> impl Iterator<Item = Self> + use<> {
        let message = message.to_owned();
        let planned = (!known).then(|| Self::Planned {
            message: message.clone(),
            delivery: delivery.clone(),
        });
        planned.into_iter().chain([Self::Sending { message }])
    }
}

/// A message of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tracked {
    /// What goes where.
    pub(crate) delivery: Delivery,
    /// How far it is.
    pub(crate) state: State,
    /// Whether it was sent again after nobody knew: it may be there twice.
    pub(crate) doubled: bool,
    /// What its destination said last, when it did not accept.
    pub(crate) reason: Option<String>,
}

impl Tracked {
    /// What is to be done when the message is in the queue.
    pub(crate) fn step(&self) -> Step {
        self.state.step()
    }

    /// Whether it may have been accepted without our knowing, so that sending it doubles it.
    pub(crate) fn is_doubted(&self) -> bool {
        self.doubled || self.state.is_doubted()
    }

    /// Whether something is still to be done.
    pub(crate) fn is_open(&self) -> bool {
        self.state != State::Deleted
    }
}

/// A journal, read. What is done takes 16 bytes a message, so that a journal of millions can be
/// gone on with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Which redrive it is of.
    pub(crate) begun: Begun,
    /// Its messages that are not done, by id.
    pub(crate) messages: BTreeMap<String, Tracked>,
    /// Those that are: accepted, and out of the queue.
    done: Ids,
}

impl Ledger {
    /// Reads a journal as a whole; see [`Ledger::line`].
    ///
    /// # Errors
    /// The line, from 1, and what is wrong with it.
    #[cfg(test)]
    pub(crate) fn read(text: &str) -> Result<Self, (usize, String)> {
        let mut ledger = Self::default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for (index, line) in whole.lines().enumerate() {
            let read = ledger.line(line, index == 0);
            read.map_err(|wrong| (index + 1, wrong))?;
        }
        ledger.end().map_err(|wrong| (1, wrong))?;
        Ok(ledger)
    }

    /// Takes a line in. A last line without its end must not come here: it was being written when
    /// the process was stopped, and what it would have announced had not been done.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn line(&mut self, line: &str, first: bool) -> Result<(), String> {
        let record = serde_json::from_str(line).map_err(|cause| match first {
            true => "it is no journal of a redrive".to_owned(),
            false => cause.to_string(),
        })?;
        self.apply(record, first)
    }

    /// Makes sure that it was a journal.
    ///
    /// # Errors
    /// It was none.
    pub(crate) fn end(&self) -> Result<(), String> {
        match self.begun.version {
            0 => Err("it is no journal of a redrive".to_owned()),
            _ => Ok(()),
        }
    }

    /// Whether a message was accepted, and deleted from the queue.
    pub(crate) fn is_done(&self, message: &str) -> bool {
        self.done.contains(message)
    }

    /// What is open and was not met in the queue.
    pub(crate) fn missed(&self, met: &Seen) -> impl Iterator<Item = (&str, &Tracked)> {
        let open = self
            .messages
            .iter()
            .filter(|(_, tracked)| tracked.is_open());
        open.filter(|(id, _)| !met.contains(*id))
            .map(|(id, tracked)| (id.as_str(), tracked))
    }

    fn apply(&mut self, record: Record, first: bool) -> Result<(), String> {
        match record {
            Record::Begun(begun) if first && begun.version == VERSION => self.begun = begun,
            Record::Begun(begun) => {
                return Err(format!("version {} is not known here", begun.version));
            }
            _ if first => return Err("it is no journal of a redrive".to_owned()),
            Record::Planned { message, delivery } => self.plan(message, delivery)?,
            Record::Sending { message } => self.send(&message)?,
            Record::Accepted { message, .. } => self.answer(&message, State::Accepted, None)?,
            Record::Rejected { message, reason } => {
                self.answer(&message, State::Rejected, Some(reason))?;
            }
            Record::Uncertain { message, reason } => {
                self.answer(&message, State::Uncertain, Some(reason))?;
            }
            Record::Left { .. } => {}
            Record::Deleted { message } => self.delete(&message)?,
        }
        Ok(())
    }

    fn plan(&mut self, message: String, delivery: Delivery) -> Result<(), String> {
        let tracked = Tracked {
            delivery,
            state: State::Planned,
            doubled: false,
            reason: None,
        };
        let twice = self.is_done(&message) || self.messages.contains_key(&message);
        if twice {
            return Err(format!("message {message} is planned twice"));
        }
        self.messages.insert(message, tracked);
        Ok(())
    }

    fn tracked(&mut self, message: &str) -> Result<&mut Tracked, String> {
        self.messages
            .get_mut(message)
            .ok_or_else(|| format!("message {message} was not planned"))
    }

    fn send(&mut self, message: &str) -> Result<(), String> {
        let tracked = self.tracked(message)?;
        if !tracked.state.leads_to(State::Sending) {
            return Err(format!("message {message} is sent after it was accepted"));
        }
        tracked.doubled |= tracked.state.is_doubted();
        tracked.state = State::Sending;
        Ok(())
    }

    fn answer(&mut self, message: &str, to: State, reason: Option<String>) -> Result<(), String> {
        let tracked = self.tracked(message)?;
        if !tracked.state.leads_to(to) {
            return Err(format!("message {message} is answered without being sent"));
        }
        tracked.state = to;
        tracked.reason = reason;
        Ok(())
    }

    fn delete(&mut self, message: &str) -> Result<(), String> {
        if self.is_done(message) {
            return Ok(());
        }
        let tracked = self.tracked(message)?;
        if !tracked.state.leads_to(State::Deleted) {
            return Err(format!(
                "message {message} is deleted without being accepted"
            ));
        }
        tracked.state = State::Deleted;
        // Others are few, and keep what is known of them.
        if number(message).is_some() {
            self.messages.remove(message);
            self.done.insert(message);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
