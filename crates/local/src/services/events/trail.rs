//! What became of the events that buses took: kept for all that are on their way and for the
//! latest that are not.
//!
//! An event's record says which deliveries there are; what became of each has a record of its
//! own, written when it is known. A delivery without one has not been tried.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    delivery::{Failure, Key},
    envelope::Incoming,
    model::DeliveryState,
    records::{DELIVERIES, EVENTS},
};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError},
};

/// How many events are kept after their last delivery, and how many bytes of them.
const KEPT: usize = 10_000;
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// An event that a bus took, without its text.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct EventRecord {
    pub id: String,
    pub bus: String,
    /// Milliseconds, as all times here.
    pub at: i64,
    pub source: String,
    pub detail_type: String,
    pub time: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<Arc<str>>,
    pub to: Vec<Addressee>,
}

/// Whom an event goes to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Addressee {
    pub rule_arn: Arc<str>,
    pub target_id: String,
    pub target_arn: String,
}

/// What became of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct DeliveryRecord {
    pub state: DeliveryState,
    pub attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// When it is tried again, where it is.
    pub next: i64,
}

impl DeliveryRecord {
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, DeliveryState::Pending | DeliveryState::Retrying)
    }

    /// Why it failed last.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let message = self.error_message.clone().unwrap_or_default();
        self.error_code
            .clone()
            .map(|code| Failure::recorded(code, message))
    }
}

/// Writes what became of a delivery.
pub(crate) fn save(batch: &mut Batch, key: Key, record: &DeliveryRecord) {
    batch.put(DELIVERIES, key.bytes(), record);
}

/// An event as it lies on disk, with what became of its deliveries.
pub(crate) struct Traced {
    pub place: u64,
    pub event: EventRecord,
    pub deliveries: BTreeMap<u16, DeliveryRecord>,
}

/// Which events are kept.
#[derive(Default)]
pub(crate) struct Trail(Mutex<Index>);

#[derive(Default)]
struct Index {
    flows: BTreeMap<u64, Flow>,
    by_id: HashMap<Uuid, Vec<u64>>,
    /// Events without open deliveries, in the order in which they can go.
    closed: VecDeque<u64>,
    bytes: usize,
}

struct Flow {
    id: Uuid,
    deliveries: u16,
    open: u16,
    bytes: usize,
}

impl Trail {
    /// Reads what is kept.
    pub(crate) fn load(store: &Store) -> Result<(Self, Vec<Traced>), StoreError> {
        let mut deliveries: HashMap<u64, BTreeMap<u16, DeliveryRecord>> = HashMap::new();
        store.visit(DELIVERIES, |key, value| {
            let (Some(key), Ok(record)) = (Key::parse(key), serde_json::from_slice(value)) else {
                return Err(unreadable("delivery"));
            };
            deliveries
                .entry(key.place)
                .or_default()
                .insert(key.number, record);
            Ok(())
        })?;
        let (mut index, mut traced) = (Index::default(), Vec::new());
        store.visit(EVENTS, |key, value| {
            let place = key.try_into().ok().map(u64::from_be_bytes);
            let (Some(place), Some((event, text))) = (place, read(value)) else {
                return Err(unreadable("event"));
            };
            let deliveries = deliveries.remove(&place).unwrap_or_default();
            let ended = deliveries
                .values()
                .filter(|record| !record.is_open())
                .count();
            let id = Uuid::parse_str(&event.id).unwrap_or_default();
            index.insert(
                place,
                id,
                event.to.len(),
                event.to.len() - ended.min(event.to.len()),
                text.len(),
            );
            traced.push(Traced {
                place,
                event,
                deliveries,
            });
            Ok(())
        })?;
        Ok((Self(Mutex::new(index)), traced))
    }

    /// Keeps an event that goes to `to`, and lets older ones go.
    pub(crate) fn begin(
        &self,
        place: u64,
        event: &Incoming,
        at: i64,
        to: Vec<Addressee>,
        batch: &mut Batch,
    ) {
        let mut index = self.lock();
        index.evict(batch);
        index.insert(place, event.id, to.len(), to.len(), event.text.len());
        drop(index);
        let record = EventRecord {
            id: event.id.to_string(),
            bus: event.bus.clone(),
            at,
            source: event.source.clone(),
            detail_type: event.detail_type.clone(),
            time: event.time,
            replay: event.replay.clone(),
            trace: event.trace.clone(),
            to,
        };
        let mut bytes = serde_json::to_vec(&record).expect("the record is plain data");
        bytes.push(b'\n');
        bytes.extend_from_slice(event.text.as_bytes());
        batch.put_bytes(EVENTS, place.to_be_bytes(), bytes);
    }

    /// Says that one more delivery of an event has ended.
    pub(crate) fn close(&self, place: u64) {
        let mut index = self.lock();
        if let Some(flow) = index.flows.get_mut(&place) {
            flow.open = flow.open.saturating_sub(1);
            if flow.open == 0 {
                index.closed.push_back(place);
            }
        }
    }

    /// The text of an event that is kept.
    pub(crate) fn text(&self, store: &Store, place: u64) -> Result<Arc<str>, Fault> {
        let value = store.get(EVENTS, &place.to_be_bytes())?;
        let text = value
            .as_deref()
            .and_then(|value| Some(read(value)?.1.into()));
        text.ok_or_else(|| Fault::internal(format!("event {place} is not in the store")))
    }

    /// Every time that an event with this id was taken: by a bus, by another, in a replay.
    pub(crate) fn places_of(&self, id: &Uuid) -> Vec<u64> {
        self.lock().by_id.get(id).cloned().unwrap_or_default()
    }

    /// The places after one, or the latest; oldest first, up to `limit`.
    pub(crate) fn places(&self, after: Option<u64>, limit: usize) -> Vec<u64> {
        let index = self.lock();
        match after {
            Some(after) => index
                .flows
                .range(after + 1..)
                .map(|(place, _)| *place)
                .take(limit)
                .collect(),
            None => {
                let mut latest: Vec<u64> = index.flows.keys().rev().copied().take(limit).collect();
                latest.reverse();
                latest
            }
        }
    }

    /// How many deliveries have not ended.
    pub(crate) fn open(&self) -> usize {
        self.lock()
            .flows
            .values()
            .map(|flow| usize::from(flow.open))
            .sum()
    }

    /// How many deliveries have not ended, and the oldest event that has one.
    pub(crate) fn oldest_open(&self) -> (usize, Option<u64>) {
        let index = self.lock();
        let open = index.flows.iter().filter(|(_, flow)| flow.open > 0);
        let mut oldest = None;
        let count = open.map(|(place, flow)| {
            oldest.get_or_insert(*place);
            usize::from(flow.open)
        });
        (count.sum(), oldest)
    }

    /// An event and what became of it, as far as it is durable.
    pub(crate) fn read(&self, store: &Store, place: u64) -> Result<Option<Traced>, Fault> {
        let value = store.get(EVENTS, &place.to_be_bytes())?;
        let Some((event, _)) = value.as_deref().and_then(read) else {
            return Ok(None);
        };
        let records = store.scan(DELIVERIES, &place.to_be_bytes())?;
        let deliveries = records.iter().filter_map(|(key, value)| {
            Some((Key::parse(key)?.number, serde_json::from_slice(value).ok()?))
        });
        Ok(Some(Traced {
            place,
            event,
            deliveries: deliveries.collect(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    fn insert(&mut self, place: u64, id: Uuid, deliveries: usize, open: usize, bytes: usize) {
        let number = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let flow = Flow {
            id,
            deliveries: number(deliveries),
            open: number(open),
            bytes,
        };
        if flow.open == 0 {
            self.closed.push_back(place);
        }
        self.bytes += bytes;
        self.flows.insert(place, flow);
        self.by_id.entry(id).or_default().push(place);
    }

    fn evict(&mut self, batch: &mut Batch) {
        while self.closed.len() >= KEPT || self.bytes > KEPT_BYTES {
            let Some(place) = self.closed.pop_front() else {
                return;
            };
            let Some(flow) = self.flows.remove(&place) else {
                continue;
            };
            self.bytes -= flow.bytes;
            if let Some(places) = self.by_id.get_mut(&flow.id) {
                places.retain(|other| *other != place);
                if places.is_empty() {
                    self.by_id.remove(&flow.id);
                }
            }
            batch.delete(EVENTS, place.to_be_bytes());
            for number in 0..flow.deliveries {
                batch.delete(DELIVERIES, Key { place, number }.bytes());
            }
        }
    }
}

fn read(value: &[u8]) -> Option<(EventRecord, &str)> {
    let end = value.iter().position(|byte| *byte == b'\n')?;
    let event = serde_json::from_slice(&value[..end]).ok()?;
    Some((event, std::str::from_utf8(&value[end + 1..]).ok()?))
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Failed(format!(
        "a record of an {what} is not as this version writes it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_that_are_done_go_first_and_what_is_open_stays() {
        let mut index = Index::default();
        index.insert(0, Uuid::from_u128(0), 1, 1, 1);
        for place in 1..=KEPT as u64 {
            index.insert(place, Uuid::from_u128(u128::from(place)), 0, 0, 1);
        }
        let mut batch = Batch::new();
        index.evict(&mut batch);
        assert!(!batch.is_empty());
        assert!(index.flows.contains_key(&0) && !index.flows.contains_key(&1));
        assert_eq!(index.by_id.len(), KEPT);
    }

    #[test]
    fn many_bytes_go_before_many_events() {
        let mut index = Index::default();
        index.insert(1, Uuid::from_u128(1), 0, 0, KEPT_BYTES + 1);
        index.insert(2, Uuid::from_u128(2), 0, 0, 1);
        index.evict(&mut Batch::new());
        assert_eq!(index.flows.keys().copied().collect::<Vec<_>>(), [2]);
    }
}
