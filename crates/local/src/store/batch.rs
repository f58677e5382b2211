//! What is to be written: changes that become durable together.

use bytes::Bytes;
use serde::Serialize;

use super::{Table, change};

/// Changes that become durable together or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    /// One behind the other, as they are written.
    changes: Vec<u8>,
}

impl Batch {
    /// No changes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for about so many bytes.
    pub fn reserve(&mut self, bytes: usize) {
        self.changes.reserve(bytes);
    }

    /// Sets `key` to the value, stored as JSON.
    pub fn put(&mut self, table: Table, key: impl AsRef<[u8]>, value: &impl Serialize) {
        self.put_with(table, key, |bytes| {
            serde_json::to_writer(bytes, value)
                .expect("stored records are plain data with string keys");
        });
    }

    /// Sets `key` to these bytes.
    pub fn put_bytes(&mut self, table: Table, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) {
        self.put_with(table, key, |bytes| {
            bytes.extend_from_slice(value.as_ref());
        });
    }

    /// Sets `key` to the bytes that `value` adds.
    pub fn put_with(
        &mut self,
        table: Table,
        key: impl AsRef<[u8]>,
        value: impl FnOnce(&mut Vec<u8>),
    ) {
        change::put_with(&mut self.changes, table, key.as_ref(), value);
    }

    /// Removes `key`; nothing happens when it is not there.
    pub fn delete(&mut self, table: Table, key: impl AsRef<[u8]>) {
        change::delete(&mut self.changes, table, key.as_ref());
    }

    /// Adds all changes of another batch after this one's.
    pub fn extend(&mut self, other: Batch) {
        if self.changes.is_empty() {
            self.changes = other.changes;
        } else {
            self.changes.extend_from_slice(&other.changes);
        }
    }

    /// The changes of one table: keys, and values where they are not deleted.
    #[cfg(test)]
    pub(crate) fn of_table(&self, table: Table) -> impl Iterator<Item = (Bytes, Option<Bytes>)> {
        let mut changes = Bytes::copy_from_slice(&self.changes);
        std::iter::from_fn(move || {
            change::Change::read(&mut changes).expect("it was written by a batch")
        })
        .filter(move |change| change.table() == Some(table.0))
        .map(|change| (change.key, change.value))
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(super) fn into_bytes(self) -> Bytes {
        self.changes.into()
    }
}
