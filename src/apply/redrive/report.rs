//! What became of each message.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::apply::{hidden::Hidden, suspects::Letter};
use crate::plan::{
    dead_letter::{self, Found},
    message::Outgoing,
    redrive::{
        Delivery, Destination, Verdict, difference,
        journal::{self, Tracked},
    },
};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// It would be sent.
    Planned,
    /// Its destination has it and the queue does not.
    Redriven,
    /// Its destination has it, and the queue too, because it could not be deleted.
    NotDeleted,
    /// Its destination did not take it; it is in the queue.
    Rejected,
    /// The answer was lost: it is in the queue, and perhaps at its destination.
    Uncertain,
    /// It was not sent; it is in the queue.
    Left,
    /// It was asked for or is in the journal, but did not come out of the queue.
    Missing,
}

impl State {
    /// What a verdict leaves to be said; `None` when it was accepted.
    pub(super) fn of(verdict: &Verdict) -> Option<Self> {
        match verdict {
            Verdict::Accepted(_) => None,
            Verdict::Rejected(_) => Some(Self::Rejected),
            Verdict::Uncertain(_) => Some(Self::Uncertain),
        }
    }

    /// How it is called in tables.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Redriven => "redriven",
            Self::NotDeleted => "accepted, not deleted",
            Self::Rejected => "rejected",
            Self::Uncertain => "uncertain",
            Self::Left => "left",
            Self::Missing => "missing",
        }
    }
}

/// A message and what became of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Item {
    /// Its id in the dead-letter queue.
    pub(crate) message: String,
    /// The id of the event in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<String>,
    /// The detail type of the event in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail_type: Option<String>,
    /// What became of it.
    pub(crate) state: State,
    /// Where it goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<Destination>,
    /// Whether the message did not name its function, and the function's logs did.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) found_by_logs: bool,
    /// The destination's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    /// What would go there; what has gone is in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Outgoing>,
    /// Whether what goes differs from the body of the message.
    pub(crate) changed: bool,
    /// What differs, for people: ``detail.email: "x" → "a@b.c"``; of what would be sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<String>,
    /// Whether it may be at its destination twice.
    pub(crate) possibly_duplicated: bool,
    /// Why it became so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Item {
    /// A message that would be sent.
    pub(super) fn planned((message, letter): &Letter, delivery: Delivery) -> Self {
        Self {
            message: message.id.clone(),
            event: letter.event_id.clone(),
            detail_type: letter.detail_type.clone(),
            state: State::Planned,
            changed: delivery.content.body != message.body,
            changes: Vec::new(),
            destination: Some(delivery.destination),
            found_by_logs: letter.found.as_ref().is_some_and(Found::is_by_logs),
            reference: None,
            content: Some(delivery.content),
            possibly_duplicated: false,
            reason: None,
        }
    }

    /// With what was changed in the event that had failed.
    pub(super) fn compared(mut self, body: &str, event: &str) -> Self {
        self.changes = difference::between(&dead_letter::payload(body), event);
        self
    }

    /// A message that is not sent, and why.
    pub(super) fn left((message, letter): &Letter, reason: String) -> Self {
        Self {
            message: message.id.clone(),
            event: letter.event_id.clone(),
            detail_type: letter.detail_type.clone(),
            state: State::Left,
            destination: None,
            found_by_logs: false,
            reference: None,
            content: None,
            changed: false,
            changes: Vec::new(),
            possibly_duplicated: false,
            reason: Some(reason),
        }
    }

    /// A message of a journal that the queue did not show: somebody else has taken it, or it is
    /// hidden by who received it.
    pub(super) fn missed(id: &str, tracked: &Tracked, nothing_hidden: bool) -> Self {
        let is_gone = tracked.state == journal::State::Accepted && nothing_hidden;
        let reason = (!is_gone).then(|| why_missing(tracked.state).to_owned());
        Self {
            message: id.to_owned(),
            event: None,
            detail_type: None,
            state: if is_gone {
                State::Redriven
            } else {
                State::Missing
            },
            destination: Some(tracked.delivery.destination.clone()),
            found_by_logs: false,
            reference: None,
            content: None,
            changed: false,
            changes: Vec::new(),
            possibly_duplicated: tracked.is_doubted(),
            reason,
        }
    }

    /// A message that was asked for by id and that the queue did not show.
    fn absent(id: String, hidden: Hidden) -> Self {
        let why = match hidden.is_none() {
            true => "it is not in the queue, or was hidden just now".to_owned(),
            false => format!("{hidden}, perhaps this one: try again when they are shown"),
        };
        Self {
            message: id,
            event: None,
            detail_type: None,
            state: State::Missing,
            destination: None,
            found_by_logs: false,
            reference: None,
            content: None,
            changed: false,
            changes: Vec::new(),
            possibly_duplicated: false,
            reason: Some(why),
        }
    }

    /// With the reason of a verdict.
    pub(super) fn because(mut self, verdict: &Verdict) -> Self {
        self.reason = match verdict {
            Verdict::Accepted(_) => None,
            Verdict::Rejected(reason) | Verdict::Uncertain(reason) => Some(reason.clone()),
        };
        self
    }
}

/// Items that are told one by one of each kind, those that went well and those that did not; the
/// journal has all.
const TOLD: u64 = 5000;

/// What became of all messages.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// How many messages became what: each was counted when it was acknowledged.
    counts: BTreeMap<State, u64>,
    /// How many may be at their destination twice.
    pub(crate) possibly_duplicated: u64,
    /// The messages that were meant, up to a limit.
    pub(crate) items: Vec<Item>,
    /// How many are counted and not among the items.
    omitted: u64,
    /// How many were seen that were not meant.
    pub(crate) others: usize,
    /// Whether there may be more that were not looked at.
    pub(crate) more: bool,
    /// What others have hidden, when the end of the queue was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hidden: Option<Hidden>,
}

impl Report {
    /// Of a look at a queue: how many were not meant, and whether there may be more.
    pub(super) fn looked(others: usize, more: bool) -> Self {
        Self {
            others,
            more,
            ..Self::default()
        }
    }

    /// At the end of the queue: what others have hidden, and what was asked for and did not come.
    pub(super) fn ends(&mut self, hidden: Hidden, absent: Vec<String>) {
        self.hidden = Some(hidden);
        for id in absent {
            self.add(Item::absent(id, hidden));
        }
    }

    /// Notes what became of a message.
    pub(super) fn add(&mut self, item: Item) {
        let went_well = item.state == State::Redriven;
        let told = match went_well {
            true => self.count(State::Redriven),
            false => self.total() - self.count(State::Redriven),
        };
        *self.counts.entry(item.state).or_default() += 1;
        self.possibly_duplicated += u64::from(item.possibly_duplicated);
        if told < TOLD {
            self.items.push(item);
        } else {
            self.omitted += 1;
        }
    }

    /// How many messages became so.
    pub(crate) fn count(&self, state: State) -> u64 {
        self.counts.get(&state).copied().unwrap_or(0)
    }

    fn total(&self) -> u64 {
        self.counts.values().sum()
    }

    /// How many are counted and not among the items.
    pub(crate) fn omitted(&self) -> u64 {
        self.omitted
    }

    /// Whether something is still to be done that the journal knows of.
    pub(crate) fn is_open(&self) -> bool {
        self.count(State::Uncertain) + self.count(State::NotDeleted) > 0
    }

    /// Whether all that was meant was sent.
    pub(crate) fn is_well(&self) -> bool {
        self.total() == self.count(State::Planned) + self.count(State::Redriven)
    }

    pub(super) fn so_far(&self) -> String {
        format!("{} messages done", self.total())
    }
}

fn why_missing(state: journal::State) -> &'static str {
    match state {
        journal::State::Accepted => {
            "accepted before, and out of the queue or hidden in it now: resume again after 5 minutes"
        }
        journal::State::Sending | journal::State::Uncertain => {
            "perhaps accepted before, and out of the queue or hidden in it now: resume again after 5 minutes"
        }
        _ => "out of the queue, or hidden by who received it: resume again after 5 minutes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(state: State) -> Item {
        let message = crate::plan::message::Message::default();
        let letter = (message.clone(), dead_letter::of(&message));
        Item {
            state,
            ..Item::left(&letter, "why".into())
        }
    }

    #[test]
    fn all_are_counted_and_no_more_kept_than_can_be_read() {
        let mut report = Report::default();
        for _ in 0..TOLD + 7 {
            report.add(item(State::Redriven));
        }
        report.add(item(State::Rejected));
        assert_eq!(report.count(State::Redriven), TOLD + 7);
        assert_eq!(report.omitted(), 7);
        // What went wrong is told however much went well.
        assert_eq!(report.items.last().unwrap().state, State::Rejected);
        assert!(!report.is_well());
    }
}
