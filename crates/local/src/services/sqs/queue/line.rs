//! Where messages wait that can be received: on the shelf, or behind it.

use super::Queue;
use crate::{
    services::sqs::{
        backlog::{Disk, Messages, SpanNumber},
        message::{Message, Seq},
    },
    store::{Batch, StoreError},
};

/// How many messages lie where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// With so many on the shelf, new ones wait behind it.
    pub(super) shelf: usize,
    /// Messages of a span; about as many behind the last span are in memory.
    pub(super) span: usize,
    /// The most on the shelf of a FIFO queue among which a group is looked for that is open
    /// (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>).
    pub(super) looked_through: usize,
}

impl Limits {
    /// Those of a queue that keeps so many messages in memory.
    pub(crate) fn of(memory: usize) -> Self {
        Self {
            shelf: memory,
            span: (memory / 4).max(2),
            looked_through: 120_000,
        }
    }
}

impl Queue {
    /// Puts a message that can be received on the shelf, or behind what is waiting before it.
    /// All that was ever on the shelf is older than the backlog.
    pub(super) fn line_up(&mut self, seq: Seq, message: Message) {
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

    pub(super) fn put_on_shelf(&mut self, seq: Seq, message: Message) {
        self.shelf.put(seq, message.group.as_ref());
        self.keep(seq, message);
    }

    /// Gets messages onto the shelf until so many can be taken; those first that could be received
    /// first.
    pub(super) fn replenish(
        &mut self,
        wanted: usize,
        now: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let is_short = |queue: &Self| {
            !queue.shelf.has(wanted) && queue.shelf.len() < queue.limits.looked_through
        };
        while is_short(self) {
            let behind = self.backlog.oldest();
            let until = behind.map_or(now, |since| since.min(now));
            if let Some(place) = self.delayed.unread(until) {
                self.read_delayed(place, until, disk)?;
            } else if behind.is_some() {
                for (seq, message) in self.backlog.pop(self.limits.span, disk, batch)? {
                    self.put_on_shelf(seq, message);
                }
            } else {
                break;
            }
            self.end_delays(now);
        }
        Ok(())
    }

    /// Makes a span of the backlog when it is long enough. Once the batch is durable, what
    /// [`Queue::drop_from_memory`] returns need not be kept.
    pub(crate) fn set_aside(&mut self, batch: &mut Batch) -> Option<SpanNumber> {
        self.backlog.make_span(self.limits.span, batch)
    }

    /// Takes messages from memory that lie in a durable span, and their contents with them.
    pub(crate) fn drop_from_memory(&mut self, span: SpanNumber) -> Messages {
        self.backlog.drop_from_memory(span)
    }
}
