//! Which events are kept: all that are on their way, and the latest that are not.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Range,
};

use uuid::Uuid;

use super::{attempt, gone::Gone, parcel::Flow};
use crate::{
    services::events::{
        delivery::Key,
        records::{DELIVERIES, EVENTS},
    },
    store::Batch,
};

/// How many events are kept after their last delivery, and how many bytes of them.
pub(super) const KEPT: usize = 10_000;
pub(super) const KEPT_BYTES: usize = 64 * 1024 * 1024;

#[derive(Default)]
pub(super) struct Index {
    /// By the place of their first event.
    parcels: BTreeMap<u64, Held>,
    /// Parcels without open deliveries, in the order in which they can go.
    closed: VecDeque<u64>,
    /// Events in closed parcels.
    closed_events: usize,
    bytes: usize,
    /// Deliveries that have not ended.
    pub(super) open: usize,
    gone: Gone,
}

/// A parcel that is on disk.
pub(super) struct Held {
    pub flows: Vec<Flow>,
    /// Bytes of text.
    pub bytes: usize,
    /// The records of its deliveries, in order.
    pub records: Vec<Key>,
    /// Deliveries of which failed attempts have records, and how many; in order.
    pub failed: Vec<(Key, u32)>,
}

impl Held {
    fn open(&self) -> usize {
        self.flows.iter().map(|flow| usize::from(flow.open)).sum()
    }
}

impl Index {
    pub(super) fn insert(&mut self, first: u64, parcel: Held) {
        let open = parcel.open();
        if open == 0 {
            self.closed.push_back(first);
            self.closed_events += parcel.flows.len();
        }
        self.open += open;
        self.bytes += parcel.bytes;
        self.parcels.insert(first, parcel);
    }

    /// Lets parcels go that are done, oldest first, when there are too many.
    pub(super) fn evict(&mut self, batch: &mut Batch) {
        while self.closed_events >= KEPT || self.bytes > KEPT_BYTES {
            let Some(first) = self.closed.pop_front() else {
                return;
            };
            let Some(parcel) = self.parcels.remove(&first) else {
                continue;
            };
            self.closed_events -= parcel.flows.len();
            self.bytes -= parcel.bytes;
            self.gone.add(places(first, &parcel));
            batch.delete(EVENTS, first.to_be_bytes());
            for key in parcel.records {
                batch.delete(DELIVERIES, key.bytes());
            }
            for (key, attempts) in parcel.failed {
                attempt::delete(batch, key, attempts);
            }
        }
    }

    /// Says that one more delivery of an event has ended.
    pub(super) fn close(&mut self, place: u64) {
        let Some((first, parcel)) = find(&mut self.parcels, place) else {
            return;
        };
        let Some(flow) = parcel.flows.get_mut((place - first) as usize) else {
            return;
        };
        if flow.open == 0 {
            return;
        }
        flow.open -= 1;
        self.open -= 1;
        if flow.open == 0 && parcel.open() == 0 {
            self.closed.push_back(first);
            self.closed_events += parcel.flows.len();
        }
    }

    /// Remembers that there is a record under `key`.
    pub(super) fn has_record(&mut self, key: Key) {
        if let Some((_, parcel)) = find(&mut self.parcels, key.place)
            && let Err(at) = parcel.records.binary_search(&key)
        {
            parcel.records.insert(at, key);
        }
    }

    /// Remembers that so many attempts of a delivery have records.
    pub(super) fn has_failed(&mut self, key: Key, attempts: u32) {
        let Some((_, parcel)) = find(&mut self.parcels, key.place) else {
            return;
        };
        match parcel.failed.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(at) => parcel.failed[at].1 = attempts,
            Err(at) => parcel.failed.insert(at, (key, attempts)),
        }
    }

    /// Whether any attempt at a delivery from this parcel failed before another.
    pub(super) fn any_failed(&self, first: u64) -> bool {
        let parcel = self.parcels.get(&first);
        parcel.is_some_and(|parcel| !parcel.failed.is_empty())
    }

    /// The places of the parcel that has an event.
    pub(super) fn parcel_of(&self, place: u64) -> Option<Range<u64>> {
        let (first, parcel) = self.parcels.range(..=place).next_back()?;
        Some(places(*first, parcel)).filter(|places| places.contains(&place))
    }

    pub(super) fn places_of(&self, id: &Uuid) -> Vec<u64> {
        let places = self.flows(0).filter(|(_, flow)| flow.id == *id);
        places.map(|(place, _)| place).collect()
    }

    /// The places after one, oldest first.
    pub(super) fn after(&self, place: u64, limit: usize) -> Vec<u64> {
        let first = self.parcel_of(place).map_or(place, |places| places.start);
        let later = self.flows(first).map(|(other, _)| other);
        later.filter(|other| *other > place).take(limit).collect()
    }

    /// How many places were let go behind one, up to another.
    pub(super) fn gone(&self, after: u64, last: u64) -> u64 {
        self.gone.between(after, last)
    }

    /// The latest places, oldest first.
    pub(super) fn latest(&self, limit: usize) -> Vec<u64> {
        let parcels = self.parcels.iter().rev();
        let places = parcels.flat_map(|(first, parcel)| places(*first, parcel).rev());
        let mut latest: Vec<u64> = places.take(limit).collect();
        latest.reverse();
        latest
    }

    /// The oldest event that has an open delivery.
    pub(super) fn oldest_open(&self) -> Option<u64> {
        self.flows(0)
            .find(|(_, flow)| flow.open > 0)
            .map(|(place, _)| place)
    }

    fn flows(&self, from: u64) -> impl Iterator<Item = (u64, &Flow)> {
        let parcels = self.parcels.range(from..);
        parcels.flat_map(|(first, parcel)| (*first..).zip(&parcel.flows))
    }
}

fn places(first: u64, parcel: &Held) -> Range<u64> {
    first..first + parcel.flows.len() as u64
}

fn find(parcels: &mut BTreeMap<u64, Held>, place: u64) -> Option<(u64, &mut Held)> {
    let (first, parcel) = parcels.range_mut(..=place).next_back()?;
    Some((*first, parcel))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(events: u64, open: u16, bytes: usize) -> Held {
        let flow = |id| Flow {
            id: Uuid::from_u128(u128::from(id)),
            open,
        };
        Held {
            flows: (0..events).map(flow).collect(),
            bytes,
            records: Vec::new(),
            failed: Vec::new(),
        }
    }

    #[test]
    fn the_oldest_that_are_done_go_first_and_what_is_open_stays() {
        let mut index = Index::default();
        index.insert(0, parcel(2, 1, 1));
        for number in 1..=KEPT as u64 / 10 {
            index.insert(number * 10, parcel(10, 0, 1));
        }
        let mut batch = Batch::new();
        index.evict(&mut batch);
        assert!(!batch.is_empty());
        assert_eq!(index.parcel_of(1), Some(0..2));
        assert_eq!(index.parcel_of(10), None, "the oldest of the closed ones");
        assert_eq!(index.parcel_of(29), Some(20..30));
    }

    #[test]
    fn many_bytes_go_before_many_events() {
        let mut index = Index::default();
        index.insert(1, parcel(1, 0, KEPT_BYTES + 1));
        index.insert(2, parcel(1, 0, 1));
        index.evict(&mut Batch::new());
        assert_eq!(index.latest(9), [2]);
    }

    #[test]
    fn a_parcel_is_closed_when_its_last_delivery_has_ended() {
        let mut index = Index::default();
        index.insert(5, parcel(2, 1, KEPT_BYTES + 1));
        index.close(5);
        assert_eq!((index.open, index.oldest_open()), (1, Some(6)));
        index.evict(&mut Batch::new());
        assert_eq!(index.latest(9), [5, 6], "one is still on its way");
        index.close(6);
        index.close(6);
        assert_eq!(index.open, 0, "closing twice counts once");
        index.evict(&mut Batch::new());
        assert_eq!(index.latest(9), [] as [u64; 0]);
    }

    #[test]
    fn places_are_listed_from_the_middle_of_a_parcel_too() {
        let mut index = Index::default();
        index.insert(10, parcel(3, 0, 1));
        index.insert(20, parcel(2, 0, 1));
        assert_eq!(index.after(11, 9), [12, 20, 21]);
        assert_eq!(index.after(5, 2), [10, 11]);
        assert_eq!(index.after(12, 9), [20, 21]);
        assert_eq!(index.latest(3), [12, 20, 21]);
        assert_eq!(index.places_of(&Uuid::from_u128(1)), [11, 21]);
    }

    #[test]
    fn what_was_let_go_is_counted() {
        let mut index = Index::default();
        index.insert(10, parcel(3, 0, KEPT_BYTES + 1));
        index.insert(20, parcel(1, 0, 1));
        index.evict(&mut Batch::new());
        assert_eq!((index.gone(9, 20), index.gone(10, 20)), (3, 2));
    }

    #[test]
    fn the_records_of_deliveries_go_with_their_parcel() {
        let mut index = Index::default();
        index.insert(10, parcel(3, 0, KEPT_BYTES + 1));
        for (place, number) in [(12, 0), (10, 1), (12, 0)] {
            index.has_record(Key { place, number });
        }
        let key = Key {
            place: 12,
            number: 0,
        };
        for attempts in 1..=3 {
            index.has_failed(key, attempts);
        }
        assert!(index.any_failed(10));
        let mut batch = Batch::new();
        index.evict(&mut batch);
        let mut expected = Batch::new();
        expected.delete(EVENTS, 10_u64.to_be_bytes());
        for (place, number) in [(10, 1), (12, 0)] {
            expected.delete(DELIVERIES, Key { place, number }.bytes());
        }
        attempt::delete(&mut expected, key, 3);
        assert_eq!(format!("{batch:?}"), format!("{expected:?}"));
    }
}
