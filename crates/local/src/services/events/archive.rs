//! An archive and the events in it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Deserialize;
use uuid::Uuid;

use super::{
    envelope::Incoming,
    records::{ARCHIVED, ArchiveRecord},
};
use crate::store::{Batch, Store, StoreError};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// A minute in milliseconds: the slices of a replay.
pub(crate) const MINUTE: i64 = 60_000;

/// An archive; its events are on disk only, in the order of their own times.
pub(crate) struct Archive {
    pub record: ArchiveRecord,
    events: AtomicU64,
    bytes: AtomicU64,
}

impl Archive {
    /// An archive without events.
    pub(crate) fn new(record: ArchiveRecord) -> Self {
        Self {
            record,
            events: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }
    }

    /// Counts what is on disk.
    pub(crate) fn load(store: &Store, record: ArchiveRecord) -> Result<Self, StoreError> {
        let archive = Self::new(record);
        let prefix = archive.record.id.to_be_bytes();
        store.visit_prefix(ARCHIVED, &prefix, |_, event| {
            archive.count(event.len());
            Ok(())
        })?;
        Ok(archive)
    }

    /// The same archive with other settings.
    pub(crate) fn with(&self, record: ArchiveRecord) -> Self {
        Self {
            record,
            events: AtomicU64::new(self.events()),
            bytes: AtomicU64::new(self.bytes()),
        }
    }

    pub(crate) fn events(&self) -> u64 {
        self.events.load(Relaxed)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Keeps an event that was taken at `place`.
    pub(crate) fn add(&self, event: &Incoming, place: u64, batch: &mut Batch) {
        self.count(event.text.len());
        let key = [self.key(event.time).as_slice(), &place.to_be_bytes()].concat();
        batch.put_bytes(ARCHIVED, key, event.text.as_bytes());
    }

    fn count(&self, bytes: usize) {
        self.events.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// The events of the first minute from `from` to before `to` that has any, and where it ends.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn slice(
        &self,
        store: &Store,
        from: i64,
        to: i64,
    ) -> Result<Option<(Vec<Incoming>, i64)>, StoreError> {
        let first = store.range(ARCHIVED, &self.key(from), &self.key(to), 1)?;
        let Some(time) = first.first().and_then(|(key, _)| time_of(key)) else {
            return Ok(None);
        };
        let end = (time - time.rem_euclid(MINUTE) + MINUTE).min(to);
        let records = store.range(ARCHIVED, &self.key(time), &self.key(end), usize::MAX)?;
        let events = records
            .iter()
            .filter_map(|(key, text)| self.read(time_of(key)?, text));
        Ok(Some((events.collect(), end)))
    }

    /// Deletes what is past the retention; says whether there may be more.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn expire(
        &self,
        store: &Store,
        now: i64,
        batch: &mut Batch,
    ) -> Result<bool, StoreError> {
        const TOGETHER: usize = 1000;
        if self.record.retention_days == 0 {
            return Ok(false);
        }
        let end = now - self.record.retention_days * DAY;
        let old = store.range(ARCHIVED, &self.key(i64::MIN), &self.key(end), TOGETHER)?;
        for (key, event) in &old {
            self.events.fetch_sub(1, Relaxed);
            self.bytes.fetch_sub(event.len() as u64, Relaxed);
            batch.delete(ARCHIVED, key.as_slice());
        }
        Ok(old.len() == TOGETHER)
    }

    /// Deletes every event.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn clear(&self, store: &Store, batch: &mut Batch) -> Result<(), StoreError> {
        store.visit_prefix(ARCHIVED, &self.record.id.to_be_bytes(), |key, _| {
            batch.delete(ARCHIVED, key);
            Ok(())
        })
    }

    /// Keys are in the order of times, also before the epoch.
    fn key(&self, time: i64) -> [u8; 16] {
        let mut key = [0; 16];
        key[..8].copy_from_slice(&self.record.id.to_be_bytes());
        key[8..].copy_from_slice(&(time.cast_unsigned() ^ (1 << 63)).to_be_bytes());
        key
    }

    fn read(&self, time: i64, text: &[u8]) -> Option<Incoming> {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        struct Head {
            id: String,
            source: String,
            detail_type: String,
        }
        let head: Head = serde_json::from_slice(text).ok()?;
        Some(Incoming {
            id: Uuid::parse_str(&head.id).ok()?,
            bus: self.record.bus.clone(),
            source: head.source,
            detail_type: head.detail_type,
            time,
            text: std::str::from_utf8(text).ok()?.into(),
            trace: None,
            replay: None,
            forwarded: false,
        })
    }
}

fn time_of(key: &[u8]) -> Option<i64> {
    let bytes = key.get(8..16)?.try_into().ok()?;
    Some((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
}
