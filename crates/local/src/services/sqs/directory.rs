//! The queues of the account, each behind its own lock.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use tokio::sync::Notify;

use super::{
    attempts::Attempts,
    backlog::{Disk, Span, SpanNumber},
    fault,
    metrics::Tally,
    policy::Parsed,
    queue::{Limits, Queue},
    records::{self, DEDUPLICATION, QUEUES, QueueRecord, RECEIVES, RESERVED, SPANS, unreadable},
};
use crate::{
    fault::Fault,
    store::{Batch, Commit, Store, StoreError},
};

/// A queue that several callers use at once.
pub(crate) struct Cell {
    pub id: u64,
    pub name: String,
    pub arn: Arc<str>,
    queue: Mutex<Queue>,
    /// Wakes long polls when something can be received.
    pub arrived: Notify,
    pub tally: Tally,
    pub attempts: Mutex<Attempts>,
    pub parsed_policy: Parsed,
}

impl Cell {
    pub(crate) fn new(queue: Queue) -> Arc<Self> {
        Arc::new(Self {
            id: queue.record.id,
            name: queue.record.name.clone(),
            arn: queue.record.arn.as_str().into(),
            queue: Mutex::new(queue),
            arrived: Notify::new(),
            tally: Tally::default(),
            attempts: Mutex::default(),
            parsed_policy: Parsed::default(),
        })
    }

    /// The queue, to look at. Changes go through [`Cell::change`].
    pub(crate) fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the queue and hands what has to be written to the store, in this order.
    ///
    /// # Errors
    /// `QueueDoesNotExist` when it was deleted meanwhile.
    pub(crate) fn change<T>(
        &self,
        store: &Store,
        change: impl FnOnce(&mut Queue, &mut Batch) -> T,
    ) -> Result<(T, Commit), Fault> {
        let mut queue = self.lock();
        if queue.deleted {
            return Err(fault::queue_does_not_exist());
        }
        let mut batch = Batch::new();
        let outcome = change(&mut queue, &mut batch);
        Ok((outcome, store.commit(batch)))
    }

    /// Takes messages from memory that lie in spans which are durable.
    pub(crate) fn drop_from_memory(&self, spans: impl IntoIterator<Item = SpanNumber>) {
        for span in spans {
            let messages = self.lock().drop_from_memory(span);
            // The lock is gone, which others wait for.
            drop(messages);
        }
    }
}

/// All queues by name.
#[derive(Default)]
pub(crate) struct Directory(RwLock<BTreeMap<String, Arc<Cell>>>);

impl Directory {
    /// Reads all queues, with what is to be in memory of their messages.
    pub(crate) fn load(store: &Store, limits: Limits) -> Result<Self, StoreError> {
        let mut queues: HashMap<u64, Queue> = store
            .load::<QueueRecord>(QUEUES)?
            .into_iter()
            .map(|(_, record)| (record.id, Queue::new(record, limits)))
            .collect();
        load_receives(store, &mut queues)?;
        load_spans(store, &mut queues)?;
        for queue in queues.values_mut() {
            load_messages(store, queue)?;
        }
        load_reserved(store, &mut queues)?;
        load_deduplication(store, &mut queues)?;
        let cells = queues
            .into_values()
            .map(|queue| (queue.record.name.clone(), Cell::new(queue)))
            .collect();
        Ok(Self(RwLock::new(cells)))
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<Cell>> {
        self.read().get(name).cloned()
    }

    /// Adds a queue, unless `make` finds that the one of that name will do.
    pub(crate) fn get_or_insert(
        &self,
        name: &str,
        make: impl FnOnce(Option<&Arc<Cell>>) -> Result<Option<Arc<Cell>>, Fault>,
    ) -> Result<(), Fault> {
        let mut cells = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = make(cells.get(name))? {
            cells.insert(name.to_owned(), cell);
        }
        Ok(())
    }

    pub(crate) fn remove(&self, cell: &Cell) {
        let mut cells = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cells
            .get(&cell.name)
            .is_some_and(|found| found.id == cell.id)
        {
            cells.remove(&cell.name);
        }
    }

    /// All queues in the order of their names.
    pub(crate) fn all(&self) -> Vec<Arc<Cell>> {
        self.read().values().cloned().collect()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<String, Arc<Cell>>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a kill left behind of queues that are gone is deleted.
fn load_receives(store: &Store, queues: &mut HashMap<u64, Queue>) -> Result<(), StoreError> {
    let mut left_behind = Batch::new();
    store.visit(RECEIVES, |key, record| {
        let place = records::parse_key(key);
        let (Some((queue, number)), Ok(counted)) =
            (place, serde_json::from_slice::<Vec<_>>(record))
        else {
            return Err(unreadable("receive count"));
        };
        match queues.get_mut(&queue) {
            Some(queue) => queue.restore_receives(number, &counted),
            None => left_behind.delete(RECEIVES, key),
        }
        Ok(())
    })?;
    // Nobody waits for it: the next start finds the same.
    let _ = store.commit(left_behind);
    Ok(())
}

fn load_spans(store: &Store, queues: &mut HashMap<u64, Queue>) -> Result<(), StoreError> {
    store.visit(SPANS, |key, record| {
        let place = records::parse_key(key);
        let (Some((queue, _)), Ok(span)) = (place, serde_json::from_slice::<Span>(record)) else {
            return Err(unreadable("span"));
        };
        if let Some(queue) = queues.get_mut(&queue) {
            queue.restore_span(span);
        }
        Ok(())
    })
}

/// Reads the messages that no span has. What there is too much of for memory becomes spans,
/// which the next start finds.
fn load_messages(store: &Store, queue: &mut Queue) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    let id = queue.record.id;
    for places in queue.places_outside_spans() {
        Disk::visit(store, id, places, &mut |seq, record| {
            let message = records::read_header(record).ok_or_else(|| unreadable("message"))?;
            queue.restore(seq, message);
            // It is all durable already.
            let made = queue.set_aside(&mut batch);
            made.map(|made| queue.drop_from_memory(made));
            Ok(())
        })?;
    }
    queue.restore_delayed(store)?;
    queue.restored(&mut batch);
    // Nobody waits for it: without it the next start finds the same.
    let _ = store.commit(batch);
    Ok(())
}

fn load_reserved(store: &Store, queues: &mut HashMap<u64, Queue>) -> Result<(), StoreError> {
    store.visit(RESERVED, |key, record| {
        let Some((queue, reserved)) = records::read_reserved(key, record) else {
            return Err(unreadable("place"));
        };
        if let Some(queue) = queues.get_mut(&queue) {
            queue.restore_reserved(reserved);
        }
        Ok(())
    })
}

fn load_deduplication(store: &Store, queues: &mut HashMap<u64, Queue>) -> Result<(), StoreError> {
    let mut found = Vec::new();
    store.visit(DEDUPLICATION, |key, record| {
        let place = records::parse_deduplication_key(key);
        let earlier = serde_json::from_slice::<super::deduplication::Earlier>(record);
        let (Some((queue, key)), Ok(earlier)) = (place, earlier) else {
            return Err(unreadable("deduplication id"));
        };
        found.push((earlier.until, queue, key, earlier));
        Ok(())
    })?;
    found.sort_by_key(|(until, ..)| *until);
    for (_, queue, key, earlier) in found {
        if let Some(queue) = queues.get_mut(&queue) {
            queue.restore_earlier(key, earlier);
        }
    }
    Ok(())
}
