//! Groups and streams: what is known about them, without their events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{metric_filter::MetricFilter, subscription::Subscription};
use crate::store::{Batch, Table};

pub(super) const GROUPS: Table = Table("logs.groups");
/// Group, a zero byte, stream.
pub(super) const STREAMS: Table = Table("logs.streams");

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A log group.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Group {
    /// Stands for the group in the keys of its events; never used again.
    pub(super) id: u64,
    /// Milliseconds since the epoch.
    pub(super) created: i64,
    /// Days; `None` keeps events for ever.
    pub(super) retention: Option<u32>,
    pub(super) kms_key: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) filters: BTreeMap<String, MetricFilter>,
    #[serde(default)]
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    /// In records of their own.
    #[serde(skip)]
    pub(super) streams: BTreeMap<String, Stream>,
}

impl Group {
    /// A group without anything in it.
    pub(super) fn new(created: i64) -> Self {
        Self {
            id: uuid::Uuid::new_v4().as_u64_pair().0,
            created,
            ..Self::default()
        }
    }

    /// The time before which events have expired.
    pub(super) fn horizon(&self, now: i64) -> i64 {
        let expired = |days| now - i64::from(days) * DAY_MILLIS;
        self.retention.map_or(i64::MIN, expired)
    }

    /// Bytes of all events, as AWS counts them.
    pub(super) fn stored_bytes(&self) -> u64 {
        self.streams.values().map(|stream| stream.bytes).sum()
    }

    pub(super) fn put(&self, name: &str, batch: &mut Batch) {
        batch.put(GROUPS, name, self);
    }
}

/// A log stream.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Stream {
    /// Stands for the stream in its events.
    pub(super) id: u64,
    pub(super) created: i64,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) ingested: Option<i64>,
    pub(super) bytes: u64,
}

impl Stream {
    /// A stream without events.
    pub(super) fn new(created: i64) -> Self {
        Self {
            id: uuid::Uuid::new_v4().as_u64_pair().0,
            created,
            ..Self::default()
        }
    }

    /// Counts an event.
    pub(super) fn count(&mut self, timestamp: i64, ingested: i64, bytes: u64) {
        self.first = Some(self.first.map_or(timestamp, |first| first.min(timestamp)));
        self.last = Some(self.last.map_or(timestamp, |last| last.max(timestamp)));
        self.ingested = Some(ingested);
        self.bytes += bytes;
    }

    pub(super) fn put(&self, group: &str, name: &str, batch: &mut Batch) {
        batch.put(STREAMS, stream_key(group, name), self);
    }
}

/// The key of a stream's record.
pub(super) fn stream_key(group: &str, stream: &str) -> Vec<u8> {
    [group.as_bytes(), b"\0", stream.as_bytes()].concat()
}
