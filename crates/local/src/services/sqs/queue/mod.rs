//! A queue as a state machine: no waiting, no clock of its own.
//!
//! Every change is told to a [`Batch`], which the caller makes durable; times are milliseconds
//! since the epoch and come from the caller. Messages that can be received are on the
//! [`Shelf`] or, when there are many, behind it in the [`Backlog`], which reads the disk, as does
//! [`Delayed`], where messages are that cannot be received yet.

mod delayed;
mod line;
mod receive;
mod restore;
mod send;
mod settle;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

pub(crate) use line::Limits;
pub(crate) use receive::{Exhausted, Handed};
pub(crate) use send::{Draft, Origin, Sent};

use super::{
    backlog::Backlog,
    content::Content,
    deduplication::Deduplication,
    delayed::Delayed,
    message::{Message, Place, Seq, State},
    receives::ReceiveRecords,
    records::{self, QueueRecord},
    shelf::Shelf,
};
use crate::store::Batch;

/// The most messages that may be in flight.
pub(crate) const MAX_IN_FLIGHT: usize = 120_000;

/// Bytes of content that a queue keeps in memory for those who receive it soon.
const WARM: usize = 8 * 1024 * 1024;

/// A queue and its messages.
#[derive(Debug)]
pub(crate) struct Queue {
    pub record: QueueRecord,
    /// Set when the queue is deleted: who still holds it must not use it.
    pub deleted: bool,
    /// Those on the shelf and in flight.
    messages: HashMap<Seq, Message>,
    shelf: Shelf,
    backlog: Backlog,
    delayed: Delayed,
    limits: Limits,
    /// When visibility timeouts end.
    timers: BTreeSet<(i64, Seq)>,
    receives: ReceiveRecords,
    deduplication: Deduplication,
    /// How many are on the shelf or in the backlog.
    visible: usize,
    in_flight: usize,
    last: Seq,
    /// Up to here places may have been taken before a restart.
    reserved: Seq,
    last_purge: Option<i64>,
    /// Bytes of content in memory, but for the backlog's, which has none for long.
    warm: usize,
}

/// How many messages are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub visible: usize,
    pub in_flight: usize,
    pub delayed: usize,
}

impl Queue {
    /// An empty queue.
    pub(crate) fn new(record: QueueRecord, limits: Limits) -> Self {
        let shelf = Shelf::new(record.settings.fifo);
        Self {
            backlog: Backlog::new(record.id),
            delayed: Delayed::new(limits.shelf),
            limits,
            record,
            deleted: false,
            messages: HashMap::new(),
            shelf,
            timers: BTreeSet::new(),
            receives: ReceiveRecords::default(),
            deduplication: Deduplication::default(),
            visible: 0,
            in_flight: 0,
            last: 0,
            reserved: 0,
            last_purge: None,
            warm: 0,
        }
    }

    /// How many messages can be received now, are in flight, are delayed.
    pub(crate) fn counts(&mut self, now: i64) -> Counts {
        self.wake(now);
        Counts {
            visible: self.visible + self.delayed.visible(),
            in_flight: self.in_flight,
            delayed: self.delayed.waiting(),
        }
    }

    /// How many message groups have a message in flight.
    pub(crate) fn groups_in_flight(&self) -> usize {
        self.shelf.groups_in_flight()
    }

    /// When the next delay or visibility timeout ends after a time.
    pub(crate) fn next_due(&self, after: i64) -> Option<i64> {
        let timer = self.timers.range((after + 1, 0)..).next();
        let timer = timer.map(|(at, _)| *at);
        timer.into_iter().chain(self.delayed.next_end(after)).min()
    }

    /// Since when the oldest message has been in the queue.
    pub(crate) fn oldest(&self) -> Option<i64> {
        let here = self.messages.values().map(|message| message.since).min();
        let elsewhere = [self.backlog.oldest(), self.delayed.oldest()];
        here.into_iter()
            .chain(elsewhere.into_iter().flatten())
            .min()
    }

    /// Bytes of content that are kept in memory.
    #[cfg(test)]
    pub(crate) fn warm(&self) -> usize {
        self.warm
    }

    /// How many messages are in memory, but for the backlog's.
    #[cfg(test)]
    pub(crate) fn in_memory(&self) -> usize {
        self.messages.len() + self.delayed.in_memory()
    }

    /// Drops content from memory where there is too much of it; call it for messages that are
    /// durable.
    pub(crate) fn cool(&mut self, places: impl Iterator<Item = Place>) {
        for place in places {
            let (_, seq) = place;
            self.delayed.durable(place);
            self.backlog.cool(seq);
            if self.warm > WARM
                && let Some(message) = self.messages.get_mut(&seq)
                && message.content.take().is_some()
            {
                self.warm -= message.bytes as usize;
            }
        }
    }

    /// The places of all messages that can be received or are in flight, but for those of the
    /// backlog, oldest first.
    fn places(&self) -> Vec<Seq> {
        let mut places: Vec<Seq> = self.messages.keys().copied().collect();
        places.sort_unstable();
        places
    }

    /// Ends delays and visibility timeouts that are over.
    pub(crate) fn wake(&mut self, now: i64) {
        while self.timers.first().is_some_and(|(at, _)| *at <= now) {
            let Some((_, seq)) = self.timers.pop_first() else {
                break;
            };
            self.show(seq);
        }
        self.end_delays(now);
    }

    fn show(&mut self, seq: Seq) {
        let Some(message) = self.messages.get_mut(&seq) else {
            return;
        };
        if let State::InFlight { .. } = std::mem::replace(&mut message.state, State::Ready) {
            self.shelf.put_back(seq, message.group.as_ref());
            self.in_flight -= 1;
            self.visible += 1;
        }
    }

    fn keep(&mut self, seq: Seq, message: Message) {
        if message.content.is_some() {
            self.warm += message.bytes as usize;
        }
        self.messages.insert(seq, message);
    }

    fn cooled(&mut self, message: &Message) {
        if message.content.is_some() {
            self.warm -= message.bytes as usize;
        }
    }

    /// Takes a message out for good, wherever it is.
    fn remove(&mut self, seq: Seq, batch: &mut Batch) -> Option<Message> {
        let message = self.remove_from_memory(seq)?;
        self.receives
            .release(self.record.id, message.counted, batch);
        records::remove(batch, self.record.id, (message.due, seq));
        Some(message)
    }

    /// Takes a message out that stays on disk.
    fn remove_from_memory(&mut self, seq: Seq) -> Option<Message> {
        let message = self.messages.remove(&seq)?;
        match message.state {
            State::Ready => {
                self.visible -= 1;
                self.shelf.remove(seq, message.group.as_ref());
            }
            State::InFlight { until, .. } => {
                self.in_flight -= 1;
                self.timers.remove(&(until, seq));
                self.shelf.release(message.group.as_ref());
            }
        }
        self.cooled(&message);
        Some(message)
    }

    fn is_expired(&self, message: &Message, now: i64) -> bool {
        message.sent <= now - self.retention()
    }

    /// In milliseconds.
    fn retention(&self) -> i64 {
        i64::from(self.record.settings.retention) * 1000
    }
}

/// A message's content, in memory or to be read.
pub(crate) type Body = Option<Arc<Content>>;
