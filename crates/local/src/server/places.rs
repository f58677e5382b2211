//! The places of connections.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// How long the head of a request to the environment itself may take: its clients are here.
const KEPT_HEAD: Duration = Duration::from_secs(2);

/// Places for all, and those that are kept for what is asked of the environment itself.
pub(super) struct Places {
    all: Arc<Semaphore>,
    kept: Arc<Semaphore>,
    head: Duration,
}

/// The place of one connection; it is free again when all that hold it have let go.
#[derive(Clone)]
pub(super) struct Place {
    _held: Arc<OwnedSemaphorePermit>,
    /// Whether it is one of those that are kept.
    pub(super) kept: bool,
    /// How long the head of a request may take.
    pub(super) head: Duration,
}

impl Places {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.connections)),
            kept: Arc::new(Semaphore::new(limits.kept)),
            head: limits.head,
        }
    }

    /// The next place that is free.
    pub(super) async fn take(&self) -> Option<Place> {
        let (all, kept) = (Arc::clone(&self.all), Arc::clone(&self.kept));
        let (held, kept) = tokio::select! {
            biased;
            held = all.acquire_owned() => (held.ok()?, false),
            held = kept.acquire_owned() => (held.ok()?, true),
        };
        Some(Place {
            _held: Arc::new(held),
            kept,
            head: if kept {
                self.head.min(KEPT_HEAD)
            } else {
                self.head
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_kept_place_is_taken_last_and_all_are_free_again() {
        let limits = Limits {
            connections: 1,
            kept: 1,
            ..Limits::default()
        };
        let places = Places::new(&limits);
        let first = places.take().await.unwrap();
        let also_first = first.clone();
        let second = places.take().await.unwrap();
        assert_eq!((first.kept, second.kept), (false, true));
        drop((first, second));
        assert!(
            places.take().await.unwrap().kept,
            "somebody holds the first"
        );
        drop(also_first);
        assert!(!places.take().await.unwrap().kept);
    }
}
