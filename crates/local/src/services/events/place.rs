//! The places of events: numbers that grow with every event that a bus takes.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Hands out places, also over a restart.
#[derive(Debug, Default)]
pub(crate) struct Places(AtomicU64);

impl Places {
    /// The first of `count` places in a row: later than any that was handed out before, and than
    /// any other process did.
    pub(crate) fn take(&self, count: usize, now: i64) -> u64 {
        let by_time = u64::try_from(now).unwrap_or(0) << 20;
        let first = |last: u64| by_time.max(last + 1);
        let later = |last| Some(first(last) + (count as u64).saturating_sub(1));
        let last = self.0.fetch_update(Relaxed, Relaxed, later);
        first(last.unwrap_or_default())
    }

    /// Says that a place is taken.
    pub(crate) fn taken(&self, place: u64) {
        self.0.fetch_max(place, Relaxed);
    }
}

/// About when a place was taken, in milliseconds.
pub(crate) fn taken_at(place: u64) -> i64 {
    i64::try_from(place >> 20).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_grow_even_when_the_clock_does_not() {
        let places = Places::default();
        let first = places.take(1, 1000);
        assert!(places.take(1, 1000) > first && places.take(1, 500) > first);
        places.taken(u64::MAX - 10);
        assert_eq!(places.take(1, 0), u64::MAX - 9);
    }

    #[test]
    fn places_in_a_row_are_nobody_elses() {
        let places = Places::default();
        let first = places.take(10, 1000);
        assert_eq!(places.take(1, 1000), first + 10);
    }
}
