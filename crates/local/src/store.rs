//! The durable store: named tables of bytes, written in groups.
//!
//! Services keep their working state in memory and write every change here before they
//! acknowledge it. One writer thread gathers the batches that arrive while the disk is busy and
//! commits them together, so that many callers share one fsync. Batches are applied in the order
//! in which [`Store::commit`] was called: call it with the service's own lock held, and await the
//! returned [`Commit`] after the lock is gone.

mod open;
mod writer;

use std::{ops::ControlFlow, path::Path, sync::Arc};

use redb::{Database, ReadableDatabase, TableDefinition};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;
use tokio::sync::oneshot;

use crate::fault::Fault;
use writer::{Request, Writer};

/// A table: its name is its identity on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table(pub &'static str);

impl Table {
    fn definition(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(self.0)
    }
}

/// A key and its value.
pub type Record = (Vec<u8>, Vec<u8>);

type Open = redb::ReadOnlyTable<&'static [u8], &'static [u8]>;

/// Why the store cannot be used.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process has it open.
    #[error("the store {0} is open in another process")]
    Locked(String),
    /// The file is not a store, or a disk left it damaged.
    #[error(
        "the store {path} cannot be opened: {cause}; nothing was changed: restore a saved state \
         (coagent local import) or begin anew (coagent local reset)"
    )]
    Unreadable {
        /// The file.
        path: String,
        /// What the database engine says.
        cause: String,
    },
    /// A read or a write failed.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Fault::internal(error)
    }
}

/// Changes that become durable together or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    table: Table,
    key: Vec<u8>,
    /// `None` deletes.
    value: Option<Vec<u8>>,
}

impl Batch {
    /// No changes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `key` to the value, stored as JSON.
    pub fn put(&mut self, table: Table, key: impl Into<Vec<u8>>, value: &impl Serialize) {
        let bytes =
            serde_json::to_vec(value).expect("stored records are plain data with string keys");
        self.put_bytes(table, key, bytes);
    }

    /// Sets `key` to these bytes.
    pub fn put_bytes(&mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.changes.push(Change {
            table,
            key: key.into(),
            value: Some(value.into()),
        });
    }

    /// Removes `key`; nothing happens when it is not there.
    pub fn delete(&mut self, table: Table, key: impl Into<Vec<u8>>) {
        self.changes.push(Change {
            table,
            key: key.into(),
            value: None,
        });
    }

    /// Adds all changes of another batch after this one's.
    pub fn extend(&mut self, other: Batch) {
        self.changes.extend(other.changes);
    }

    /// The changes of one table: keys, and values where they are not deleted.
    #[cfg(test)]
    pub(crate) fn of_table(&self, table: Table) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        let changes = self.changes.iter();
        changes
            .filter(move |change| change.table == table)
            .map(|change| (change.key.as_slice(), change.value.as_deref()))
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// A batch on its way to the disk; await [`Commit::durable`] before you acknowledge anything.
#[must_use = "nothing may be acknowledged before it is durable"]
#[derive(Debug)]
pub struct Commit(Option<oneshot::Receiver<Result<(), String>>>);

impl Commit {
    /// Waits until the batch is on disk.
    ///
    /// # Errors
    /// `InternalFailure` when the store failed; it then refuses every later write too.
    pub async fn durable(self) -> Result<(), Fault> {
        let Some(receiver) = self.0 else {
            return Ok(());
        };
        let outcome = receiver
            .await
            .unwrap_or_else(|_| Err("the store is closed".to_owned()));
        outcome.map_err(|cause| Fault::from(StoreError::Failed(cause)))
    }
}

/// The store of one local environment. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    // The trait, not the type: what holds a store is checked for `Send` without walking redb.
    database: Arc<dyn ReadableDatabase + Send + Sync>,
    writer: Arc<Writer>,
}

impl Store {
    /// Opens the store at `path`, or makes it. After a crash the last committed state is there.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it, [`StoreError::Unreadable`] when the
    /// file is damaged beyond what the engine repairs by itself.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        open::checked(path).map(Self::over)
    }

    /// A store that lives in memory, for tests.
    ///
    /// # Panics
    /// Never in practice: an empty in-memory database always opens.
    pub fn in_memory() -> Self {
        let backend = redb::backends::InMemoryBackend::new();
        Self::over(
            Database::builder()
                .create_with_backend(backend)
                .expect("memory opens"),
        )
    }

    fn over(database: Database) -> Self {
        let database = Arc::new(database);
        let writer = Arc::new(Writer::spawn(Arc::clone(&database)));
        Self { database, writer }
    }

    /// Queues a batch. The order of calls is the order on disk.
    pub fn commit(&self, batch: Batch) -> Commit {
        if batch.is_empty() {
            return Commit(None);
        }
        self.queue(batch.changes)
    }

    /// Waits until all that was queued before is on disk.
    ///
    /// # Errors
    /// As [`Commit::durable`].
    pub async fn settled(&self) -> Result<(), Fault> {
        self.queue(Vec::new()).durable().await
    }

    fn queue(&self, changes: Vec<Change>) -> Commit {
        let (done, receiver) = oneshot::channel();
        self.writer.send(Request { changes, done });
        Commit(Some(receiver))
    }

    /// The durable value under `key`. Does not see batches that are still on their way.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(table) = self.open_table(table)? else {
            return Ok(None);
        };
        Ok(table
            .get(key)
            .map_err(failed)?
            .map(|value| value.value().to_vec()))
    }

    /// Every durable record whose key begins with `prefix`, in the order of keys.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Record>, StoreError> {
        let Some(table) = self.open_table(table)? else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        for record in table.range(prefix..).map_err(failed)? {
            let (key, value) = record.map_err(failed)?;
            if !key.value().starts_with(prefix) {
                break;
            }
            records.push((key.value().to_vec(), value.value().to_vec()));
        }
        Ok(records)
    }

    /// Shows every durable record of a table, in the order of keys, without keeping any.
    ///
    /// # Errors
    /// When the disk fails, or what `visitor` says.
    pub fn visit(
        &self,
        table: Table,
        visitor: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.visit_prefix(table, b"", visitor)
    }

    /// Like [`Store::visit`], for the records whose keys begin with `prefix`.
    ///
    /// # Errors
    /// As there.
    pub fn visit_prefix(
        &self,
        table: Table,
        prefix: &[u8],
        mut visitor: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(table) = self.open_table(table)? else {
            return Ok(());
        };
        for record in table.range(prefix..).map_err(failed)? {
            let (key, value) = record.map_err(failed)?;
            if !key.value().starts_with(prefix) {
                break;
            }
            visitor(key.value(), value.value())?;
        }
        Ok(())
    }

    /// Up to `limit` durable records from key `from` up to before key `to`, in the order of keys.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn range(
        &self,
        table: Table,
        from: &[u8],
        to: &[u8],
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let Some(table) = self.open_table(table)? else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        for record in table.range(from..to).map_err(failed)?.take(limit) {
            let (key, value) = record.map_err(failed)?;
            records.push((key.value().to_vec(), value.value().to_vec()));
        }
        Ok(records)
    }

    /// Shows the durable records with `from <= key < to`, in the order of keys or backwards, until
    /// the visitor breaks off.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn walk(
        &self,
        table: Table,
        (from, to): (&[u8], &[u8]),
        backwards: bool,
        mut visitor: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let open = self.open_table(table)?;
        let Some(table) = open.filter(|_| from < to) else {
            return Ok(());
        };
        let mut records = table.range(from..to).map_err(failed)?;
        while let Some(record) = if backwards {
            records.next_back()
        } else {
            records.next()
        } {
            let (key, value) = record.map_err(failed)?;
            if visitor(key.value(), value.value()).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// All records of a table as their type: what a service reads when it starts.
    ///
    /// # Errors
    /// When the disk fails or a record is not what this version writes.
    pub fn load<T: DeserializeOwned>(&self, table: Table) -> Result<Vec<(String, T)>, StoreError> {
        let records = self.scan(table, b"")?;
        records
            .into_iter()
            .map(|(key, value)| decode(table, key, &value))
            .collect()
    }

    fn open_table(&self, table: Table) -> Result<Option<Open>, StoreError> {
        let read = self.database.begin_read().map_err(failed)?;
        match read.open_table(table.definition()) {
            Ok(table) => Ok(Some(table)),
            Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
            Err(other) => Err(failed(other)),
        }
    }
}

fn decode<T: DeserializeOwned>(
    table: Table,
    key: Vec<u8>,
    value: &[u8],
) -> Result<(String, T), StoreError> {
    let key = String::from_utf8_lossy(&key).into_owned();
    match serde_json::from_slice(value) {
        Ok(value) => Ok((key, value)),
        Err(cause) => Err(StoreError::Failed(format!(
            "record `{key}` of {}: {cause}",
            table.0
        ))),
    }
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Failed(error.to_string())
}

#[cfg(test)]
mod tests;
