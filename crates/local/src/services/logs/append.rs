//! Writing events, by clients and by other services.

use std::collections::BTreeMap;

use super::{
    Logs, emf,
    event::{Event, OVERHEAD, Position},
    group::{Group, Stream},
    metric_filter::MetricFilter,
    subscription::{self, Parcel, Written},
};
use crate::{
    services::cloudwatch::Reading,
    store::{Batch, Commit},
};

impl Logs {
    /// Writes events (milliseconds since the epoch, text), making the group and the stream when
    /// they are not there. Does not wait for the disk.
    pub fn append(&self, group: &str, stream: &str, events: Vec<(i64, String)>) {
        let now = self.core.clock.now_millis();
        let written = self.directory.change(|groups, batch| {
            let known = groups.contains_key(group);
            let found = groups
                .entry(group.to_owned())
                .or_insert_with(|| Group::new(now));
            if !known {
                found.put(group, batch);
            }
            let entry = found.streams.entry(stream.to_owned());
            entry.or_insert_with(|| Stream::new(now));
            Ok(self.write(group, found, stream, &events, batch))
        });
        if let Ok((work, commit)) = written {
            // Nobody waits for these events, so nobody is told that they are on disk.
            drop::<Commit>(commit);
            self.measure(group, &work.filters, &events);
            subscription::send(&self.core, work.parcels);
        }
    }

    /// Adds events to a stream that is there; the answer is what is left to do with them.
    pub(super) fn write(
        &self,
        name: &str,
        group: &mut Group,
        stream_name: &str,
        events: &[(i64, String)],
        batch: &mut Batch,
    ) -> Work {
        let now = self.core.clock.now_millis();
        let Some(stream) = group.streams.get_mut(stream_name) else {
            return Work::default();
        };
        let mut positions = Vec::with_capacity(events.len());
        for (time, message) in events {
            let sequence = self.next_sequence();
            let position = Position {
                time: *time,
                sequence,
            };
            let event = Event {
                position,
                stream: stream.id,
                ingested: now,
                message: message.clone(),
            };
            event.put(group.id, batch);
            stream.count(*time, now, OVERHEAD + message.len() as u64);
            positions.push(position);
        }
        stream.put(name, stream_name, batch);
        self.watched.tell(name, stream_name, now, events);
        let written = Written {
            group: name,
            stream: stream_name,
            positions: &positions,
            events,
        };
        let subscriptions = group.subscriptions.iter();
        let parcels =
            subscriptions.flat_map(|(name, one)| one.note(&self.core, name, &written, batch));
        Work {
            parcels: parcels.collect(),
            filters: group.filters.clone(),
        }
    }

    /// Takes the metrics out of events; says whether there were any.
    pub(super) fn measure(
        &self,
        group: &str,
        filters: &BTreeMap<String, MetricFilter>,
        events: &[(i64, String)],
    ) -> bool {
        let embedded = events.iter().flat_map(|(_, message)| emf::metrics(message));
        let mut data: Vec<_> = embedded.map(Reading::Value).collect();
        for (name, filter) in filters {
            data.extend(filter.metrics(&format!("{group}\0{name}"), events));
        }
        let any = !data.is_empty();
        for reading in data {
            self.cloudwatch.read(reading);
        }
        any
    }
}

/// What is left to do with events that are written.
#[derive(Default)]
pub(super) struct Work {
    pub(super) filters: BTreeMap<String, MetricFilter>,
    pub(super) parcels: Vec<Parcel>,
}
