//! Removes what has expired, and what is left of deleted groups.

use std::{sync::Arc, time::Duration};

use super::{Logs, event, group::Group};
use crate::{
    fault::Fault,
    store::{Batch, Table},
};

/// Ids of deleted groups whose events may still be there.
pub(super) const GARBAGE: Table = Table("logs.garbage");

/// How often, by the clock.
const EVERY: Duration = Duration::from_secs(60);
/// Events removed in one transaction.
const PAGE: usize = 5_000;

/// Works until the environment stops. A failure of the store shows at the next write of a client.
pub(super) async fn enforce(logs: Arc<Logs>) {
    loop {
        logs.core.clock.sleep(EVERY).await;
        let _ = logs.remove_expired().await;
        let _ = logs.remove_garbage().await;
    }
}

impl Logs {
    /// Removes the events that are older than their group keeps them.
    async fn remove_expired(&self) -> Result<(), Fault> {
        let now = self.core.clock.now_millis();
        let due = |group: &Group| (group.retention?, Some((group.id, group.horizon(now)))).1;
        let expired: Vec<_> = self.directory.lock().values().filter_map(due).collect();
        for (group, horizon) in expired {
            self.remove_older(group, horizon, Batch::new).await?;
        }
        Ok(())
    }

    async fn remove_garbage(&self) -> Result<(), Fault> {
        for (_, group) in self.core.store.load::<u64>(GARBAGE)? {
            let finish = || {
                let mut batch = Batch::new();
                batch.delete(GARBAGE, group.to_be_bytes());
                batch
            };
            self.remove_older(group, i64::MAX, finish).await?;
        }
        Ok(())
    }

    /// Page by page; the last page goes with what `finish` adds.
    async fn remove_older(
        &self,
        group: u64,
        horizon: i64,
        finish: impl Fn() -> Batch,
    ) -> Result<(), Fault> {
        loop {
            let mut batch = Batch::new();
            let store = &self.core.store;
            let more = event::remove_older(store, group, horizon, PAGE, &mut batch)?;
            if !more {
                batch.extend(finish());
            }
            store.commit(batch).durable().await?;
            if !more {
                return Ok(());
            }
        }
    }
}
