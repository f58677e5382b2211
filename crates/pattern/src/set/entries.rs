//! The branches of a node that no index holds, like ones together: then the processor foresees
//! what each of them asks.

use super::branches::BranchId;
use super::guard::Guard;
use hashbrown::HashMap;

/// Among more entries than this, places are written down instead of searched for.
const MANY: usize = 64;

/// A branch and its guard.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) guard: Guard,
    pub(super) branch: BranchId,
    /// Whether the guard is the last check left.
    pub(super) last: bool,
}

/// Sorted by the kinds of their guards, in any order within a kind: so one entry comes or goes by
/// moving one of each kind behind it.
#[derive(Debug, Clone, Default)]
pub(super) struct Entries {
    list: Vec<Entry>,
    places: Option<Box<HashMap<BranchId, usize>>>,
}

impl Entries {
    pub(super) fn as_slice(&self) -> &[Entry] {
        &self.list
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds the entry of a branch that has none here.
    pub(super) fn add(&mut self, entry: Entry) {
        let kind = entry.guard.kind();
        let mut hole = self.list.len();
        self.list.push(entry);
        while let Some(before) = hole.checked_sub(1).map(|at| self.list[at].guard.kind()) {
            if before <= kind {
                break;
            }
            let first = self.list[..hole].partition_point(|e| e.guard.kind() < before);
            self.list.swap(first, hole);
            self.note(hole);
            hole = first;
        }
        self.note(hole);
        self.write_places();
    }

    /// Removes the entry of a branch, if there is one.
    pub(super) fn remove(&mut self, branch: BranchId) {
        let Some(mut hole) = self.place(branch) else {
            return;
        };
        while hole + 1 < self.list.len() {
            let kind = self.list[hole + 1]
                .guard
                .kind()
                .max(self.list[hole].guard.kind());
            let last = hole + self.list[hole + 1..].partition_point(|e| e.guard.kind() <= kind);
            self.list.swap(hole, last);
            self.note(hole);
            hole = last;
        }
        self.list.pop();
        if let Some(places) = &mut self.places {
            places.remove(&branch);
        }
        self.write_places();
    }

    fn place(&self, branch: BranchId) -> Option<usize> {
        match &self.places {
            Some(places) => places.get(&branch).copied(),
            None => self.list.iter().position(|entry| entry.branch == branch),
        }
    }

    fn note(&mut self, at: usize) {
        if let Some(places) = &mut self.places {
            places.insert(self.list[at].branch, at);
        }
    }

    /// Begins or ends to write places down, with a margin, so that it happens seldom.
    fn write_places(&mut self) {
        if self.places.is_none() && self.list.len() > MANY {
            let branches = self.list.iter().map(|entry| entry.branch);
            self.places = Some(Box::new(branches.zip(0..).collect()));
        } else if self.places.is_some() && self.list.len() < MANY / 2 {
            self.places = None;
        }
    }
}

impl IntoIterator for Entries {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl FromIterator<Entry> for Entries {
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let mut all = Self::default();
        entries.into_iter().for_each(|entry| all.add(entry));
        all.list.shrink_to_fit();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(branch: BranchId) -> Entry {
        let guard = match branch % 3 {
            0 => Guard::None,
            1 => Guard::Symbol {
                path: 0,
                symbol: branch,
            },
            _ => Guard::Other { path: 0, check: 0 },
        };
        Entry {
            guard,
            branch,
            last: false,
        }
    }

    fn assert_in_order(entries: &Entries, expected: &[BranchId]) {
        let kinds = entries.as_slice().iter().map(|e| e.guard.kind());
        assert!(kinds.is_sorted());
        let mut branches: Vec<_> = entries.as_slice().iter().map(|e| e.branch).collect();
        assert!(
            branches
                .iter()
                .all(|b| entries.as_slice()[entries.place(*b).unwrap()].branch == *b)
        );
        branches.sort_unstable();
        assert_eq!(branches, expected);
    }

    #[test]
    fn entries_stay_sorted_and_known_by_their_places() {
        let mut entries = Entries::default();
        let mut expected: Vec<BranchId> = (0..200).collect();
        expected
            .iter()
            .for_each(|branch| entries.add(entry(*branch)));
        assert!(entries.places.is_some());
        assert_in_order(&entries, &expected);
        // 67 is prime to 200: every entry goes, in no simple order.
        for gone in (0..200).map(|step| step * 67 % 200) {
            entries.remove(gone);
            entries.remove(gone);
            expected.retain(|branch| *branch != gone);
            assert_in_order(&entries, &expected);
        }
        assert!(entries.places.is_none());
    }
}
