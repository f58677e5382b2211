//! How often messages were received, as it lies on disk: one record for each receive, with the
//! counts of all that it handed out. A record goes when every message in it is gone or was
//! received again.

use std::collections::HashMap;

use super::{
    message::{Message, Seq},
    records::{RECEIVES, key},
};
use crate::store::Batch;

/// The number of a record in its queue.
pub(crate) type ReceiveNumber = u64;

/// A message in a record: its place, how often it was received, and when first, in milliseconds.
pub(crate) type Counted = (Seq, u32, i64);

/// Which records of a queue are needed.
#[derive(Debug, Default)]
pub(crate) struct ReceiveRecords {
    /// How many messages have their latest count in a record.
    needed: HashMap<ReceiveNumber, u32>,
    next: ReceiveNumber,
    /// What was on disk at the start, of messages that have not been taken back yet.
    found: HashMap<Seq, (ReceiveNumber, u32, i64)>,
    /// The last place of those, for good.
    last_found: Option<Seq>,
}

impl ReceiveRecords {
    /// Writes the counts of messages that were handed out together.
    pub(crate) fn save(
        &mut self,
        queue: u64,
        places: &[Seq],
        messages: &mut HashMap<Seq, Message>,
        batch: &mut Batch,
    ) {
        let number = self.next;
        let mut counted: Vec<Counted> = Vec::new();
        for seq in places {
            if let Some(message) = messages.get_mut(seq)
                && let Some(first) = message.first_received
            {
                counted.push((*seq, message.receives, first));
                let before = message.counted.replace(number);
                self.release(queue, before, batch);
            }
        }
        if let Ok(count @ 1..) = u32::try_from(counted.len()) {
            self.next += 1;
            self.needed.insert(number, count);
            batch.put(RECEIVES, key(queue, number), &counted);
        }
    }

    /// Says that a message no longer needs its record.
    pub(crate) fn release(&mut self, queue: u64, record: Option<ReceiveNumber>, batch: &mut Batch) {
        let Some(number) = record else { return };
        let Some(count) = self.needed.get_mut(&number) else {
            return;
        };
        *count -= 1;
        if *count == 0 {
            self.needed.remove(&number);
            batch.delete(RECEIVES, key(queue, number));
        }
    }

    /// Takes back a record; call it in the order of their numbers, and before messages are.
    pub(crate) fn restore(&mut self, number: ReceiveNumber, counted: &[Counted]) {
        self.next = self.next.max(number + 1);
        self.needed.insert(number, 0);
        for (seq, receives, first) in counted {
            self.found.insert(*seq, (number, *receives, *first));
            self.last_found = self.last_found.max(Some(*seq));
        }
    }

    /// Whether a message at this place or behind it had been received before the start.
    pub(crate) fn had_later(&self, seq: Seq) -> bool {
        self.last_found >= Some(seq)
    }

    /// Whether a message had been received before the start, and has not been taken back yet.
    pub(crate) fn was_found(&self, seq: Seq) -> bool {
        self.found.contains_key(&seq)
    }

    /// Says of a message how often it was received.
    pub(crate) fn recall(&mut self, seq: Seq, message: &mut Message) {
        let Some((number, receives, first)) = self.found.remove(&seq) else {
            return;
        };
        message.receives = receives;
        message.first_received = Some(first);
        message.counted = Some(number);
        *self.needed.entry(number).or_default() += 1;
    }

    /// Deletes the records that are of no message any more: all messages have been taken back.
    pub(crate) fn restored(&mut self, queue: u64, batch: &mut Batch) {
        self.found = HashMap::new();
        self.needed.retain(|number, count| {
            if *count == 0 {
                batch.delete(RECEIVES, key(queue, *number));
            }
            *count > 0
        });
    }

    /// Whether nothing is on disk.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.needed.is_empty()
    }
}
