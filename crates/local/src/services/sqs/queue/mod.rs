//! A queue as a state machine: no waiting, no clock of its own.
//!
//! Every change is told to a [`Batch`], which the caller makes durable; times are milliseconds
//! since the epoch and come from the caller. Messages that can be received are on the
//! [`Shelf`] or, when there are many, behind it in the [`Backlog`], which reads the disk.

mod receive;
mod send;
mod settle;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, hash_map::Entry},
    sync::Arc,
};

pub(crate) use receive::{Exhausted, Handed};
pub(crate) use send::{Draft, Origin, Sent};

use super::{
    backlog::{Backlog, Disk, Messages, Span, SpanNumber},
    content::Content,
    deduplication::Deduplication,
    message::{Message, Seq, State},
    receives::{Counted, ReceiveNumber, ReceiveRecords},
    records::{self, QueueRecord},
    shelf::Shelf,
};
use crate::store::{Batch, StoreError};

/// The most messages that may be in flight.
pub(crate) const MAX_IN_FLIGHT: usize = 120_000;

/// Bytes of content that a queue keeps in memory for those who receive it soon.
const WARM: usize = 8 * 1024 * 1024;

/// How many messages lie where.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// With so many on the shelf, new ones wait behind it.
    shelf: usize,
    /// Messages of a span; about as many behind the last span are in memory.
    span: usize,
    /// The most on the shelf of a FIFO queue among which a group is looked for that is open
    /// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>).
    looked_through: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            shelf: 8192,
            span: 2048,
            looked_through: 120_000,
        }
    }
}

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
    pub(crate) fn new(record: QueueRecord) -> Self {
        let shelf = Shelf::new(record.settings.fifo);
        Self {
            backlog: Backlog::new(record.id),
            limits: Limits::default(),
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
        self.receives.recall(seq, &mut message);
        self.place(seq, message, now);
    }

    /// Takes back how often messages were received; call it in the order of numbers, and before
    /// messages are taken back.
    pub(crate) fn restore_receives(&mut self, number: ReceiveNumber, counted: &[Counted]) {
        self.receives.restore(number, counted);
    }

    /// Takes back a span; call it before messages are taken back.
    pub(crate) fn restore_span(&mut self, span: Span) {
        self.last = self.last.max(span.last);
        self.counts.visible += span.count;
        self.backlog.restore(span);
    }

    /// The places of the messages that are to be taken back, from one to another each.
    pub(crate) fn places_outside_spans(&self) -> Vec<(Seq, Seq)> {
        self.backlog.places_outside_spans()
    }

    /// Says that all has been taken back.
    pub(crate) fn restored(&mut self, batch: &mut Batch) {
        self.receives.restored(self.record.id, batch);
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

    /// Makes a span of the backlog when it is long enough. Once the batch is durable, what
    /// [`Queue::drop_from_memory`] returns need not be kept.
    pub(crate) fn set_aside(&mut self, batch: &mut Batch) -> Option<SpanNumber> {
        let (messages, delayed) = (&self.messages, self.counts.delayed);
        let delayed_between = |first: Seq, last: Seq| {
            let delayed = messages.iter().filter(|_| delayed > 0);
            let delayed = delayed.filter(|(_, message)| message.state == State::Delayed);
            let places = delayed.map(|(seq, _)| *seq);
            places.filter(|seq| (first..last).contains(seq)).collect()
        };
        self.backlog
            .make_span(self.limits.span, delayed_between, batch)
    }

    /// Takes messages from memory that lie in a durable span, and their contents with them.
    pub(crate) fn drop_from_memory(&mut self, span: SpanNumber) -> Messages {
        self.backlog.drop_from_memory(span)
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

    /// Puts a message that can be received on the shelf, or behind what is waiting before it.
    /// All that was ever on the shelf is older than the backlog.
    fn line_up(&mut self, seq: Seq, message: Message) {
        let is_behind = match self.backlog.front() {
            Some(front) => front < seq,
            None => self.shelf.len() >= self.limits.shelf && seq == self.last,
        };
        let was_on_shelf = message.counted.is_some() || self.receives.had_later(seq);
        if is_behind && !was_on_shelf {
            self.backlog.push(seq, message);
        } else {
            self.put_on_shelf(seq, message);
        }
    }

    fn put_on_shelf(&mut self, seq: Seq, message: Message) {
        self.shelf.put(seq, message.group.as_ref());
        self.keep(seq, message);
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

    /// Gets messages onto the shelf until so many can be taken.
    fn replenish(
        &mut self,
        wanted: usize,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let is_short = |queue: &Self| {
            !queue.shelf.has(wanted) && queue.shelf.len() < queue.limits.looked_through
        };
        while self.backlog.front().is_some() && is_short(self) {
            for (seq, message) in self.backlog.pop(self.limits.span, disk, batch)? {
                self.put_on_shelf(seq, message);
            }
        }
        Ok(())
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
