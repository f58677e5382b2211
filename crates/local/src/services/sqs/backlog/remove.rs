//! Deleting messages that nobody was handed.

use super::{Backlog, Disk, Kept, Messages, SpanNumber};
use crate::{
    services::sqs::{message::Seq, records},
    store::{Batch, StoreError},
};

/// What [`Backlog::expire`] did.
#[derive(Debug, Default)]
pub(crate) struct Expired {
    /// How many messages were deleted.
    pub count: usize,
    /// Spans of messages that were among them.
    pub made: Vec<SpanNumber>,
}

impl Backlog {
    /// Deletes what was sent at `until` or before, in milliseconds, of the tail and of up to `most`
    /// spans; of a span that has other messages, too, a new one is made.
    ///
    /// # Errors
    /// When the disk fails before anything is deleted.
    pub(crate) fn expire(
        &mut self,
        until: i64,
        most: usize,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Expired, StoreError> {
        let mut expired = Expired {
            count: self.expire_tail(until, batch),
            made: Vec::new(),
        };
        let due = self.spans.iter();
        let due = due.filter(|(_, kept)| kept.span.sent <= until);
        let due: Vec<Seq> = due.map(|(first, _)| *first).take(most).collect();
        for first in due {
            match self.expire_span(first, until, disk, batch) {
                Ok((count, made)) => {
                    expired.count += count;
                    expired.made.extend(made);
                }
                Err(error) if expired.count == 0 => return Err(error),
                Err(_) => break,
            }
        }
        Ok(expired)
    }

    fn expire_tail(&mut self, until: i64, batch: &mut Batch) -> usize {
        let before = self.tail.len();
        self.tail.retain(|seq, message| {
            let is_kept = message.sent > until;
            if !is_kept {
                records::remove(batch, self.queue, (0, *seq));
            }
            is_kept
        });
        before - self.tail.len()
    }

    fn expire_span(
        &mut self,
        first: Seq,
        until: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<(usize, Option<SpanNumber>), StoreError> {
        let messages = self.take_span(first, disk, batch)?;
        let (old, left): (Messages, Messages) = messages
            .into_iter()
            .partition(|(_, message)| message.sent <= until);
        for (seq, _) in &old {
            records::remove(batch, self.queue, (0, *seq));
        }
        let made = (!left.is_empty()).then(|| self.write(left, batch));
        Ok((old.len(), made))
    }

    /// Deletes everything and says how many messages that was.
    ///
    /// # Errors
    /// When the disk fails; nothing has changed then.
    pub(crate) fn clear(
        &mut self,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<usize, StoreError> {
        let mut places: Vec<Seq> = self.tail.keys().copied().collect();
        for kept in self.spans.values() {
            kept.places(self.queue, disk, &mut places)?;
        }
        for seq in &places {
            records::remove(batch, self.queue, (0, *seq));
        }
        for Kept { span, .. } in self.spans.values() {
            span.forget(self.queue, batch);
        }
        self.spans.clear();
        self.tail.clear();
        Ok(places.len())
    }
}

impl Kept {
    fn places(&self, queue: u64, disk: &dyn Disk, places: &mut Vec<Seq>) -> Result<(), StoreError> {
        if let Some(messages) = &self.messages {
            places.extend(messages.iter().map(|(seq, _)| *seq));
            return Ok(());
        }
        self.span.visit(queue, disk, |seq, _| {
            places.push(seq);
            Ok(())
        })
    }
}
