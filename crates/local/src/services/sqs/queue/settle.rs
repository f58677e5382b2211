//! What becomes of messages that were handed out, and of those that nobody wants.

use super::{Exhausted, Queue};
use crate::{
    fault::Fault,
    services::sqs::{
        backlog::{Disk, Expired},
        deduplication, fault,
        message::{Receipt, Seq, State},
        records::{self, DEDUPLICATION},
    },
    store::{Batch, StoreError},
};

/// The longest that a message may be hidden after a receive, in milliseconds.
const MAX_HIDDEN: i64 = 43_200 * 1000;
/// From how many spans messages past their retention are deleted in one go.
const SPANS_AT_ONCE: usize = 16;
/// How long after a purge the next one is refused, in milliseconds.
const PURGE_PAUSE: i64 = 60 * 1000;

impl Queue {
    /// Deletes what a receive handed out; says whether there was anything. A standard queue
    /// forgives a receipt that a later receive has replaced, and deletes nothing then.
    ///
    /// # Errors
    /// In a FIFO queue: a receipt whose visibility timeout is over.
    pub(crate) fn delete(
        &mut self,
        receipt: Receipt,
        now: i64,
        batch: &mut Batch,
    ) -> Result<bool, Fault> {
        self.wake(now);
        let Some(message) = self.messages.get(&receipt.seq) else {
            return Ok(false);
        };
        let is_latest = message.receives == receipt.receive;
        let is_out = matches!(message.state, State::InFlight { .. });
        if self.record.settings.fifo && !(is_latest && is_out) {
            return Err(expired(receipt));
        }
        if is_latest {
            self.remove(receipt.seq, batch);
        }
        Ok(is_latest)
    }

    /// Sets how long from now a message stays hidden; 0 shows it at once.
    ///
    /// # Errors
    /// `MessageNotInflight`, and `InvalidParameterValue` for a message that is gone or more
    /// than 12 hours in all.
    pub(crate) fn hide(&mut self, receipt: Receipt, seconds: u32, now: i64) -> Result<(), Fault> {
        self.wake(now);
        let Some(message) = self.messages.get_mut(&receipt.seq) else {
            return Err(invalid(
                receipt,
                "Message does not exist or is not available for visibility timeout change.",
            ));
        };
        let State::InFlight { since, until } = message.state else {
            return Err(fault::message_not_in_flight());
        };
        if message.receives != receipt.receive {
            return Err(invalid(
                receipt,
                "The receipt handle has been replaced by a later receive.",
            ));
        }
        let hidden_until = now + i64::from(seconds) * 1000;
        if hidden_until - since > MAX_HIDDEN {
            return Err(fault::invalid_parameter(format!(
                "Value {seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]."
            )));
        }
        self.timers.remove(&(until, receipt.seq));
        message.state = State::InFlight {
            since,
            until: hidden_until,
        };
        self.timers.insert((hidden_until, receipt.seq));
        self.wake(now);
        Ok(())
    }

    /// Deletes every message.
    ///
    /// # Errors
    /// `PurgeQueueInProgress` within 60 seconds of the last; when the disk fails, and then nothing
    /// is deleted.
    pub(crate) fn purge(
        &mut self,
        now: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        if self.last_purge.is_some_and(|last| now < last + PURGE_PAUSE) {
            return Err(fault::purge_in_progress(&self.record.name));
        }
        self.empty(disk, batch)?;
        self.last_purge = Some(now);
        Ok(())
    }

    fn empty(&mut self, disk: &dyn Disk, batch: &mut Batch) -> Result<(), StoreError> {
        let queue = self.record.id;
        let delayed = self.delayed.places(queue, disk)?;
        self.visible -= self.backlog.clear(disk, batch)?;
        self.delayed.clear(queue, delayed, batch);
        for seq in self.places() {
            self.remove(seq, batch);
        }
        Ok(())
    }

    /// Deletes messages past their retention, with some of the backlog's, and forgets old
    /// deduplication ids. Call it again until it finds none.
    ///
    /// # Errors
    /// When the disk fails before anything of the backlog is deleted.
    pub(crate) fn expire(
        &mut self,
        now: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Expired, StoreError> {
        let old: Vec<Seq> = self
            .messages
            .iter()
            .filter(|(_, message)| self.is_expired(message, now))
            .map(|(seq, _)| *seq)
            .collect();
        for seq in &old {
            self.remove(*seq, batch);
        }
        let forgotten = self.deduplication.expire(now);
        self.forget(forgotten, batch);
        let (until, most) = (now - self.retention(), SPANS_AT_ONCE * self.limits.span);
        let delayed = &mut self.delayed;
        let delayed = delayed.expire(self.record.id, until, most, disk, batch)?;
        let mut expired = self.backlog.expire(until, SPANS_AT_ONCE, disk, batch)?;
        self.visible -= expired.count;
        expired.count += old.len() + delayed;
        Ok(expired)
    }

    /// Deletes the queue with all that is in it.
    ///
    /// # Errors
    /// When the disk fails; nothing is deleted then.
    pub(crate) fn clear(&mut self, disk: &dyn Disk, batch: &mut Batch) -> Result<(), StoreError> {
        self.empty(disk, batch)?;
        self.deleted = true;
        let forgotten = self.deduplication.clear();
        self.forget(forgotten, batch);
        batch.delete(records::RESERVED, self.record.id.to_be_bytes());
        batch.delete(records::QUEUES, self.record.name.as_str());
        Ok(())
    }

    /// Takes out up to `max` visible messages to be moved to another queue. They stay on disk
    /// until the caller has saved them there.
    ///
    /// # Errors
    /// When the disk fails; nothing is taken out then.
    pub(crate) fn take_out(
        &mut self,
        max: usize,
        now: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Vec<Exhausted>, StoreError> {
        self.wake(now);
        self.replenish(max, now, disk, batch)?;
        let places = self.shelf.take(max);
        let mut out = Vec::with_capacity(places.len());
        for seq in places {
            if let Some(message) = self.messages.get_mut(&seq) {
                message.state = State::InFlight {
                    since: now,
                    until: now,
                };
                self.visible -= 1;
                self.in_flight += 1;
            }
            let message = self.remove_from_memory(seq);
            out.extend(message.map(|message| Exhausted { seq, message }));
        }
        Ok(out)
    }

    /// Takes back what was taken out and could not be moved.
    pub(crate) fn put_in(&mut self, taken: Exhausted) {
        self.restore(taken.seq, taken.message);
    }

    /// Forgets how often messages were received that are durable in another queue now.
    pub(crate) fn moved_away(&mut self, taken: &[Exhausted], batch: &mut Batch) {
        for taken in taken {
            self.receives
                .release(self.record.id, taken.message.counted, batch);
        }
    }

    fn forget(&mut self, keys: Vec<deduplication::Key>, batch: &mut Batch) {
        for key in keys {
            batch.delete(
                DEDUPLICATION,
                records::deduplication_key(self.record.id, &key),
            );
        }
    }
}

fn expired(receipt: Receipt) -> Fault {
    invalid(receipt, "The receipt handle has expired.")
}

fn invalid(receipt: Receipt, reason: &str) -> Fault {
    let handle = receipt.handle();
    fault::invalid_parameter(format!(
        "Value {handle} for parameter ReceiptHandle is invalid. Reason: {reason}"
    ))
}
