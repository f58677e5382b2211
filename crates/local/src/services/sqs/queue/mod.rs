//! A queue as a state machine: no waiting, no clock of its own.
//!
//! Every change is told to a [`Batch`], which the caller makes durable; times are milliseconds
//! since the epoch and come from the caller. Messages that can be received are on the
//! [`Shelf`] or, when there are many, behind it in the [`Backlog`], which reads the disk.

mod line;
mod receive;
mod restore;
mod send;
mod settle;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    sync::Arc,
};

pub(crate) use line::Limits;
pub(crate) use receive::{Exhausted, Handed};
pub(crate) use send::{Draft, Origin, Sent};

use super::{
    backlog::Backlog,
    content::Content,
    deduplication::Deduplication,
    message::{Message, Seq, State},
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
    /// Those on the shelf, in flight and delayed.
    messages: HashMap<Seq, Message>,
    shelf: Shelf,
    backlog: Backlog,
    limits: Limits,
    /// When delays and visibility timeouts end.
    timers: BTreeSet<(i64, Seq)>,
    receives: ReceiveRecords,
    deduplication: Deduplication,
    counts: Counts,
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
            limits,
            record,
            deleted: false,
            messages: HashMap::new(),
            shelf,
            timers: BTreeSet::new(),
            receives: ReceiveRecords::default(),
            deduplication: Deduplication::default(),
            counts: Counts::default(),
            last: 0,
            reserved: 0,
            last_purge: None,
            warm: 0,
        }
    }

    /// How many messages can be received now, are in flight, are delayed.
    pub(crate) fn counts(&mut self, now: i64) -> Counts {
        self.wake(now);
        self.counts
    }

    /// How many message groups have a message in flight.
    pub(crate) fn groups_in_flight(&self) -> usize {
        self.shelf.groups_in_flight()
    }

    /// When the next delay or visibility timeout ends.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// Since when the oldest message has been in the queue.
    pub(crate) fn oldest(&self) -> Option<i64> {
        let here = self.messages.values().map(|message| message.since).min();
        here.into_iter().chain(self.backlog.oldest()).min()
    }

    /// Bytes of content that are kept in memory.
    #[cfg(test)]
    pub(crate) fn warm(&self) -> usize {
        self.warm
    }

    /// How many messages are in memory, but for the backlog's.
    #[cfg(test)]
    pub(crate) fn in_memory(&self) -> usize {
        self.messages.len()
    }

    /// Drops content from memory where there is too much of it; call it for messages that are
    /// durable.
    pub(crate) fn cool(&mut self, seqs: impl Iterator<Item = Seq>) {
        for seq in seqs {
            self.backlog.cool(seq);
            if self.warm > WARM
                && let Some(message) = self.messages.get_mut(&seq)
                && message.content.take().is_some()
            {
                self.warm -= message.bytes as usize;
            }
        }
    }

    /// The places of all messages but those of the backlog, oldest first.
    fn places(&self) -> Vec<Seq> {
        let mut places: Vec<Seq> = self.messages.keys().copied().collect();
        places.sort_unstable();
        places
    }

    /// Ends delays and visibility timeouts that are over; says whether there were any.
    pub(crate) fn wake(&mut self, now: i64) -> bool {
        let mut woken = false;
        while self.timers.first().is_some_and(|(at, _)| *at <= now) {
            let Some((_, seq)) = self.timers.pop_first() else {
                break;
            };
            self.show(seq);
            woken = true;
        }
        woken
    }

    fn show(&mut self, seq: Seq) {
        let Entry::Occupied(mut found) = self.messages.entry(seq) else {
            return;
        };
        let message = found.get_mut();
        match std::mem::replace(&mut message.state, State::Ready) {
            State::Ready => return,
            State::Delayed => {
                self.counts.delayed -= 1;
                let message = found.remove();
                self.cooled(&message);
                self.line_up(seq, message);
            }
            State::InFlight { .. } => {
                self.counts.in_flight -= 1;
                self.shelf.put_back(seq, message.group.as_ref());
            }
        }
        self.counts.visible += 1;
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

    /// Puts a message where its delay says.
    fn place(&mut self, seq: Seq, mut message: Message, now: i64) {
        self.last = self.last.max(seq);
        if message.due > now {
            message.state = State::Delayed;
            self.counts.delayed += 1;
            self.timers.insert((message.due, seq));
            self.keep(seq, message);
        } else {
            self.counts.visible += 1;
            self.line_up(seq, message);
        }
    }

    /// Takes a message out for good, wherever it is.
    fn remove(&mut self, seq: Seq, batch: &mut Batch) -> Option<Message> {
        let message = self.remove_from_memory(seq)?;
        self.receives
            .release(self.record.id, message.counted, batch);
        records::remove(batch, self.record.id, seq);
        Some(message)
    }

    /// Takes a message out that stays on disk.
    fn remove_from_memory(&mut self, seq: Seq) -> Option<Message> {
        let message = self.messages.remove(&seq)?;
        match message.state {
            State::Ready => {
                self.counts.visible -= 1;
                self.shelf.remove(seq, message.group.as_ref());
            }
            State::Delayed => {
                self.counts.delayed -= 1;
                self.timers.remove(&(message.due, seq));
            }
            State::InFlight { until, .. } => {
                self.counts.in_flight -= 1;
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
