//! An event in the queue.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::store::{Batch, Table};

/// The queue in the store: request id → header in JSON, a line feed, the payload.
pub(super) const QUEUE: Table = Table("lambda.async");

/// An event that waits for its function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) request_id: String,
    /// `name` or `name:qualifier`.
    pub(super) function: String,
    /// When it was accepted, in milliseconds since the epoch.
    pub(super) accepted: i64,
    /// Attempts that ended with an error of the function.
    pub(super) attempts: u32,
    /// Attempts that were throttled.
    pub(super) throttles: u32,
    /// When it is tried next, in milliseconds since the epoch.
    pub(super) due: i64,
    pub(super) trace_header: Option<String>,
    /// `None` when it has to be read from the store.
    #[serde(skip)]
    pub(super) payload: Option<Bytes>,
}

impl Pending {
    /// Writes header and payload.
    pub(super) fn put(&self, batch: &mut Batch, payload: &[u8]) {
        let mut record = serde_json::to_vec(self).expect("a header is plain data");
        record.push(b'\n');
        record.extend_from_slice(payload);
        batch.put_bytes(QUEUE, self.request_id.as_str(), record);
    }

    /// Reads a record back, and where its payload is.
    pub(super) fn read(record: &[u8]) -> Option<(Self, &[u8])> {
        let end = record.iter().position(|byte| *byte == b'\n')?;
        let pending = serde_json::from_slice(&record[..end]).ok()?;
        Some((pending, &record[end + 1..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn an_event_is_read_back_as_it_was_written() {
        let pending = Pending {
            request_id: "r".into(),
            function: "f:live".into(),
            accepted: 1,
            attempts: 2,
            throttles: 3,
            due: 4,
            trace_header: None,
            payload: None,
        };
        let (store, mut batch) = (Store::in_memory(), Batch::new());
        pending.put(&mut batch, b"{\n}");
        store.commit(batch).durable().await.unwrap();
        let record = store.get(QUEUE, b"r").unwrap().unwrap();
        let payload: &[u8] = b"{\n}";
        assert_eq!(Pending::read(&record), Some((pending, payload)));
    }
}
