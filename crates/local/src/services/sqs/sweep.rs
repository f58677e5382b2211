//! Once a minute: messages past their retention go, metrics are reported.

use std::sync::Weak;

use super::{Sqs, directory::Cell, metrics};
use crate::{clock::Clock, fault::Fault};

const MINUTE: i64 = 60_000;

/// Looks after all queues until the service is gone.
pub(crate) async fn run(sqs: Weak<Sqs>, clock: Clock) {
    loop {
        let now = clock.now_millis();
        clock
            .sleep_until(now - now.rem_euclid(MINUTE) + MINUTE)
            .await;
        let Some(sqs) = sqs.upgrade() else { return };
        // A store that fails says so to every client; there is nobody to tell here.
        let _ = sqs.sweep().await;
        sqs.report();
    }
}

impl Sqs {
    /// Deletes what is past its retention.
    pub(super) async fn sweep(&self) -> Result<(), Fault> {
        let now = self.now();
        for cell in self.directory.all() {
            while self.sweep_some(&cell, now).await? {}
        }
        Ok(())
    }

    /// Says whether there was anything.
    async fn sweep_some(&self, cell: &Cell, now: i64) -> Result<bool, Fault> {
        let store = &self.core.store;
        let Ok((expired, commit)) =
            cell.change(store, |queue, batch| queue.expire(now, store, batch))
        else {
            return Ok(false);
        };
        commit.durable().await?;
        let expired = expired?;
        cell.drop_from_memory(expired.made);
        Ok(expired.count > 0)
    }

    fn report(&self) {
        let Some(cloud) = self.core.cloud() else {
            return;
        };
        let now = self.now();
        for cell in self.directory.all() {
            for datum in metrics::minute(&cell, now) {
                cloud.cloudwatch.record(datum);
            }
        }
    }
}
