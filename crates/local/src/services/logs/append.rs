//! Writing events, by clients and by other services.

use super::{
    Logs, emf,
    event::{Event, OVERHEAD, Position},
    group::{Group, Stream},
    metric_filter::MetricFilter,
};
use crate::store::{Batch, Commit};

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
        if let Ok((filters, commit)) = written {
            // Nobody waits for these events, so nobody is told that they are on disk.
            drop::<Commit>(commit);
            self.measure(&filters, &events);
        }
    }

    /// Adds events to a stream that is there; the answer is the group's filters.
    pub(super) fn write(
        &self,
        name: &str,
        group: &mut Group,
        stream_name: &str,
        events: &[(i64, String)],
        batch: &mut Batch,
    ) -> Vec<MetricFilter> {
        let now = self.core.clock.now_millis();
        let Some(stream) = group.streams.get_mut(stream_name) else {
            return Vec::new();
        };
        for (time, message) in events {
            let sequence = self.next_sequence();
            let event = Event {
                position: Position {
                    time: *time,
                    sequence,
                },
                stream: stream.id,
                ingested: now,
                message: message.clone(),
            };
            event.put(group.id, batch);
            stream.count(*time, now, OVERHEAD + message.len() as u64);
        }
        stream.put(name, stream_name, batch);
        self.watched.tell(name, stream_name, now, events);
        group.filters.values().cloned().collect()
    }

    /// Takes the metrics out of events.
    pub(super) fn measure(&self, filters: &[MetricFilter], events: &[(i64, String)]) {
        let embedded = events.iter().flat_map(|(_, message)| emf::metrics(message));
        let filtered = filters.iter().flat_map(|filter| filter.metrics(events));
        for datum in embedded.chain(filtered) {
            self.cloudwatch.record(datum);
        }
    }
}
