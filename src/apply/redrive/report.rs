//! What became of each message.

use serde::Serialize;

use crate::plan::{
    dead_letter::DeadLetter,
    message::{Message, Outgoing},
    redrive::{
        Delivery, Destination, Verdict,
        journal::{self, Ledger},
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
    /// It is in the journal, but did not come out of the queue.
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
    /// What would go there; what has gone is in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<Outgoing>,
    /// Whether what goes differs from the body of the message.
    pub(crate) changed: bool,
    /// Whether it may be at its destination twice.
    pub(crate) possibly_duplicated: bool,
    /// Why it became so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl Item {
    /// A message that would be sent.
    pub(super) fn planned(message: &Message, letter: &DeadLetter, delivery: Delivery) -> Self {
        Self {
            message: message.id.clone(),
            event: letter.event_id.clone(),
            detail_type: letter.detail_type.clone(),
            state: State::Planned,
            changed: delivery.content.body != message.body,
            destination: Some(delivery.destination),
            content: Some(delivery.content),
            possibly_duplicated: false,
            reason: None,
        }
    }

    /// A message that is not sent, and why.
    pub(super) fn left(message: &Message, letter: &DeadLetter, reason: String) -> Self {
        Self {
            message: message.id.clone(),
            event: letter.event_id.clone(),
            detail_type: letter.detail_type.clone(),
            state: State::Left,
            destination: None,
            content: None,
            changed: false,
            possibly_duplicated: false,
            reason: Some(reason),
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

/// What became of all messages.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// The messages that were meant.
    pub(crate) items: Vec<Item>,
    /// How many were seen that were not meant.
    pub(crate) others: usize,
    /// Whether there may be more that were not looked at.
    pub(crate) more: bool,
}

impl Report {
    /// How many messages became so.
    pub(crate) fn count(&self, state: State) -> usize {
        self.items.iter().filter(|item| item.state == state).count()
    }

    /// Whether something is still to be done that the journal knows of.
    pub(crate) fn is_open(&self) -> bool {
        let open = |item: &Item| matches!(item.state, State::Uncertain | State::NotDeleted);
        self.items.iter().any(open)
    }

    /// Whether all that was meant was sent.
    pub(crate) fn is_well(&self) -> bool {
        let well = |item: &Item| matches!(item.state, State::Planned | State::Redriven);
        self.items.iter().all(well)
    }

    pub(super) fn so_far(&self) -> String {
        format!("{} messages done", self.items.len())
    }

    /// Notes what of a journal is open and was not met in the queue: somebody else has taken it, or
    /// it is hidden by who received it.
    pub(super) fn miss(&mut self, ledger: &Ledger) {
        let met: std::collections::HashSet<String> =
            self.items.iter().map(|item| item.message.clone()).collect();
        let missed = ledger.messages.iter();
        let missed = missed.filter(|(id, tracked)| tracked.is_open() && !met.contains(*id));
        let items: Vec<Item> = missed
            .map(|(id, tracked)| Item {
                message: id.clone(),
                event: None,
                detail_type: None,
                state: State::Missing,
                destination: Some(tracked.delivery.destination.clone()),
                content: None,
                changed: false,
                possibly_duplicated: tracked.is_doubted(),
                reason: Some(why_missing(tracked.state).to_owned()),
            })
            .collect();
        self.items.extend(items);
    }
}

fn why_missing(state: journal::State) -> &'static str {
    match state {
        journal::State::Accepted => "accepted before, and out of the queue or hidden in it now",
        journal::State::Sending | journal::State::Uncertain => {
            "perhaps accepted before, and out of the queue or hidden in it now"
        }
        _ => "out of the queue, or hidden by who received it: resume again after 5 minutes",
    }
}
