//! The events of one request: they lie on disk together, in one record.
//!
//! A line of JSON says whom the events go to, once for all of them. For each event follow a line
//! of JSON about it, the length of its text in four bytes, and the text.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::{Addressee, EventRecord};
use crate::services::events::{envelope::Incoming, registry::Target};

/// Events that are taken in together.
pub(crate) struct Parcel {
    /// The place of the first event; the others follow it.
    pub first: u64,
    at: i64,
    targets: Vec<Arc<Target>>,
    pub(super) flows: Vec<Flow>,
    /// Bytes of text.
    pub(super) bytes: usize,
    events: Vec<u8>,
}

/// An event and how many of its deliveries have not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    pub id: Uuid,
    pub open: u16,
}

#[derive(Deserialize, Serialize)]
struct Head<'a> {
    at: i64,
    to: Cow<'a, [Addressee]>,
}

#[derive(Deserialize, Serialize)]
struct Line<'a> {
    id: Cow<'a, str>,
    bus: Cow<'a, str>,
    source: Cow<'a, str>,
    detail_type: Cow<'a, str>,
    time: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replay: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trace: Option<Arc<str>>,
    /// Where in the head's list.
    to: Vec<u16>,
}

impl Parcel {
    /// An empty one whose first event has this place.
    pub(crate) fn new(first: u64, at: i64) -> Self {
        Self {
            first,
            at,
            targets: Vec::new(),
            flows: Vec::new(),
            bytes: 0,
            events: Vec::new(),
        }
    }

    /// Adds an event that goes to these targets; its place.
    pub(crate) fn add(&mut self, event: &Incoming, to: &[&Arc<Target>]) -> u64 {
        let place = self.first + self.flows.len() as u64;
        let mut id = Uuid::encode_buffer();
        let line = Line {
            id: Cow::Borrowed(event.id.hyphenated().encode_lower(&mut id)),
            bus: Cow::Borrowed(&event.bus),
            source: Cow::Borrowed(&event.source),
            detail_type: Cow::Borrowed(&event.detail_type),
            time: event.time,
            replay: event.replay.clone(),
            trace: event.trace.clone(),
            to: to.iter().map(|target| self.number(target)).collect(),
        };
        write_line(&mut self.events, &line);
        let length = u32::try_from(event.text.len()).expect("an event is at most 1 MiB");
        self.events.extend_from_slice(&length.to_be_bytes());
        self.events.extend_from_slice(event.text.as_bytes());
        self.bytes += event.text.len();
        self.flows.push(Flow {
            id: event.id,
            open: u16::try_from(to.len()).unwrap_or(u16::MAX),
        });
        place
    }

    fn number(&mut self, target: &Arc<Target>) -> u16 {
        let known = self
            .targets
            .iter()
            .position(|known| Arc::ptr_eq(known, target));
        let number = known.unwrap_or_else(|| {
            self.targets.push(Arc::clone(target));
            self.targets.len() - 1
        });
        u16::try_from(number).unwrap_or(u16::MAX)
    }

    /// The record.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let to = self.targets.iter().map(|target| Addressee::of(target));
        let head = Head {
            at: self.at,
            to: to.collect(),
        };
        write_line(bytes, &head);
        bytes.extend_from_slice(&self.events);
    }

    /// Bytes that its record will have, about.
    pub(super) fn bytes_on_disk(&self) -> usize {
        self.events.len() + 160 * self.targets.len() + 64
    }
}

fn write_line(bytes: &mut Vec<u8>, line: &impl Serialize) {
    serde_json::to_writer(&mut *bytes, line).expect("plain data goes into memory");
    bytes.push(b'\n');
}

/// The events of a record with their texts, in the order of their places; `None` when it is not
/// as this version writes it.
pub(super) fn read(record: &[u8]) -> Option<Vec<(EventRecord, &str)>> {
    let (line, mut rest) = split_line(record)?;
    let head: Head<'_> = serde_json::from_slice(line).ok()?;
    let mut events = Vec::new();
    while !rest.is_empty() {
        let (line, after) = split_line(rest)?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let (text, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let line: Line<'_> = serde_json::from_slice(line).ok()?;
        events.push((line.with(&head)?, std::str::from_utf8(text).ok()?));
        rest = after;
    }
    Some(events)
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

impl Line<'_> {
    fn with(self, head: &Head<'_>) -> Option<EventRecord> {
        let to = self.to.iter();
        Some(EventRecord {
            id: self.id.into_owned(),
            bus: self.bus.into_owned(),
            at: head.at,
            source: self.source.into_owned(),
            detail_type: self.detail_type.into_owned(),
            time: self.time,
            replay: self.replay,
            trace: self.trace,
            to: to
                .map(|number| head.to.get(usize::from(*number)).cloned())
                .collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{incoming, target},
        *,
    };

    #[test]
    fn events_read_back_each_with_its_own_targets() {
        let (a, b) = (target("a"), target("b"));
        let texts = ["{\n}", "{\"é\":\"\\n\"}", "{}"];
        let mut parcel = Parcel::new(7, 1);
        let to: [&[&Arc<Target>]; 3] = [&[&a, &b], &[&b], &[]];
        for (number, text) in texts.into_iter().enumerate() {
            let place = parcel.add(&incoming(number as u128, text), to[number]);
            assert_eq!(place, 7 + number as u64);
        }
        let mut record = Vec::new();
        parcel.write(&mut record);
        let events = read(&record).unwrap();
        assert_eq!(events.len(), 3);
        for (number, (event, text)) in events.iter().enumerate() {
            assert_eq!(*text, texts[number]);
            assert_eq!(event.id, Uuid::from_u128(number as u128).to_string());
            assert_eq!(event.source, "shop\n\"");
            let ids: Vec<&str> = event.to.iter().map(|to| &*to.target_id).collect();
            let expected: Vec<&str> = to[number].iter().map(|to| to.spec.id.as_str()).collect();
            assert_eq!(ids, expected);
        }
        for end in 1..record.len() - 1 {
            let cut = read(&record[..end]).map_or(0, |events| events.len());
            assert!(cut < 3, "cut off at {end}");
        }
    }
}
