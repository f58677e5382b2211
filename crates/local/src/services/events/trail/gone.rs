//! Which places the trail has let go, for whoever had not yet read them.

use std::{collections::VecDeque, ops::Range};

/// Parcels that are remembered: more than whoever reads along can lie behind by.
const REMEMBERED: usize = 65_536;

#[derive(Default)]
pub(super) struct Gone(VecDeque<Range<u64>>);

impl Gone {
    pub(super) fn add(&mut self, places: Range<u64>) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(places);
    }

    /// How many there are behind `after`, up to `last`.
    pub(super) fn between(&self, after: u64, last: u64) -> u64 {
        let count = |places: &Range<u64>| {
            let from = places.start.max(after.saturating_add(1));
            let to = places.end.min(last.saturating_add(1));
            to.saturating_sub(from)
        };
        self.0.iter().map(count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_between_two_others() {
        let mut gone = Gone::default();
        gone.add(20..25);
        gone.add(10..12);
        assert_eq!(gone.between(0, 100), 7);
        assert_eq!(gone.between(10, 21), 3);
        assert_eq!(gone.between(24, 100), 0);
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut gone = Gone::default();
        for place in 0..=REMEMBERED as u64 {
            gone.add(place..place + 1);
        }
        assert_eq!(gone.between(0, u64::MAX), REMEMBERED as u64);
    }
}
