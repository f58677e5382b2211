//! A disk for queues in tests: what the batches made of it.

use std::collections::BTreeMap;

use super::*;
use crate::{
    services::sqs::{
        backlog::{DelayedVisitor, Disk, Visitor},
        message::Place,
        receives::Counted,
        records::{DELAYED, MESSAGES, RECEIVES, RESERVED, SPANS},
    },
    store::{StoreError, Table},
};

const TABLES: [Table; 5] = [DELAYED, MESSAGES, RECEIVES, RESERVED, SPANS];

#[derive(Debug, Default)]
pub(super) struct Records(BTreeMap<(&'static str, Vec<u8>), Vec<u8>>);

impl Records {
    pub(super) fn write(&mut self, batch: &Batch) {
        for table in TABLES {
            for (key, value) in batch.of_table(table) {
                let key = (table.0, key.to_vec());
                match value {
                    Some(value) => drop(self.0.insert(key, value.to_vec())),
                    None => assert!(self.0.remove(&key).is_some(), "deleted once"),
                }
            }
        }
    }

    /// The records of a table, in the order of their keys.
    pub(super) fn of(&self, table: Table) -> impl Iterator<Item = (&[u8], &[u8])> {
        let from = (table.0, Vec::new());
        let records = self.0.range(from..);
        let records = records.take_while(move |((name, _), _)| *name == table.0);
        records.map(|((_, key), value)| (key.as_slice(), value.as_slice()))
    }

    /// The queue as a process finds it that starts.
    pub(super) fn read(&self, record: QueueRecord, limits: Limits) -> Queue {
        let mut queue = Queue::new(record, limits);
        for (key, record) in self.of(RECEIVES) {
            let (_, number) = records::parse_key(key).unwrap();
            let counted: Vec<Counted> = serde_json::from_slice(record).unwrap();
            queue.restore_receives(number, &counted);
        }
        for (_, record) in self.of(SPANS) {
            queue.restore_span(serde_json::from_slice(record).unwrap());
        }
        for places in queue.places_outside_spans() {
            let mut restore = |seq, record: &[u8]| {
                queue.restore(seq, records::read_header(record).unwrap());
                Ok(())
            };
            self.visit(1, places, &mut restore).unwrap();
        }
        queue.restore_delayed(self).unwrap();
        let mut batch = Batch::new();
        queue.restored(&mut batch);
        assert!(batch.is_empty(), "nothing was left behind");
        for (key, record) in self.of(RESERVED) {
            queue.restore_reserved(records::read_reserved(key, record).unwrap().1);
        }
        queue
    }
}

impl Disk for Records {
    fn visit(
        &self,
        queue: u64,
        (first, last): (Seq, Seq),
        visitor: &mut Visitor<'_>,
    ) -> Result<(), StoreError> {
        for (key, record) in self.of(MESSAGES) {
            let (of, seq) = records::parse_key(key).unwrap();
            if of == queue && (first..=last).contains(&seq) {
                visitor(seq, record)?;
            }
        }
        Ok(())
    }

    fn visit_delayed(
        &self,
        queue: u64,
        from: Place,
        visitor: &mut DelayedVisitor<'_>,
    ) -> Result<(), StoreError> {
        let from = records::delayed_key(queue, from);
        for (key, record) in self.of(DELAYED).filter(|(key, _)| *key >= &from[..]) {
            let place = records::parse_delayed_key(key).unwrap();
            if visitor(place, record)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// A disk that fails.
pub(super) struct Failing;

impl Disk for Failing {
    fn visit(&self, _: u64, _: (Seq, Seq), _: &mut Visitor<'_>) -> Result<(), StoreError> {
        Err(StoreError::Failed("on purpose".to_owned()))
    }

    fn visit_delayed(
        &self,
        _: u64,
        _: Place,
        _: &mut DelayedVisitor<'_>,
    ) -> Result<(), StoreError> {
        Err(StoreError::Failed("on purpose".to_owned()))
    }
}
