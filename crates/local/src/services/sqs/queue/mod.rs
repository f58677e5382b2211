//! A queue as a state machine: no waiting, no disk, no clock of its own.
//!
//! Every change is told to a [`Batch`], which the caller makes durable; times are milliseconds
//! since the epoch and come from the caller.

mod receive;
mod send;
mod settle;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

pub(crate) use receive::{Exhausted, Handed};
pub(crate) use send::{Draft, Origin, Sent};

use super::{
    content::Content,
    deduplication::Deduplication,
    message::{Message, Seq, State},
    receives::{Counted, ReceiveNumber, ReceiveRecords},
    records::{self, QueueRecord},
    shelf::Shelf,
};
use crate::store::Batch;

/// The most messages that may be in flight.
pub(crate) const MAX_IN_FLIGHT: usize = 120_000;

/// A queue and its messages.
#[derive(Debug)]
pub(crate) struct Queue {
    pub record: QueueRecord,
    /// Set when the queue is deleted: who still holds it must not use it.
    pub deleted: bool,
    messages: HashMap<Seq, Message>,
    shelf: Shelf,
    /// When delays and visibility timeouts end.
    timers: BTreeSet<(i64, Seq)>,
    receives: ReceiveRecords,
    deduplication: Deduplication,
    counts: Counts,
    last: Seq,
    /// Up to here places may have been taken before a restart.
    reserved: Seq,
    last_purge: Option<i64>,
    /// Bytes of content in memory.
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
    pub(crate) fn new(record: QueueRecord) -> Self {
        let shelf = Shelf::new(record.settings.fifo);
        Self {
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

    /// Takes back a message that was on disk. What was in flight can be received again.
    pub(crate) fn restore(&mut self, seq: Seq, mut message: Message, now: i64) {
        message.state = State::Ready;
        self.place(seq, message, now);
    }

    /// Takes back how often messages were received; call it in the order of numbers.
    pub(crate) fn restore_receives(
        &mut self,
        number: ReceiveNumber,
        counted: &[Counted],
        batch: &mut Batch,
    ) {
        let messages = &mut self.messages;
        self.receives
            .restore(self.record.id, number, counted, messages, batch);
    }

    /// Takes back up to where places were reserved: what comes now takes none of them, so that
    /// no old receipt is one of a new message.
    pub(crate) fn restore_reserved(&mut self, reserved: Seq) {
        self.last = self.last.max(reserved);
        self.reserved = reserved;
    }

    /// Takes back what was sent under a deduplication id; call it in the order of their ends.
    pub(crate) fn restore_earlier(&mut self, key: String, earlier: super::deduplication::Earlier) {
        self.last = self.last.max(earlier.seq);
        self.deduplication.insert(key, earlier);
    }

    /// How many messages can be received now, are in flight, are delayed.
    pub(crate) fn counts(&mut self, now: i64) -> Counts {
        self.wake(now);
        self.counts
    }

    /// When the next delay or visibility timeout ends.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// Since when the oldest message has been in the queue.
    pub(crate) fn oldest(&self) -> Option<i64> {
        self.messages.values().map(|message| message.since).min()
    }

    /// Bytes of content that are kept in memory.
    pub(crate) fn warm(&self) -> usize {
        self.warm
    }

    /// Drops content from memory; call it for messages that are durable.
    pub(crate) fn cool(&mut self, seqs: &[Seq]) {
        for seq in seqs {
            if let Some(message) = self.messages.get_mut(seq)
                && message.content.take().is_some()
            {
                self.warm -= message.bytes as usize;
            }
        }
    }

    /// Every message's place, with what a copy elsewhere needs, oldest first.
    pub(crate) fn places(&self) -> Vec<Seq> {
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
        let Some(message) = self.messages.get_mut(&seq) else {
            return;
        };
        match message.state {
            State::Ready => return,
            State::Delayed => {
                self.counts.delayed -= 1;
                self.shelf.put(seq, message.group.as_ref());
            }
            State::InFlight { .. } => {
                self.counts.in_flight -= 1;
                self.shelf.put_back(seq, message.group.as_ref());
            }
        }
        message.state = State::Ready;
        self.counts.visible += 1;
    }

    /// Puts a message where its delay says.
    fn place(&mut self, seq: Seq, mut message: Message, now: i64) {
        self.last = self.last.max(seq);
        if message.content.is_some() {
            self.warm += message.bytes as usize;
        }
        if message.due > now {
            message.state = State::Delayed;
            self.counts.delayed += 1;
            self.timers.insert((message.due, seq));
        } else {
            self.counts.visible += 1;
            self.shelf.put(seq, message.group.as_ref());
        }
        self.messages.insert(seq, message);
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
        if message.content.is_some() {
            self.warm -= message.bytes as usize;
        }
        Some(message)
    }

    fn is_expired(&self, message: &Message, now: i64) -> bool {
        message.sent + i64::from(self.record.settings.retention) * 1000 <= now
    }
}

/// A message's content, in memory or to be read.
pub(crate) type Body = Option<Arc<Content>>;
