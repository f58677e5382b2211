//! Time that moves only when told.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::lock;
use crate::seams::{Clock, Ids};

/// A clock that stands still; sleeping moves it on at once.
pub struct ManualClock {
    now: Mutex<Timestamp>,
    sleeps: Mutex<Vec<Duration>>,
}

impl ManualClock {
    /// A clock at 2026-11-20T08:30:00Z.
    pub fn shared() -> Arc<Self> {
        let now = Timestamp::constant(1_795_163_400, 0);
        Arc::new(Self {
            now: Mutex::new(now),
            sleeps: Mutex::default(),
        })
    }

    /// Moves the clock on.
    pub fn advance(&self, duration: Duration) {
        *lock(&self.now) += duration;
    }

    /// How long each sleep was.
    pub fn sleeps(&self) -> Vec<Duration> {
        lock(&self.sleeps).clone()
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *lock(&self.now)
    }

    async fn sleep(&self, duration: Duration) {
        lock(&self.sleeps).push(duration);
        self.advance(duration);
    }
}

/// Identifiers `id-1`, `id-2`, …
#[derive(Debug, Default)]
pub struct CountingIds {
    last: AtomicU64,
}

impl Ids for CountingIds {
    fn next(&self) -> String {
        format!("id-{}", self.last.fetch_add(1, Ordering::SeqCst) + 1)
    }
}
