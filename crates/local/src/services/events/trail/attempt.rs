//! Attempts that failed and were to be followed by others: each has a record of its own, so that a
//! delivery that fails for hours is not written again and again.

use serde::{Deserialize, Serialize};

use super::record::DeliveryRecord;
use crate::{
    services::events::{delivery::Key, records::ATTEMPTS},
    store::Batch,
};

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Attempt {
    /// From 1.
    pub count: u32,
    /// Milliseconds.
    pub at: i64,
    pub error_code: String,
    pub error_message: String,
}

impl Attempt {
    /// The latest of a delivery.
    pub(super) fn latest(record: &DeliveryRecord) -> Self {
        Self {
            count: record.attempts,
            at: record.at,
            error_code: record.error_code.clone().unwrap_or_default(),
            error_message: record.error_message.clone().unwrap_or_default(),
        }
    }

    pub(super) fn save(&self, batch: &mut Batch, key: Key) {
        batch.put(ATTEMPTS, bytes(key, self.count), self);
    }
}

/// Deletes what there is of a delivery that was tried so often.
pub(super) fn delete(batch: &mut Batch, key: Key, attempts: u32) {
    for count in 1..=attempts {
        batch.delete(ATTEMPTS, bytes(key, count));
    }
}

/// Whose attempt a record is.
pub(super) fn parse(bytes: &[u8]) -> Option<Key> {
    Key::parse(bytes.split_last_chunk::<4>()?.0)
}

fn bytes(key: Key, count: u32) -> Vec<u8> {
    [key.bytes().as_slice(), &count.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_lie_by_their_delivery_and_go_with_it() {
        let key = Key {
            place: 7,
            number: 300,
        };
        let attempt = |count| Attempt {
            count,
            at: 1,
            error_code: "THROTTLING".into(),
            error_message: "not now".into(),
        };
        let mut batch = Batch::new();
        for count in [1, 2] {
            attempt(count).save(&mut batch, key);
        }
        let saved: Vec<_> = batch.of_table(ATTEMPTS).map(|(at, _)| at).collect();
        assert!(saved.iter().all(|bytes| parse(bytes) == Some(key)));
        let mut gone = Batch::new();
        delete(&mut gone, key, 2);
        let deleted: Vec<_> = gone.of_table(ATTEMPTS).map(|(at, _)| at).collect();
        assert_eq!(saved, deleted);
    }
}
