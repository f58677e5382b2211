//! The places of events: numbers that grow with every event that a bus takes.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Hands out places, also over a restart.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<Handed>);

#[derive(Debug, Default)]
struct Handed {
    last: u64,
    /// The first places of requests that are not yet through.
    open: BTreeSet<u64>,
}

/// Places of one request, until their events are on the trail.
#[derive(Debug)]
pub(crate) struct Taken<'a> {
    places: &'a Places,
    /// The first of them.
    pub(crate) first: u64,
}

impl Places {
    /// `count` places in a row: later than any that was handed out before, and than any other
    /// process did.
    pub(crate) fn take(&self, count: usize, now: i64) -> Taken<'_> {
        let by_time = u64::try_from(now).unwrap_or(0) << 20;
        let mut handed = self.lock();
        let first = by_time.max(handed.last + 1);
        handed.last = first + (count as u64).saturating_sub(1);
        handed.open.insert(first);
        Taken {
            places: self,
            first,
        }
    }

    /// Says that a place is taken.
    pub(crate) fn taken(&self, place: u64) {
        let mut handed = self.lock();
        handed.last = handed.last.max(place);
    }

    /// The place before which no event is still to come.
    pub(crate) fn settled(&self) -> u64 {
        let handed = self.lock();
        let first = handed.open.first().copied();
        first.unwrap_or(handed.last.saturating_add(1))
    }

    fn lock(&self) -> MutexGuard<'_, Handed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.places.lock().open.remove(&self.first);
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
        let first = places.take(1, 1000).first;
        assert!(places.take(1, 1000).first > first && places.take(1, 500).first > first);
        places.taken(u64::MAX - 10);
        assert_eq!(places.take(1, 0).first, u64::MAX - 9);
    }

    #[test]
    fn places_in_a_row_are_nobody_elses() {
        let places = Places::default();
        let first = places.take(10, 1000).first;
        assert_eq!(places.take(1, 1000).first, first + 10);
    }

    #[test]
    fn what_comes_after_a_request_that_is_not_through_is_not_settled() {
        let places = Places::default();
        let slow = places.take(2, 1000);
        let quick = places.take(1, 1000).first;
        assert_eq!(places.settled(), slow.first);
        drop(slow);
        assert_eq!(places.settled(), quick + 1);
    }
}
