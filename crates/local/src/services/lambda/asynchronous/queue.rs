//! The queue: accepts events, gives them to their functions, tries again.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;

use super::pending::{Pending, QUEUE};
use crate::{
    core::Core,
    fault::Fault,
    services::lambda::{
        name::FunctionName,
        run::Runner,
        state::Registry,
        trace::{State, Traces},
    },
    store::{Batch, StoreError},
};

/// How many events of one function run at the same time: what a laptop can carry. AWS promises
/// no number either.
const AT_ONCE: usize = 8;
/// Payloads that are kept in memory, in bytes; beyond it they are read from the store again.
const IN_MEMORY: usize = 32 * 1024 * 1024;

#[derive(Default)]
struct Lane {
    ready: VecDeque<Pending>,
    running: usize,
}

/// The queue of all functions.
pub(crate) struct Queue {
    pub(super) core: Arc<Core>,
    pub(super) registry: Arc<Registry>,
    pub(super) runner: Arc<Runner>,
    pub(super) traces: Arc<Traces>,
    lanes: Mutex<HashMap<String, Lane>>,
    held: AtomicUsize,
}

impl Queue {
    /// Goes on with what was queued when the environment stopped.
    pub(crate) fn open(
        core: &Arc<Core>,
        registry: &Arc<Registry>,
        runner: &Arc<Runner>,
        traces: &Arc<Traces>,
    ) -> Result<Arc<Self>, StoreError> {
        let queue = Arc::new(Self {
            core: Arc::clone(core),
            registry: Arc::clone(registry),
            runner: Arc::clone(runner),
            traces: Arc::clone(traces),
            lanes: Mutex::default(),
            held: AtomicUsize::new(0),
        });
        core.store.visit(QUEUE, |_, record| {
            if let Some((pending, _)) = Pending::read(record) {
                traces.begin(&pending.request_id, &pending.function, pending.attempts);
                queue.later(pending);
            }
            Ok(())
        })?;
        Ok(queue)
    }

    /// Accepts an event for a function; it is durable when this returns. The answer is the
    /// request id.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn accept(
        self: &Arc<Self>,
        function: &FunctionName,
        payload: Vec<u8>,
        trace_header: Option<String>,
    ) -> Result<String, Fault> {
        let now = self.core.clock.now_millis();
        let mut pending = Pending {
            request_id: uuid::Uuid::new_v4().to_string(),
            function: function.resource().replacen("function:", "", 1),
            accepted: now,
            attempts: 0,
            throttles: 0,
            due: now,
            trace_header,
            payload: None,
        };
        let mut batch = Batch::new();
        pending.put(&mut batch, &payload);
        self.core.store.commit(batch).durable().await?;
        let request_id = pending.request_id.clone();
        self.traces.begin(&request_id, &pending.function, 0);
        pending.payload = self.hold(payload);
        self.ready(pending);
        Ok(request_id)
    }

    /// Keeps a payload in memory while there is room.
    fn hold(&self, payload: Vec<u8>) -> Option<Bytes> {
        let size = payload.len();
        if self.held.fetch_add(size, Ordering::Relaxed) + size > IN_MEMORY {
            self.held.fetch_sub(size, Ordering::Relaxed);
            return None;
        }
        Some(Bytes::from(payload))
    }

    /// The payload, from memory or from the store; `None` when the event is gone.
    pub(super) fn payload(&self, pending: &mut Pending) -> Result<Option<Bytes>, StoreError> {
        if let Some(payload) = pending.payload.take() {
            self.held.fetch_sub(payload.len(), Ordering::Relaxed);
            return Ok(Some(payload));
        }
        let record = self.core.store.get(QUEUE, pending.request_id.as_bytes())?;
        let payload = record.as_deref().and_then(Pending::read);
        Ok(payload.map(|(_, payload)| Bytes::copy_from_slice(payload)))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an event for when it is due.
    pub(super) fn later(self: &Arc<Self>, pending: Pending) {
        let queue = Arc::clone(self);
        self.core.spawn(async move {
            queue.core.clock.sleep_until(pending.due).await;
            queue.ready(pending);
        });
    }

    /// Runs an event now, or as soon as others of its function are done.
    fn ready(self: &Arc<Self>, pending: Pending) {
        let mut lanes = self.lock();
        let lane = lanes.entry(pending.function.clone()).or_default();
        if lane.running < AT_ONCE {
            lane.running += 1;
            drop(lanes);
            self.start(pending);
        } else {
            lane.ready.push_back(pending);
        }
    }

    fn start(self: &Arc<Self>, first: Pending) {
        let queue = Arc::clone(self);
        self.core.spawn(async move {
            let mut next = Some(first);
            while let Some(pending) = next {
                let function = pending.function.clone();
                queue.attempt(pending).await;
                next = queue.next(&function);
            }
        });
    }

    /// The next event of a function, or one place less that is taken.
    fn next(&self, function: &str) -> Option<Pending> {
        let mut lanes = self.lock();
        let lane = lanes.get_mut(function)?;
        if let Some(pending) = lane.ready.pop_front() {
            return Some(pending);
        }
        lane.running -= 1;
        if lane.running == 0 {
            lanes.remove(function);
        }
        None
    }

    /// Stores the new counts of an event and queues it again.
    pub(super) async fn again(
        self: &Arc<Self>,
        pending: Pending,
        payload: &[u8],
    ) -> Result<(), Fault> {
        let mut batch = Batch::new();
        pending.put(&mut batch, payload);
        self.core.store.commit(batch).durable().await?;
        self.later(pending);
        Ok(())
    }

    /// Takes an event out of the queue for good.
    pub(super) async fn finish(&self, pending: &Pending, state: State) -> Result<(), Fault> {
        let mut batch = Batch::new();
        batch.delete(QUEUE, pending.request_id.as_str());
        self.core.store.commit(batch).durable().await?;
        self.traces
            .note(&pending.request_id, |trace| trace.state = state);
        Ok(())
    }
}
