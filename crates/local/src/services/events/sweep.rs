//! Once an hour: archived events past their retention go, and replays that ended long ago.

use std::{sync::Weak, time::Duration};

use super::{Events, records::REPLAYS};
use crate::{clock::Clock, fault::Fault, store::Batch};

/// How long a replay that has ended is kept, and its name with it.
const REPLAY_KEPT: i64 = 90 * 86_400_000;

/// Looks after archives and replays for as long as the environment runs.
pub(crate) async fn run(events: Weak<Events>, clock: Clock) {
    loop {
        let Some(service) = events.upgrade() else {
            return;
        };
        // A store that fails says so to every client; there is nobody to tell here.
        let _ = service.sweep().await;
        drop(service);
        clock.sleep(Duration::from_secs(3600)).await;
    }
}

impl Events {
    pub(crate) async fn sweep(&self) -> Result<(), Fault> {
        let _alone = self.sweeping.lock().await;
        let now = self.now();
        let archives: Vec<String> = self.read().archives.keys().cloned().collect();
        for name in archives {
            while self.expire(&name, now).await? {}
        }
        self.forget_replays(now).await
    }

    async fn expire(&self, archive: &str, now: i64) -> Result<bool, Fault> {
        let (more, commit) = {
            let registry = self.read();
            let Some(archive) = registry.archives.get(archive) else {
                return Ok(false);
            };
            let mut batch = Batch::new();
            let more = archive.expire(&self.core.store, now, &mut batch)?;
            (more, self.core.store.commit(batch))
        };
        commit.durable().await?;
        Ok(more)
    }

    async fn forget_replays(&self, now: i64) -> Result<(), Fault> {
        let commit = {
            let mut registry = self.write();
            let mut batch = Batch::new();
            registry.replays.retain(|name, replay| {
                let is_kept = replay.ended.is_none_or(|ended| now < ended + REPLAY_KEPT);
                if !is_kept {
                    batch.delete(REPLAYS, name.as_str());
                }
                is_kept
            });
            self.core.store.commit(batch)
        };
        commit.durable().await
    }
}
