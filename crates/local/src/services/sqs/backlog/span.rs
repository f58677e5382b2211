//! Messages of a queue that lie only on disk.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::{
    services::sqs::{
        message::{Message, Place, Seq},
        records::{self, DELAYED, MESSAGES, SPANS},
    },
    store::{Batch, Store, StoreError},
};

/// Bytes of content that come along when a span is read; the rest is read message by message.
pub(crate) const READ_AHEAD: usize = 4 * 1024 * 1024;

/// The messages from one place up to another, in memory and on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Span {
    pub first: Seq,
    pub last: Seq,
    pub count: usize,
    /// When the one was sent that was sent first, in milliseconds.
    pub sent: i64,
    /// Since when the oldest has been in the queue, in milliseconds.
    pub since: i64,
}

/// Is shown a place and the record of its message.
pub(crate) type Visitor<'a> = dyn FnMut(Seq, &[u8]) -> Result<(), StoreError> + 'a;

/// Is shown the place of a delayed message and its record.
pub(crate) type DelayedVisitor<'a> =
    dyn FnMut(Place, &[u8]) -> Result<ControlFlow<()>, StoreError> + 'a;

/// Where messages are read that memory does not know.
pub(crate) trait Disk {
    /// Shows the records of the messages from one place up to another, in their order.
    ///
    /// # Errors
    /// When it fails, and what the visitor says.
    fn visit(
        &self,
        queue: u64,
        places: (Seq, Seq),
        visitor: &mut Visitor<'_>,
    ) -> Result<(), StoreError>;

    /// Shows the records of delayed messages from a place on, in their order, until the visitor
    /// breaks off.
    ///
    /// # Errors
    /// When it fails, and what the visitor says.
    fn visit_delayed(
        &self,
        queue: u64,
        from: Place,
        visitor: &mut DelayedVisitor<'_>,
    ) -> Result<(), StoreError>;
}

impl Disk for Store {
    fn visit(
        &self,
        queue: u64,
        (first, last): (Seq, Seq),
        visitor: &mut Visitor<'_>,
    ) -> Result<(), StoreError> {
        let (from, last) = (records::key(queue, first), records::key(queue, last));
        let behind_last = [last.as_slice(), &[0]].concat();
        self.visit_range(MESSAGES, (&from, &behind_last), |key, record| {
            let (_, seq) = records::parse_key(key).ok_or_else(unreadable)?;
            visitor(seq, record)
        })
    }

    fn visit_delayed(
        &self,
        queue: u64,
        from: Place,
        visitor: &mut DelayedVisitor<'_>,
    ) -> Result<(), StoreError> {
        let from = records::delayed_key(queue, from);
        let behind = records::delayed_key(queue, (i64::MAX, Seq::MAX));
        let mut outcome = Ok(());
        self.walk(DELAYED, (&from, &behind), false, |key, record| {
            let place = records::parse_delayed_key(key).ok_or_else(unreadable);
            let seen = place.and_then(|place| visitor(place, record));
            seen.unwrap_or_else(|error| {
                outcome = Err(error);
                ControlFlow::Break(())
            })
        })?;
        outcome
    }
}

impl Span {
    /// What is to be known of these messages, the oldest of which is the first.
    pub(super) fn of(messages: &[(Seq, Message)]) -> Self {
        let sent = messages.iter().map(|(_, message)| message.sent).min();
        let first = messages.first();
        Self {
            first: first.map_or(0, |(seq, _)| *seq),
            last: messages.last().map_or(0, |(seq, _)| *seq),
            count: messages.len(),
            sent: sent.unwrap_or_default(),
            since: first.map_or(0, |(_, message)| message.since),
        }
    }

    pub(super) fn save(&self, queue: u64, batch: &mut Batch) {
        batch.put(SPANS, records::key(queue, self.first), self);
    }

    pub(super) fn forget(&self, queue: u64, batch: &mut Batch) {
        batch.delete(SPANS, records::key(queue, self.first));
    }

    /// Shows the records of its messages, in the order of their places.
    pub(super) fn visit(
        &self,
        queue: u64,
        disk: &dyn Disk,
        mut visitor: impl FnMut(Seq, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        disk.visit(queue, (self.first, self.last), &mut visitor)
    }

    /// Reads its messages.
    pub(super) fn read(
        &self,
        queue: u64,
        disk: &dyn Disk,
    ) -> Result<Vec<(Seq, Message)>, StoreError> {
        let mut messages = Vec::with_capacity(self.count);
        let mut bytes = 0;
        self.visit(queue, disk, |seq, record| {
            bytes += record.len();
            let mut message = records::read_header(record).ok_or_else(unreadable)?;
            if bytes <= READ_AHEAD {
                message.content = records::read_content(record).map(Into::into);
            }
            messages.push((seq, message));
            Ok(())
        })?;
        Ok(messages)
    }
}

fn unreadable() -> StoreError {
    records::unreadable("message")
}
