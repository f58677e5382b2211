//! An event in the queue, and how it lies on disk.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lane::Place;
use crate::store::{Batch, Table};

/// The queue in the store: function, NUL, when it is due, request id → header in JSON, a line
/// feed, the payload. What one function has lies together, in the order in which it begins.
pub(super) const QUEUE: Table = Table("lambda.async");

/// An event that waits for its function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    #[serde(skip)]
    pub(super) place: Place,
    #[serde(skip)]
    pub(super) request_id: String,
    /// `name` or `name:qualifier`.
    #[serde(skip)]
    pub(super) function: String,
    /// When it was accepted, in milliseconds since the epoch.
    pub(super) accepted: i64,
    /// Attempts that ended with an error of the function.
    pub(super) attempts: u32,
    /// Attempts that were throttled.
    pub(super) throttles: u32,
    pub(super) trace_header: Option<String>,
}

impl Pending {
    /// An event that was accepted just now.
    pub(super) fn new(
        function: &str,
        place: Place,
        accepted: i64,
        trace_header: Option<String>,
    ) -> Self {
        Self {
            place,
            request_id: place.id.to_string(),
            function: function.to_owned(),
            accepted,
            attempts: 0,
            throttles: 0,
            trace_header,
        }
    }

    /// Writes header and payload at a place.
    pub(super) fn put(&self, batch: &mut Batch, place: Place, payload: &[u8]) {
        batch.put_with(QUEUE, key(&self.function, place), |record| {
            serde_json::to_writer(&mut *record, self).expect("a header is plain data");
            record.push(b'\n');
            record.extend_from_slice(payload);
        });
    }

    /// Reads the record at a place back, and where its payload is.
    pub(super) fn read<'a>(
        function: &str,
        place: Place,
        record: &'a [u8],
    ) -> Option<(Self, &'a [u8])> {
        let end = record.iter().position(|byte| *byte == b'\n')?;
        let header: Self = serde_json::from_slice(&record[..end]).ok()?;
        let pending = Self {
            place,
            request_id: place.id.to_string(),
            function: function.to_owned(),
            ..header
        };
        Some((pending, &record[end + 1..]))
    }
}

/// Where an event lies.
pub(super) fn key(function: &str, place: Place) -> Vec<u8> {
    let mut key = [function.as_bytes(), &[0]].concat();
    key.extend_from_slice(&place.due.to_be_bytes());
    key.extend_from_slice(place.id.as_bytes());
    key
}

/// Before this lie all events of a function.
pub(super) fn behind(function: &str) -> Vec<u8> {
    [function.as_bytes(), &[1]].concat()
}

/// Whose event lies there, and at which place.
pub(super) fn parse(key: &[u8]) -> Option<(&str, Place)> {
    let (function, place) = key.split_at(key.iter().position(|byte| *byte == 0)?);
    let (due, id) = place[1..].split_at_checked(8)?;
    let place = Place {
        due: i64::from_be_bytes(due.try_into().ok()?),
        id: Uuid::from_slice(id).ok()?,
    };
    Some((std::str::from_utf8(function).ok()?, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn an_event_is_read_back_as_it_was_written() {
        let place = Place {
            due: 4,
            id: Uuid::from_u128(5),
        };
        let pending = Pending {
            attempts: 2,
            throttles: 3,
            ..Pending::new("f:live", place, 1, Some("Root=1".to_owned()))
        };
        let (store, mut batch) = (Store::in_memory(), Batch::new());
        pending.put(&mut batch, place, b"{\n}");
        store.commit(batch).durable().await.unwrap();
        let (found, record) = store.scan(QUEUE, b"").unwrap().remove(0);
        assert_eq!(parse(&found), Some(("f:live", place)));
        let payload: &[u8] = b"{\n}";
        assert_eq!(
            Pending::read("f:live", place, &record),
            Some((pending, payload))
        );
    }

    #[test]
    fn events_lie_by_function_and_then_by_when_they_are_due() {
        let at = |due, id| Place {
            due,
            id: Uuid::from_u128(id),
        };
        let keys = [
            key("f", at(0, 9)),
            key("f", at(1, 0)),
            key("f", at(256, 0)),
            behind("f"),
            key("f-1", at(0, 0)),
            key("f:live", at(0, 0)),
        ];
        assert!(keys.is_sorted(), "{keys:?}");
    }
}
