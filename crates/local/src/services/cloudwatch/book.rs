//! All alarms and their history, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::alarm::{Alarm, HistoryItem, Settings};
use crate::{
    core::Core,
    fault::Fault,
    store::{Batch, Commit, StoreError, Table},
};

const ALARMS: Table = Table("cloudwatch.alarms");
/// Time and a number → item.
const HISTORY: Table = Table("cloudwatch.history");
/// How long history is kept, in milliseconds: 30 days, as AWS does.
const KEPT: i64 = 30 * 24 * 60 * 60 * 1000;

/// The alarms by name.
pub(super) type Alarms = BTreeMap<String, Alarm>;

/// Every alarm of the environment.
pub(super) struct Book {
    core: Arc<Core>,
    alarms: Mutex<Alarms>,
    items: AtomicU64,
}

/// What is written in one step.
pub(super) struct Changes<'a> {
    batch: Batch,
    book: &'a Book,
}

impl Changes<'_> {
    /// The alarm as it is now.
    pub(super) fn put(&mut self, alarm: &Alarm) {
        self.batch.put(ALARMS, alarm.settings.name.as_str(), alarm);
    }

    pub(super) fn delete(&mut self, name: &str) {
        self.batch.delete(ALARMS, name);
    }

    /// Adds to the history.
    pub(super) fn note(&mut self, alarm: &Settings, kind: &str, summary: String, data: String) {
        let at = self.book.core.clock.now_millis();
        let number = self.book.items.fetch_add(1, Ordering::Relaxed);
        let item = HistoryItem {
            alarm: alarm.name.clone(),
            composite: alarm.watched.rule().is_some(),
            at,
            kind: kind.to_owned(),
            summary,
            data,
        };
        self.batch.put(HISTORY, history_key(at, number), &item);
    }
}

impl Book {
    pub(super) fn open(core: &Arc<Core>) -> Result<Self, StoreError> {
        let items = core.store.scan(HISTORY, b"")?.len() as u64;
        Ok(Self {
            core: Arc::clone(core),
            alarms: Mutex::new(core.store.load(ALARMS)?.into_iter().collect()),
            items: AtomicU64::new(items),
        })
    }

    /// The alarms, to look at.
    pub(super) fn lock(&self) -> MutexGuard<'_, Alarms> {
        self.alarms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes alarms and what is stored of them in one step; await the commit.
    ///
    /// # Errors
    /// What `change` says; it must not have changed anything then.
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut Alarms, &mut Changes<'_>) -> Result<T, Fault>,
    ) -> Result<(T, Commit), Fault> {
        let mut alarms = self.lock();
        let mut changes = Changes {
            batch: Batch::new(),
            book: self,
        };
        let answer = change(&mut alarms, &mut changes)?;
        Ok((answer, self.core.store.commit(changes.batch)))
    }

    /// The durable history, the oldest first.
    pub(super) fn history(&self) -> Result<Vec<HistoryItem>, StoreError> {
        let items = self.core.store.scan(HISTORY, b"")?;
        let read = |(_, value): (_, Vec<u8>)| serde_json::from_slice(&value).ok();
        Ok(items.into_iter().filter_map(read).collect())
    }

    /// Removes history that is too old.
    pub(super) async fn prune(&self) -> Result<(), Fault> {
        let horizon = history_key(self.core.clock.now_millis() - KEPT, 0);
        let mut batch = Batch::new();
        self.core
            .store
            .walk(HISTORY, (&[], &horizon), false, |key, _| {
                batch.delete(HISTORY, key);
                std::ops::ControlFlow::Continue(())
            })?;
        self.core.store.commit(batch).durable().await
    }
}

fn history_key(at: i64, number: u64) -> Vec<u8> {
    [
        at.max(0).cast_unsigned().to_be_bytes(),
        number.to_be_bytes(),
    ]
    .concat()
}
