//! Expired items go, within a minute or so of this environment's clock.

use std::{sync::Arc, time::Duration};

use dynoxide::{storage::Storage, storage_backend::Clock as EngineClock, ttl::sweep_expired_items};

use super::DynamoDb;
use crate::clock::Clock;

const INTERVAL: Duration = Duration::from_secs(60);

/// Our clock as the engine asks for it.
struct Ours(Clock);

impl EngineClock for Ours {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.0.now_millis() / 1000).unwrap_or(0)
    }

    fn now_unix_secs_f64(&self) -> f64 {
        self.0.now_millis() as f64 / 1000.0
    }
}

pub(super) fn start(dynamodb: &Arc<DynamoDb>) {
    let (core, weak) = (Arc::clone(&dynamodb.core), Arc::downgrade(dynamodb));
    if tokio::runtime::Handle::try_current().is_err() {
        return;
    }
    dynamodb.core.spawn(async move {
        loop {
            // A fast clock must not turn the sweep into a busy loop.
            let pause = core.clock.real(INTERVAL).max(Duration::from_millis(200));
            tokio::time::sleep(pause).await;
            let Some(dynamodb) = weak.upgrade() else {
                return;
            };
            let _ = tokio::task::spawn_blocking(move || sweep(&dynamodb)).await;
        }
    });
}

/// Removes what has expired; returns how many items. The database's own sweep goes by the
/// machine's clock, so a second connection does it, opened for each sweep because it must not
/// remember tables that change meanwhile.
pub(super) fn sweep(dynamodb: &DynamoDb) -> usize {
    let path = dynamodb.path();
    if !path.is_file() {
        return 0;
    }
    let clock = Arc::new(Ours(dynamodb.core.clock));
    let Ok(storage) = Storage::new(&path.to_string_lossy()) else {
        return 0;
    };
    let storage = storage.with_clock(clock);
    // Futures of the SQLite backend are ready when first polled.
    futures_util::FutureExt::now_or_never(sweep_expired_items(&storage))
        .and_then(Result::ok)
        .unwrap_or(0)
}
