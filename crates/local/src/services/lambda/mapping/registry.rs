//! All mappings, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::{poller::Poller, stream};
use crate::{
    core::Core,
    fault::Fault,
    services::lambda::{
        model::mapping::{FilterCriteria, ScalingConfig},
        run::Runner,
        state::Registry,
    },
    store::{Batch, StoreError, Table},
};

const MAPPINGS: Table = Table("lambda.mappings");

/// A mapping from a queue or a stream to a function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) uuid: String,
    /// ARN of the queue or the stream.
    pub(crate) source: String,
    /// ARN of the function, with or without a qualifier.
    pub(crate) function: String,
    pub(crate) enabled: bool,
    pub(crate) batch_size: u32,
    /// Seconds.
    pub(crate) window: u32,
    pub(crate) filters: Option<FilterCriteria>,
    pub(crate) scaling: Option<ScalingConfig>,
    /// Whether the function names the messages that it failed on.
    pub(crate) reports_failures: bool,
    /// Of a stream only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<stream::Settings>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
    /// Milliseconds since the epoch.
    pub(crate) modified: i64,
}

impl Mapping {
    /// Whether both are the same but for their tags, which say nothing to what polls.
    fn polls_as(&self, other: &Self) -> bool {
        let tags = self.tags.clone();
        *self
            == Self {
                tags,
                ..other.clone()
            }
    }
}

/// Every mapping of the environment.
pub(crate) struct Mappings {
    pub(super) core: Arc<Core>,
    pub(super) functions: Arc<Registry>,
    pub(super) runner: Arc<Runner>,
    mappings: Mutex<BTreeMap<String, Mapping>>,
    changes: watch::Sender<()>,
}

impl Mappings {
    /// Loads the mappings and begins to poll for those that are enabled.
    pub(crate) fn open(
        core: &Arc<Core>,
        functions: &Arc<Registry>,
        runner: &Arc<Runner>,
    ) -> Result<Arc<Self>, StoreError> {
        let stored = core.store.load::<Mapping>(MAPPINGS)?;
        let mappings = Arc::new(Self {
            core: Arc::clone(core),
            functions: Arc::clone(functions),
            runner: Arc::clone(runner),
            mappings: Mutex::new(stored.iter().cloned().collect()),
            changes: watch::Sender::new(()),
        });
        stored
            .into_iter()
            .for_each(|(_, mapping)| Poller::start(&mappings, mapping));
        Ok(mappings)
    }

    /// The mappings, to look at.
    pub(crate) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Mapping>> {
        self.mappings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds or replaces a mapping; it is durable when this returns, and what polled for the
    /// former one ends.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn put(self: &Arc<Self>, mapping: Mapping) -> Result<(), Fault> {
        let commit = {
            let mut mappings = self.lock();
            let mut batch = Batch::new();
            batch.put(MAPPINGS, mapping.uuid.as_str(), &mapping);
            mappings.insert(mapping.uuid.clone(), mapping.clone());
            self.core.store.commit(batch)
        };
        self.changes.send_replace(());
        commit.durable().await?;
        Poller::start(self, mapping);
        Ok(())
    }

    /// Changes the tags of a mapping durably; the answer is whether there is one.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn retag(
        &self,
        uuid: &str,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<bool, Fault> {
        let commit = {
            let mut mappings = self.lock();
            let Some(mapping) = mappings.get_mut(uuid) else {
                return Ok(false);
            };
            change(&mut mapping.tags);
            let mut batch = Batch::new();
            batch.put(MAPPINGS, uuid, &*mapping);
            self.core.store.commit(batch)
        };
        commit.durable().await?;
        Ok(true)
    }

    /// Removes a mapping; the answer is what it was.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn remove(&self, uuid: &str) -> Result<Option<Mapping>, Fault> {
        let (removed, commit) = {
            let mut mappings = self.lock();
            let mut batch = Batch::new();
            batch.delete(MAPPINGS, uuid);
            (mappings.remove(uuid), self.core.store.commit(batch))
        };
        self.changes.send_replace(());
        commit.durable().await?;
        Ok(removed)
    }

    /// Whether the mapping is still this one.
    pub(super) fn holds(&self, mapping: &Mapping) -> bool {
        let mappings = self.lock();
        let held = mappings.get(&mapping.uuid);
        held.is_some_and(|held| held.polls_as(mapping))
    }

    /// Waits until the mapping is changed or removed.
    pub(super) async fn superseded(&self, mapping: &Mapping) {
        let mut changes = self.changes.subscribe();
        while self.holds(mapping) && changes.changed().await.is_ok() {}
    }
}
