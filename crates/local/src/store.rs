//! The durable store: named tables of bytes, written in groups.
//!
//! Services keep their working state in memory and write every change here before they
//! acknowledge it. One writer thread gathers the batches that arrive while the disk is busy and
//! puts them into the journal together, so that many callers share one fsync. Batches are applied
//! in the order in which [`Store::commit`] was called: call it with the service's own lock held,
//! and await the returned [`Commit`] after the lock is gone.
//!
//! ```text
//! Batch → writer → journal (durable) → recent (memory) → tables (redb, in blocks, many changes at once)
//!                                       ↑ reads look at both, the recent first ↑
//! ```

mod batch;
mod block;
mod blocks;
mod change;
mod journal;
mod open;
mod recent;
mod tables;
mod view;
mod writer;

use std::{
    ops::ControlFlow,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use bytes::Bytes;
use redb::{Database, ReadableDatabase};
use serde::de::DeserializeOwned;
use thiserror::Error;
use tokio::sync::{oneshot, watch};

use crate::fault::Fault;
pub use batch::Batch;
use recent::Recent;
use view::{Keys, View};
use writer::{Limits, Request, Writer, Writing};

/// A table: its name is its identity on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Table(pub &'static str);

/// A key and its value.
pub type Record = (Vec<u8>, Vec<u8>);

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
    recent: Arc<RwLock<Recent>>,
    writer: Arc<Writer>,
    cut_off: u64,
    failure: watch::Receiver<Option<String>>,
}

impl Store {
    /// Opens the store at `path`, or makes it. After a crash everything is there that was
    /// acknowledged.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it, [`StoreError::Unreadable`] when it or
    /// its journal is damaged.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let database = open::checked(path)?;
        Self::over(database, Some(path), Limits::default())
    }

    /// A store that lives in memory, for tests.
    ///
    /// # Panics
    /// Never in practice: an empty in-memory database always opens.
    pub fn in_memory() -> Self {
        let backend = redb::backends::InMemoryBackend::new();
        let database = Database::builder().create_with_backend(backend);
        Self::over(database.expect("memory opens"), None, Limits::default())
            .expect("nothing was written yet")
    }

    /// Over these tables, with the journal beside `path`, or none.
    fn over(database: Database, path: Option<&Path>, limits: Limits) -> Result<Self, StoreError> {
        let moved = tables::last_moved(&database)?;
        let found = path.map_or(Ok(journal::Found::none(moved)), |path| {
            open::journal(path, moved)
        })?;
        let cut_off = found.cut_off;
        let database = Arc::new(database);
        let writing = Writing::new(Arc::clone(&database), path, found, moved, limits);
        Ok(Self {
            database,
            recent: writing.recent(),
            failure: writing.failure(),
            writer: Arc::new(Writer::spawn(writing)),
            cut_off,
        })
    }

    /// Bytes at the end of the journal that were no whole write when the store was opened and
    /// were left out: the process or the machine had ended in the middle of it, before it was
    /// acknowledged.
    pub fn cut_off(&self) -> u64 {
        self.cut_off
    }

    /// Why nothing more is written, once a write has failed.
    pub fn failure(&self) -> Option<String> {
        self.failure.borrow().clone()
    }

    /// Waits until a write fails; what it says.
    pub async fn failed(&self) -> String {
        let mut failure = self.failure.clone();
        match failure.wait_for(Option::is_some).await {
            Ok(cause) => cause.clone().unwrap_or_default(),
            // The store is closed: nothing fails any more.
            Err(_) => std::future::pending().await,
        }
    }

    /// Queues a batch. The order of calls is the order on disk.
    pub fn commit(&self, batch: Batch) -> Commit {
        if batch.is_empty() {
            return Commit(None);
        }
        self.queue(batch.into_bytes())
    }

    /// Waits until all that was queued before is on disk.
    ///
    /// # Errors
    /// As [`Commit::durable`].
    pub async fn settled(&self) -> Result<(), Fault> {
        self.queue(Bytes::new()).durable().await
    }

    fn queue(&self, changes: Bytes) -> Commit {
        let (done, receiver) = oneshot::channel();
        self.writer.send(Request { changes, done });
        Commit(Some(receiver))
    }

    /// The durable value under `key`. Does not see batches that are still on their way.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        view::get(&*self.database, &recent, table, key)
    }

    /// Every durable record whose key begins with `prefix`, in the order of keys.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn scan(&self, table: Table, prefix: &[u8]) -> Result<Vec<Record>, StoreError> {
        let mut records = Vec::new();
        self.visit_prefix(table, prefix, |key, value| {
            records.push((key.to_vec(), value.to_vec()));
            Ok(())
        })?;
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
        visitor: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let behind = view::behind(prefix);
        let keys = Keys {
            from: prefix,
            to: behind.as_deref(),
        };
        self.visit_keys(table, keys, visitor)
    }

    /// Like [`Store::visit`], for the records with `from <= key < to`.
    ///
    /// # Errors
    /// As there.
    pub fn visit_range(
        &self,
        table: Table,
        (from, to): (&[u8], &[u8]),
        visitor: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let keys = Keys { from, to: Some(to) };
        self.visit_keys(table, keys, visitor)
    }

    fn visit_keys(
        &self,
        table: Table,
        keys: Keys<'_>,
        mut visitor: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let view = self.view(table, keys)?;
        let stopped = view.walk(false, |key, value| match visitor(key, value) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        })?;
        stopped.map_or(Ok(()), Err)
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
        let mut records = Vec::new();
        self.walk(table, (from, to), false, |key, value| {
            if records.len() == limit {
                return ControlFlow::Break(());
            }
            records.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })?;
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
        visitor: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let keys = Keys { from, to: Some(to) };
        self.view(table, keys)?.walk(backwards, visitor).map(drop)
    }

    fn view(&self, table: Table, keys: Keys<'_>) -> Result<View, StoreError> {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        View::of(&*self.database, &recent, table, keys)
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
