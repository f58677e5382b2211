//! The events of one function that wait: the first in memory by their places, the rest on disk.
//!
//! A function that is slow or fails for hours has any number of them. Memory knows where the next
//! ones are, and where the disk has to be read on.

use std::collections::{BTreeSet, HashSet};

use uuid::Uuid;

/// How many events of one function run at the same time: what a laptop can carry. AWS promises
/// no number either.
const AT_ONCE: usize = 8;

/// Where an event stands among those of its function: by when it is due. The default is before
/// all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    /// In milliseconds since the epoch.
    pub(super) due: i64,
    /// The request id.
    pub(super) id: Uuid,
}

/// What memory knows of the events of one function.
#[derive(Debug)]
pub(super) struct Lane {
    /// How many places are kept when there are more; up to twice as many before some are let go.
    window: usize,
    first: BTreeSet<Place>,
    /// From here on there may be events that only the disk knows.
    rest: Option<Place>,
    /// Those that are being written, or are at the function: where the disk shows one, it does
    /// not wait.
    taken: HashSet<Place>,
    running: usize,
}

impl Lane {
    /// A lane without events.
    pub(super) fn empty(window: usize) -> Self {
        Self {
            window: window.max(1),
            first: BTreeSet::new(),
            rest: None,
            taken: HashSet::new(),
            running: 0,
        }
    }

    /// A lane whose events are on disk.
    pub(super) fn on_disk(window: usize) -> Self {
        Self {
            rest: Some(Place::default()),
            ..Self::empty(window)
        }
    }

    /// An event is being written at this place.
    pub(super) fn announce(&mut self, place: Place) {
        self.taken.insert(place);
    }

    /// An event that was announced is on disk and waits.
    pub(super) fn put(&mut self, place: Place) {
        self.taken.remove(&place);
        if self.rest.is_some_and(|rest| rest <= place) {
            return;
        }
        self.first.insert(place);
        if self.first.len() > 2 * self.window {
            self.let_go();
        }
    }

    /// Only the disk knows the later half from now on.
    fn let_go(&mut self) {
        if let Some(place) = self.first.iter().nth(self.window).copied() {
            self.first.split_off(&place);
            self.rest = Some(place);
        }
    }

    /// An event is no longer at this place on disk.
    pub(super) fn forget(&mut self, place: Place) {
        self.taken.remove(&place);
    }

    /// From where the disk has to be read before it is known which event is next.
    pub(super) fn unread(&self) -> Option<Place> {
        self.rest.filter(|_| self.first.is_empty())
    }

    /// How many places one reading of the disk takes in.
    pub(super) fn window(&self) -> usize {
        self.window
    }

    /// What the disk has from [`Lane::unread`] on, up to before `rest`, or to the end.
    pub(super) fn read(&mut self, found: impl IntoIterator<Item = Place>, rest: Option<Place>) {
        let waiting = found
            .into_iter()
            .filter(|place| !self.taken.contains(place));
        self.first.extend(waiting);
        self.rest = rest;
    }

    /// Takes the next event that is due, if the function may have one more.
    pub(super) fn begin(&mut self, now: i64) -> Option<Place> {
        if self.next_due().is_none_or(|due| due > now) {
            return None;
        }
        let place = self.first.pop_first()?;
        self.taken.insert(place);
        self.running += 1;
        Some(place)
    }

    /// One event is no longer at the function.
    pub(super) fn end(&mut self) {
        self.running -= 1;
    }

    /// When the next event may begin; nothing while the function has as many as it may.
    pub(super) fn next_due(&self) -> Option<i64> {
        let next = self.first.first().filter(|_| self.running < AT_ONCE);
        next.map(|place| place.due)
    }

    /// How many events are at the function.
    pub(super) fn running(&self) -> usize {
        self.running
    }

    /// For how many milliseconds the next event could have run.
    pub(super) fn late(&self, now: i64) -> i64 {
        let next = self.first.first().map_or(now, |place| place.due);
        (now - next).max(0)
    }

    /// Whether nothing waits, is written or runs.
    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.rest.is_none() && self.taken.is_empty() && self.running == 0
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Bound;

    use super::*;
    use proptest::prelude::*;

    fn place(due: i64, id: u128) -> Place {
        let id = Uuid::from_u128(id);
        Place { due, id }
    }

    /// A lane and what the disk has of it.
    struct Model {
        lane: Lane,
        disk: BTreeSet<Place>,
        running: Vec<Place>,
        ids: u128,
    }

    impl Model {
        fn new(window: usize) -> Self {
            Self {
                lane: Lane::empty(window),
                disk: BTreeSet::new(),
                running: Vec::new(),
                ids: 0,
            }
        }

        fn accept(&mut self, due: i64) {
            self.ids += 1;
            self.write(place(due, self.ids));
        }

        fn write(&mut self, place: Place) {
            self.lane.announce(place);
            self.disk.insert(place);
            self.fill();
            self.lane.put(place);
        }

        fn fill(&mut self) {
            while let Some(from) = self.lane.unread() {
                let behind = (Bound::Included(from), Bound::Unbounded);
                let mut found = self.disk.range(behind).copied();
                let places: Vec<Place> = found.by_ref().take(self.lane.window()).collect();
                self.lane.read(places, found.next());
            }
        }

        /// The next event must be the first on disk that is not at the function yet.
        fn begin(&mut self, now: i64) {
            self.fill();
            let waiting = |place: &&Place| place.due <= now && !self.running.contains(place);
            let expected = self.disk.iter().find(waiting).copied();
            let begun = self.lane.begin(now);
            if self.running.len() == AT_ONCE {
                assert_eq!(begun, None);
            } else {
                assert_eq!(begun, expected);
            }
            self.running.extend(begun);
        }

        /// The event that began first is done, or waits again.
        fn end(&mut self, again: Option<i64>) {
            if self.running.is_empty() {
                return;
            }
            let old = self.running.remove(0);
            if let Some(due) = again {
                self.write(Place { due, ..old });
            }
            self.disk.remove(&old);
            self.lane.forget(old);
            self.lane.end();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn events_begin_in_order_whatever_only_the_disk_knows(
            window in 1_usize..5,
            steps in prop::collection::vec((0_u8..4, 1_i64..40), 0..200),
        ) {
            let mut model = Model::new(window);
            for (step, time) in steps {
                match step {
                    0 => model.accept(time),
                    1 => model.begin(time),
                    2 => model.end(None),
                    _ => model.end(Some(100 + time)),
                }
                prop_assert!(model.lane.first.len() <= 2 * window);
            }
            while !model.disk.is_empty() {
                model.begin(i64::MAX);
                model.end(None);
            }
            model.fill();
            prop_assert!(model.lane.is_empty());
        }
    }

    #[test]
    fn a_function_has_so_many_events_at_once_and_no_more() {
        let mut lane = Lane::empty(100);
        for id in 0..=AT_ONCE {
            lane.put(place(1, id as u128));
        }
        let begun = std::iter::from_fn(|| lane.begin(1)).count();
        assert_eq!((begun, lane.next_due()), (AT_ONCE, None));
        lane.end();
        assert_eq!(lane.begin(1), Some(place(1, AT_ONCE as u128)));
    }

    #[test]
    fn what_waits_for_others_is_late() {
        let mut lane = Lane::empty(100);
        for id in 0..=AT_ONCE {
            lane.put(place(1, id as u128));
        }
        while lane.begin(1).is_some() {}
        assert_eq!((lane.running(), lane.late(5)), (AT_ONCE, 4));
        assert_eq!(Lane::empty(1).late(5), 0);
    }

    #[test]
    fn nothing_begins_before_it_is_due() {
        let mut lane = Lane::empty(100);
        lane.put(place(7, 1));
        assert_eq!((lane.begin(6), lane.next_due()), (None, Some(7)));
        assert_eq!(lane.begin(7), Some(place(7, 1)));
    }

    /// Written and found on disk before it is known to be: it must not begin twice.
    #[test]
    fn what_is_being_written_does_not_begin_yet() {
        let mut lane = Lane::on_disk(10);
        lane.announce(place(1, 1));
        lane.read([place(1, 1)], None);
        assert_eq!(lane.begin(1), None);
        lane.put(place(1, 1));
        assert_eq!(lane.begin(1), Some(place(1, 1)));
        lane.read([], None);
        assert_eq!(lane.begin(1), None);
    }
}
