//! What became of the events that buses took: kept for all that are on their way and for the
//! latest that are not.
//!
//! The events of a request lie in one record, which says which deliveries there are; what became
//! of those has records of its own, written when it is known: one for each delivery that failed,
//! and one for each attempt at it before the last; one for all that a queue took together. A
//! delivery without one has not been tried.

mod attempt;
mod gone;
mod index;
mod parcel;
mod read;
mod record;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::{
    delivery::Key,
    model::DeliveryState,
    records::{DELIVERIES, EVENTS},
};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError},
};
pub(crate) use attempt::Attempt;
use index::{Held, Index};
pub(crate) use parcel::Parcel;
use parcel::{Flow, read as read_events};
use read::{DeliveredRecord, DeliveredRecords, learn, read_parcel, retried};
pub(crate) use record::{Addressee, DeliveryRecord, Traced};

/// A delivery that a target took: which, at the how-manieth attempt, and what the target calls it.
pub(crate) type Delivered = (Key, u32, Uuid);

/// Which events are kept.
#[derive(Default)]
pub(crate) struct Trail(Mutex<Index>);

impl Trail {
    /// Reads what is kept.
    pub(crate) fn load(store: &Store) -> Result<(Self, Vec<Traced>), StoreError> {
        let (mut known, mut keys) = (BTreeMap::new(), Vec::new());
        store.visit(DELIVERIES, |key, value| {
            let key = Key::parse(key).ok_or_else(|| unreadable("delivery"))?;
            learn(&mut known, key, value).ok_or_else(|| unreadable("delivery"))?;
            keys.push(key);
            Ok(())
        })?;
        let (mut index, mut traced) = (Index::default(), Vec::new());
        store.visit(EVENTS, |key, value| {
            let first = key.try_into().ok().map(u64::from_be_bytes);
            let (Some(first), Some(events)) = (first, read_events(value)) else {
                return Err(unreadable("event"));
            };
            let places = first..first + events.len() as u64;
            let bytes = events.iter().map(|(_, text)| text.len()).sum();
            let found: Vec<Traced> = places
                .clone()
                .zip(events)
                .map(|(place, (event, _))| Traced {
                    place,
                    event,
                    deliveries: known.remove(&place).unwrap_or_default(),
                })
                .collect();
            let records = keys.partition_point(|key| key.place < places.start)
                ..keys.partition_point(|key| key.place < places.end);
            index.insert(
                first,
                Held {
                    flows: found.iter().map(flow).collect(),
                    bytes,
                    records: keys[records].to_vec(),
                    failed: found.iter().flat_map(retried).collect(),
                },
            );
            traced.extend(found);
            Ok(())
        })?;
        Ok((Self(Mutex::new(index)), traced))
    }

    /// Keeps events, and lets older ones go.
    pub(crate) fn begin(&self, parcel: Parcel, batch: &mut Batch) {
        if parcel.flows.is_empty() {
            return;
        }
        batch.reserve(parcel.bytes_on_disk());
        batch.put_with(EVENTS, parcel.first.to_be_bytes(), |bytes| {
            parcel.write(bytes);
        });
        let held = Held {
            flows: parcel.flows,
            bytes: parcel.bytes,
            records: Vec::new(),
            failed: Vec::new(),
        };
        let mut index = self.lock();
        index.evict(batch);
        index.insert(parcel.first, held);
    }

    /// Writes what became of a delivery; an attempt that others are to follow stays known.
    pub(crate) fn save(&self, batch: &mut Batch, key: Key, record: &DeliveryRecord) {
        batch.put(DELIVERIES, key.bytes(), record);
        let mut index = self.lock();
        index.has_record(key);
        if record.state == DeliveryState::Retrying {
            Attempt::latest(record).save(batch, key);
            index.has_failed(key, record.attempts);
        }
    }

    /// Writes deliveries that succeeded together, at a time in milliseconds: a record for each run
    /// of the same parcel.
    pub(crate) fn save_delivered(&self, batch: &mut Batch, at: i64, delivered: Vec<Delivered>) {
        let mut index = self.lock();
        let mut delivered = delivered.into_iter().peekable();
        while let Some((key, attempts, request_id)) = delivered.next() {
            let parcel = index.parcel_of(key.place);
            let mut run: Vec<DeliveredRecord> = vec![(0, key.number, attempts, request_id)];
            while let Some((other, attempts, request_id)) = delivered.next_if(|(other, ..)| {
                other.place >= key.place && index.parcel_of(other.place) == parcel
            }) {
                run.push((other.place - key.place, other.number, attempts, request_id));
            }
            let records: DeliveredRecords = (at, run);
            batch.put(DELIVERIES, key.bytes(), &records);
            index.has_record(key);
        }
    }

    /// Says that deliveries of these events have ended, one for each time it is named.
    pub(crate) fn close(&self, places: impl IntoIterator<Item = u64>) {
        let mut index = self.lock();
        places.into_iter().for_each(|place| index.close(place));
    }

    /// The texts of events, as far as they are kept and durable.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn texts(
        &self,
        store: &Store,
        places: &[u64],
    ) -> Result<BTreeMap<u64, Arc<str>>, Fault> {
        let mut texts = BTreeMap::new();
        for (parcel, wanted) in self.by_parcel(places) {
            let record = store.get(EVENTS, &parcel.start.to_be_bytes())?;
            let events = record.as_deref().and_then(read_events).unwrap_or_default();
            let found = parcel.zip(events);
            let found = found.filter(|(place, _)| wanted.contains(place));
            texts.extend(found.map(|(place, (_, text))| (place, text.into())));
        }
        Ok(texts)
    }

    /// Every time that an event with this id was taken: by a bus, by another, in a replay.
    pub(crate) fn places_of(&self, id: &Uuid) -> Vec<u64> {
        self.lock().places_of(id)
    }

    /// Events after one, or the latest, oldest first and up to `limit`; and how many were let go
    /// meanwhile that would be among them. Those from place `before` on are left for later, and so
    /// are those that come after one that is not yet durable: whoever asks for what comes after
    /// the last has seen all.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn list(
        &self,
        store: &Store,
        (after, before): (Option<u64>, u64),
        limit: usize,
    ) -> Result<(Vec<Traced>, u64), Fault> {
        let (places, mut gone) = self.places(after, before, limit);
        let mut events = self.read(store, &places)?;
        let index = self.lock();
        let (mut read, mut whole) = (events.iter(), 0);
        for place in places {
            if read
                .as_slice()
                .first()
                .is_some_and(|event| event.place == place)
            {
                read.next();
                whole += 1;
            } else if index.parcel_of(place).is_some() {
                break;
            } else {
                gone += 1;
            }
        }
        events.truncate(whole);
        Ok((events, gone))
    }

    fn places(&self, after: Option<u64>, before: u64, limit: usize) -> (Vec<u64>, u64) {
        let index = self.lock();
        let mut places = match after {
            Some(after) => index.after(after, limit),
            None => index.latest(limit),
        };
        places.retain(|place| *place < before);
        let gone = match (after, places.last()) {
            (Some(after), Some(last)) => index.gone(after, *last),
            _ => 0,
        };
        (places, gone)
    }

    /// How many deliveries have not ended.
    pub(crate) fn open(&self) -> usize {
        self.lock().open
    }

    /// How many deliveries have not ended, and the oldest event that has one.
    pub(crate) fn oldest_open(&self) -> (usize, Option<u64>) {
        let index = self.lock();
        (index.open, index.oldest_open())
    }

    /// Events and what became of them, as far as they are durable.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn read(&self, store: &Store, places: &[u64]) -> Result<Vec<Traced>, Fault> {
        let mut traced = Vec::with_capacity(places.len());
        for (parcel, wanted) in self.by_parcel(places) {
            let any_failed = self.lock().any_failed(parcel.start);
            let events = read_parcel(store, parcel, any_failed)?;
            traced.extend(
                events
                    .into_iter()
                    .filter(|event| wanted.contains(&event.place)),
            );
        }
        Ok(traced)
    }

    /// The parcels that places belong to, each with those places of it that follow each other.
    fn by_parcel<'a>(&self, places: &'a [u64]) -> Vec<(Range<u64>, &'a [u64])> {
        let index = self.lock();
        let parcel = |place| index.parcel_of(place);
        let runs = places.chunk_by(|one, next| parcel(*one) == parcel(*next));
        runs.filter_map(|run| Some((parcel(run[0])?, run)))
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn flow(traced: &Traced) -> Flow {
    let open = traced
        .event
        .to
        .len()
        .saturating_sub(traced.deliveries.ended());
    Flow {
        id: Uuid::parse_str(&traced.event.id).unwrap_or_default(),
        open: u16::try_from(open).unwrap_or(u16::MAX),
    }
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Failed(format!(
        "a record of an {what} is not as this version writes it"
    ))
}
