//! How fast and how much at a time messages are sent.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::aws::sqs::BATCH;

/// How fast and how much at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The most messages a second; `None` for as many as go.
    pub(crate) rate: Option<u32>,
    /// Batches in work at the same time, each of at most ten messages.
    pub(crate) concurrency: usize,
    /// Seconds that a received message stays hidden; prolonged while it is in work.
    pub(crate) visibility: i32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            rate: None,
            concurrency: 32,
            visibility: 300,
        }
    }
}

impl Pace {
    /// The most messages that go in one request: no more than a second's worth.
    pub(super) fn lot(self) -> usize {
        let second = self.rate.map_or(BATCH, |rate| rate.max(1) as usize);
        second.min(BATCH)
    }
}

/// Lets messages through at a rate.
#[derive(Debug)]
pub(super) struct Gate {
    each: Option<Duration>,
    next: Mutex<Instant>,
}

impl Gate {
    pub(super) fn new(rate: Option<u32>) -> Self {
        Self {
            each: rate.map(|rate| Duration::from_secs(1) / rate.max(1)),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits until so many messages may go.
    pub(super) async fn pass(&self, count: usize) {
        if let Some(turn) = self.turn(Instant::now(), count) {
            tokio::time::sleep_until(turn).await;
        }
    }

    /// When so many messages may go; `None` for at once.
    fn turn(&self, now: Instant, count: usize) -> Option<Instant> {
        let each = self.each?;
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = (*next).max(now);
        *next = turn + each * u32::try_from(count).unwrap_or(u32::MAX);
        Some(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_go_no_faster_than_asked() {
        let gate = Gate::new(Some(4));
        let start = Instant::now();
        let turns = (0..5).filter_map(|_| gate.turn(start, 2)).last();
        // The first two at once, each further two after half a second.
        assert_eq!(turns.map(|turn| turn - start), Some(Duration::from_secs(2)));
        assert_eq!(Gate::new(None).turn(start, 2), None);
    }

    #[test]
    fn a_request_has_no_more_than_a_second_s_worth() {
        let of = |rate| Pace {
            rate,
            ..Pace::default()
        };
        assert_eq!(
            (of(Some(3)).lot(), of(Some(500)).lot(), of(None).lot()),
            (3, 10, 10)
        );
    }
}
