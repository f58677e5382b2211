//! Sending dead letters back: what goes where, and how far each of them is.
//!
//! A message is written to a journal before it is sent, and deleted only after its destination
//! has accepted it. So at every moment it is in the queue, or accepted, or both; and what cannot be
//! known, because the answer was lost, is said to be possibly duplicated.

pub(crate) mod check;
pub(crate) mod difference;
pub(crate) mod edit;
pub(crate) mod journal;
pub(crate) mod route;

use coagent_processors::redrive::{self, REDRIVES};
use serde::{Deserialize, Serialize};

use super::message::{Attribute, Message, Outgoing, Value};
use crate::aws::holdings::name_of;

/// Attributes that a message can have (SQS developer guide, message attributes).
const MOST_ATTRIBUTES: usize = 10;

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(crate) enum Destination {
    /// A function is invoked asynchronously with the body.
    Function {
        /// Its name or ARN.
        name: String,
    },
    /// A queue is sent the message.
    Queue {
        /// Its ARN.
        arn: String,
    },
    /// An event bus is sent the event in the body: every rule that matches fires.
    Bus {
        /// Its name or ARN.
        name: String,
    },
    /// The message is appended to a file, a line of JSON each.
    File {
        /// Its path.
        path: String,
    },
}

impl Destination {
    /// How it is called in tables.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Function { name } => format!("function {}", name_of(name)),
            Self::Queue { arn } => format!("queue {}", name_of(arn)),
            Self::Bus { name } => format!("event bus {}", name_of(name)),
            Self::File { path } => format!("file {path}"),
        }
    }

    fn is_fifo(&self) -> bool {
        matches!(self, Self::Queue { arn } if arn.ends_with(".fifo"))
    }
}

/// What is sent, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    /// Where it goes.
    pub(crate) destination: Destination,
    /// What goes.
    pub(crate) content: Outgoing,
}

/// What a destination said to one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It has it; the destination's id of it, where there is one.
    Accepted(Option<String>),
    /// It certainly does not have it, and why.
    Rejected(String),
    /// Nobody knows: the answer was lost.
    Uncertain(String),
}

impl Verdict {
    /// The destination's id of what it has accepted.
    pub(crate) fn reference(self) -> Option<String> {
        match self {
            Self::Accepted(reference) => reference,
            Self::Rejected(_) | Self::Uncertain(_) => None,
        }
    }
}

/// How often a message was redriven before.
pub(crate) fn redrives(message: &Message) -> u32 {
    match message.attributes.get(REDRIVES).map(|found| &found.value) {
        Some(Value::Text(count)) => count.parse().unwrap_or(0),
        _ => 0,
    }
}

/// Refuses what comes back again and again: by what the message counts, or by the `tries` that are
/// counted elsewhere.
pub(crate) fn guard(message: &Message, tries: u32, force: bool) -> Result<(), String> {
    if force {
        return Ok(());
    }
    let count = redrives(message).max(tries);
    redrive::guard(count).map_err(|poison| format!("{poison}; --force sends it again"))
}

/// The message as it is, counted. With ten attributes of its own there is no room for the count.
fn counted(message: &Message) -> Outgoing {
    let mut attributes = message.attributes.clone();
    if attributes.len() < MOST_ATTRIBUTES || attributes.contains_key(REDRIVES) {
        let count = redrives(message).saturating_add(1);
        attributes.insert(REDRIVES.to_owned(), Attribute::number(count));
    }
    Outgoing {
        body: message.body.clone(),
        attributes,
        trace: message.trace.clone(),
        group: message.group.clone(),
        deduplication: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(attributes: impl IntoIterator<Item = (String, Attribute)>) -> Message {
        Message {
            attributes: attributes.into_iter().collect(),
            ..Message::default()
        }
    }

    #[test]
    fn a_message_is_counted_each_time_it_is_sent() {
        let once = counted(&message([]));
        assert_eq!(once.attributes[REDRIVES], Attribute::number(1));
        let twice = counted(&message(once.attributes));
        assert_eq!(twice.attributes[REDRIVES], Attribute::number(2));
    }

    #[test]
    fn an_eleventh_attribute_is_not_added() {
        let ten = (0..10).map(|n| (n.to_string(), Attribute::number(n)));
        assert_eq!(counted(&message(ten)).attributes.len(), 10);
    }

    #[test]
    fn what_came_back_three_times_stays_unless_forced() {
        let poison = message([(REDRIVES.to_owned(), Attribute::number(3))]);
        assert!(guard(&poison, 0, false).unwrap_err().contains("3 times"));
        assert_eq!(guard(&poison, 0, true), Ok(()));
        let twice = message([(REDRIVES.to_owned(), Attribute::number(2))]);
        assert_eq!(guard(&twice, 2, false), Ok(()));
        assert!(
            guard(&twice, 3, false).is_err(),
            "the retry processor counts, too"
        );
    }
}
