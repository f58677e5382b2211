//! What became of events, put together from the records on disk.

use std::{collections::BTreeMap, ops::Range};

use uuid::Uuid;

use super::{
    attempt,
    parcel::read,
    record::{Deliveries, DeliveryRecord, Traced},
};
use crate::{
    fault::Fault,
    services::events::{
        delivery::Key,
        model::DeliveryState,
        records::{ATTEMPTS, DELIVERIES, EVENTS},
    },
    store::Store,
};

/// A delivery that a target took, as it lies on disk: the place as its distance from the record's, the
/// delivery's number, the attempt, and what the target calls it.
pub(super) type DeliveredRecord = (u64, u16, u32, Uuid);

/// Deliveries that a target took together, and when, in milliseconds.
pub(super) type DeliveredRecords = (i64, Vec<DeliveredRecord>);

/// The events of a parcel with their deliveries, as far as they are durable.
pub(super) fn read_parcel(
    store: &Store,
    places: Range<u64>,
    any_failed: bool,
) -> Result<Vec<Traced>, Fault> {
    let record = store.get(EVENTS, &places.start.to_be_bytes())?;
    let events = record.as_deref().and_then(read).unwrap_or_default();
    let (from, to) = (places.start.to_be_bytes(), places.end.to_be_bytes());
    let mut known = BTreeMap::new();
    for (key, value) in store.range(DELIVERIES, &from, &to, usize::MAX)? {
        Key::parse(&key).and_then(|key| learn(&mut known, key, &value));
    }
    if any_failed {
        for (key, value) in store.range(ATTEMPTS, &from, &to, usize::MAX)? {
            attempt::parse(&key).and_then(|key| learn_failed(&mut known, key, &value));
        }
    }
    let traced = places.zip(events).map(|(place, (event, _))| Traced {
        place,
        event,
        deliveries: known.remove(&place).unwrap_or_default(),
    });
    Ok(traced.collect())
}

/// Takes in a record of one delivery, or of several that succeeded together.
pub(super) fn learn(known: &mut BTreeMap<u64, Deliveries>, key: Key, value: &[u8]) -> Option<()> {
    if value.first() != Some(&b'[') {
        let record = serde_json::from_slice(value).ok()?;
        known
            .entry(key.place)
            .or_default()
            .learn(key.number, record);
        return Some(());
    }
    let (at, run): DeliveredRecords = serde_json::from_slice(value).ok()?;
    for (distance, number, attempts, request_id) in run {
        let record = DeliveryRecord {
            state: DeliveryState::Delivered,
            attempts,
            at,
            request_id: Some(request_id.to_string()),
            ..DeliveryRecord::default()
        };
        let event = known.entry(key.place + distance).or_default();
        event.learn(number, record);
    }
    Some(())
}

/// Takes in an attempt that failed.
fn learn_failed(known: &mut BTreeMap<u64, Deliveries>, key: Key, value: &[u8]) -> Option<()> {
    let attempt = serde_json::from_slice(value).ok()?;
    let event = known.entry(key.place).or_default();
    event.learn_failed(key.number, attempt);
    Some(())
}

/// The deliveries of an event that failed once or more, and how often they were tried.
pub(super) fn retried(traced: &Traced) -> impl Iterator<Item = (Key, u32)> {
    let place = traced.place;
    let retried = traced.deliveries.retried();
    retried.map(move |(number, attempts)| (Key { place, number }, attempts))
}
