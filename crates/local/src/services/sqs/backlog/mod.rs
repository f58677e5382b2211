//! The messages behind those on the shelf: the latest in memory, those before them only on disk.
//!
//! A queue that nobody reads grows here. When there are enough, the oldest of the tail become a
//! [`Span`], of which memory knows where it begins and ends. A message in here was never handed
//! out by this queue, so that nothing of it changes before the shelf needs it. What belongs to a
//! span is written in one batch with the first change of any of its messages.

mod remove;
mod span;

use std::collections::{BTreeMap, btree_map::Entry};

pub(crate) use remove::Expired;
#[cfg(test)]
pub(crate) use span::{DelayedVisitor, Visitor};
pub(crate) use span::{Disk, READ_AHEAD, Span};

use super::message::{Message, Seq};
use crate::store::{Batch, StoreError};

/// Messages with their places.
pub(crate) type Messages = Vec<(Seq, Message)>;

/// Which span was made; for [`Backlog::drop_from_memory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpanNumber(u64);

#[derive(Debug)]
struct Kept {
    span: Span,
    number: SpanNumber,
    /// Until the span is durable.
    messages: Option<Messages>,
}

/// All that is behind the shelf.
#[derive(Debug)]
pub(crate) struct Backlog {
    queue: u64,
    /// By their first places. They do not overlap.
    spans: BTreeMap<Seq, Kept>,
    tail: BTreeMap<Seq, Message>,
    made: u64,
}

impl Backlog {
    /// That of the queue with this id, empty.
    pub(crate) fn new(queue: u64) -> Self {
        Self {
            queue,
            spans: BTreeMap::new(),
            tail: BTreeMap::new(),
            made: 0,
        }
    }

    /// The place of the oldest message.
    pub(crate) fn front(&self) -> Option<Seq> {
        let tail = self.tail.keys().next().copied();
        self.first_span().into_iter().chain(tail).min()
    }

    /// Since when the oldest message has been in the queue, in milliseconds.
    pub(crate) fn oldest(&self) -> Option<i64> {
        let span = self.spans.values().next().map(|kept| kept.span.since);
        let tail = self.tail.values().next().map(|message| message.since);
        span.into_iter().chain(tail).min()
    }

    /// Adds a message.
    pub(crate) fn push(&mut self, seq: Seq, message: Message) {
        self.tail.insert(seq, message);
    }

    /// Drops the content of a message, if it is here: it will not be needed soon.
    pub(crate) fn cool(&mut self, seq: Seq) {
        if let Some(message) = self.tail.get_mut(&seq) {
            message.content = None;
        }
    }

    /// Takes back a span that was found on disk.
    pub(crate) fn restore(&mut self, span: Span) {
        self.keep(span, None);
    }

    /// The places before, between and behind the spans: from one to another each, both included.
    pub(crate) fn places_outside_spans(&self) -> Vec<(Seq, Seq)> {
        let mut places = Vec::new();
        let mut next = 0;
        for Kept { span, .. } in self.spans.values() {
            places.push((next, span.first.saturating_sub(1)));
            next = span.last.saturating_add(1);
        }
        places.push((next, Seq::MAX));
        places.retain(|(first, last)| first <= last);
        places
    }

    /// Makes a span of `size` messages when the tail has as many.
    pub(crate) fn make_span(&mut self, size: usize, batch: &mut Batch) -> Option<SpanNumber> {
        let messages = self.behind_spans(size)?;
        Some(self.write(messages, batch))
    }

    /// Drops the messages of a span from memory and returns them. The span has to be durable, or
    /// what its messages were read from.
    pub(crate) fn drop_from_memory(&mut self, number: SpanNumber) -> Messages {
        let found = self.spans.values_mut().find(|kept| kept.number == number);
        let messages = found.and_then(|kept| kept.messages.take());
        messages.unwrap_or_default()
    }

    /// Takes out the oldest: a span, or up to `most` of the tail; nothing when nothing is left.
    ///
    /// # Errors
    /// When the disk fails; nothing has changed then.
    pub(crate) fn pop(
        &mut self,
        most: usize,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Messages, StoreError> {
        match self.first_span() {
            Some(first) if self.front() == Some(first) => self.take_span(first, disk, batch),
            _ => Ok(self.pop_tail(most)),
        }
    }

    fn first_span(&self) -> Option<Seq> {
        self.spans.keys().next().copied()
    }

    /// Takes the first `size` messages of the tail that came after the last span, or none.
    fn behind_spans(&mut self, size: usize) -> Option<Messages> {
        if self.tail.len() < size {
            return None;
        }
        let last = self.spans.values().next_back();
        let behind = last.map_or(0, |kept| kept.span.last);
        let mut places = self.tail.range(behind..).map(|(seq, _)| *seq);
        let (first, last) = (places.next()?, places.nth(size.checked_sub(2)?)?);
        let before = self.tail_before(first);
        let messages = self.tail_before(last + 1);
        self.tail.extend(before);
        Some(messages)
    }

    /// Takes out all of the tail that came before a place.
    fn tail_before(&mut self, end: Seq) -> Messages {
        let after = self.tail.split_off(&end);
        std::mem::replace(&mut self.tail, after)
            .into_iter()
            .collect()
    }

    /// Takes out up to `most` of the tail, of what came before the first span.
    fn pop_tail(&mut self, most: usize) -> Messages {
        let end = self.tail.keys().nth(most).copied();
        let end = end.into_iter().chain(self.first_span()).min();
        self.tail_before(end.unwrap_or(Seq::MAX))
    }

    /// Takes out the span that begins there.
    fn take_span(
        &mut self,
        first: Seq,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Messages, StoreError> {
        let Entry::Occupied(kept) = self.spans.entry(first) else {
            return Ok(Messages::new());
        };
        let read = match kept.get().messages {
            Some(_) => None,
            None => Some(kept.get().span.read(self.queue, disk)?),
        };
        let Kept { span, messages, .. } = kept.remove();
        span.forget(self.queue, batch);
        Ok(messages.or(read).unwrap_or_default())
    }

    /// Makes a span of messages; they stay in memory until it is durable.
    fn write(&mut self, messages: Messages, batch: &mut Batch) -> SpanNumber {
        let span = Span::of(&messages);
        span.save(self.queue, batch);
        self.keep(span, Some(messages))
    }

    fn keep(&mut self, span: Span, messages: Option<Messages>) -> SpanNumber {
        self.made += 1;
        let number = SpanNumber(self.made);
        let kept = Kept {
            number,
            messages,
            span,
        };
        self.spans.insert(kept.span.first, kept);
        number
    }
}
