//! One delivery of one event to one target.

use std::sync::Arc;

use uuid::Uuid;

use super::failure::Failure;
use crate::services::events::{registry::Target, trail::Traced};

/// The event's place and the number of the delivery among the event's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub place: u64,
    pub number: u16,
}

impl Key {
    pub(crate) fn bytes(self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.place.to_be_bytes());
        bytes[8..].copy_from_slice(&self.number.to_be_bytes());
        bytes
    }

    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (place, number) = bytes.split_at_checked(8)?;
        Some(Self {
            place: u64::from_be_bytes(place.try_into().ok()?),
            number: u16::from_be_bytes(number.try_into().ok()?),
        })
    }
}

/// What all deliveries of an event share.
#[derive(Clone, Debug)]
pub(crate) struct Delivering {
    pub id: Uuid,
    /// When the bus took it, in milliseconds.
    pub ingested: i64,
    pub trace: Option<Arc<str>>,
    pub source: String,
    pub detail_type: String,
    /// The event's own time, in milliseconds.
    pub time: i64,
    pub replay: Option<Arc<str>>,
    /// Absent when it is only on disk.
    pub text: Option<Arc<str>>,
}

impl Delivering {
    /// An event as it lies on disk, without its text.
    pub(crate) fn of(traced: &Traced) -> Self {
        let event = &traced.event;
        Self {
            id: Uuid::parse_str(&event.id).unwrap_or_default(),
            ingested: event.at,
            trace: event.trace.clone(),
            source: event.source.clone(),
            detail_type: event.detail_type.clone(),
            time: event.time,
            replay: event.replay.clone(),
            text: None,
        }
    }
}

/// A delivery that is to be tried.
#[derive(Clone)]
pub(crate) struct Job {
    pub key: Key,
    pub event: Arc<Delivering>,
    pub target: Arc<Target>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it failed last.
    pub last: Option<Failure>,
}
