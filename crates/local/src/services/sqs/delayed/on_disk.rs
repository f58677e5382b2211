//! How many messages lie only on disk, by when their delays end.

use std::collections::BTreeMap;

/// A number for each second in which delays end, fifteen minutes of them, and one for all before.
#[derive(Debug, Default)]
pub(super) struct OnDisk {
    visible: usize,
    waiting: usize,
    /// By the end of the second, in seconds.
    ends: BTreeMap<i64, usize>,
}

impl OnDisk {
    pub(super) fn visible(&self) -> usize {
        self.visible
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many numbers it has.
    #[cfg(test)]
    pub(super) fn numbers(&self) -> usize {
        self.ends.len()
    }

    /// One more whose delay ends then, in milliseconds.
    pub(super) fn add(&mut self, end: i64) {
        self.waiting += 1;
        *self.ends.entry(second(end)).or_default() += 1;
    }

    /// One less.
    pub(super) fn remove(&mut self, end: i64) {
        let Some(count) = self.ends.get_mut(&second(end)) else {
            self.visible = self.visible.saturating_sub(1);
            return;
        };
        *count -= 1;
        if *count == 0 {
            self.ends.remove(&second(end));
        }
        self.waiting -= 1;
    }

    /// Counts those as visible whose seconds are over.
    pub(super) fn wake(&mut self, now: i64) {
        while let Some(ended) = self.ends.first_entry()
            && *ended.key() * 1000 <= now
        {
            let count = ended.remove();
            self.waiting -= count;
            self.visible += count;
        }
    }
}

fn second(end: i64) -> i64 {
    end.div_euclid(1000) + 1
}
