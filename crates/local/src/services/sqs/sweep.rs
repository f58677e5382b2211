//! Once a minute: messages past their retention go, metrics are reported.

use std::sync::Weak;

use super::{Sqs, metrics};
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
            let Ok((_, commit)) =
                cell.change(&self.core.store, |queue, batch| queue.expire(now, batch))
            else {
                continue;
            };
            commit.durable().await?;
        }
        Ok(())
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
