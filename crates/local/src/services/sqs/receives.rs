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

    /// Takes back a record; call it in the order of their numbers. What is no longer needed is
    /// deleted.
    pub(crate) fn restore(
        &mut self,
        queue: u64,
        number: ReceiveNumber,
        counted: &[Counted],
        messages: &mut HashMap<Seq, Message>,
        batch: &mut Batch,
    ) {
        self.next = self.next.max(number + 1);
        let mut count = 0;
        for (seq, receives, first) in counted {
            let Some(message) = messages.get_mut(seq) else {
                continue;
            };
            message.receives = *receives;
            message.first_received = Some(*first);
            let before = message.counted.replace(number);
            self.release(queue, before, batch);
            count += 1;
        }
        if count == 0 {
            batch.delete(RECEIVES, key(queue, number));
        } else {
            self.needed.insert(number, count);
        }
    }

    /// Whether nothing is on disk.
    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.needed.is_empty()
    }
}
