//! The queue: accepts events, gives them to their functions, tries again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{
    disk,
    lane::{Lane, Place},
    pending::{self, Pending, QUEUE},
};
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

/// How busy asynchronous invocations keep functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// Events that are at their functions.
    pub running_invocations: usize,
    /// For how many milliseconds an event has waited that could run, but for others before it.
    pub invocation_lag_millis: i64,
}

/// The queue of all functions.
pub(crate) struct Queue {
    pub(super) core: Arc<Core>,
    pub(super) registry: Arc<Registry>,
    pub(super) runner: Arc<Runner>,
    pub(super) traces: Arc<Traces>,
    lanes: Mutex<HashMap<String, Lane>>,
    /// Something is due earlier than was thought.
    sooner: Notify,
}

impl Queue {
    /// Finds out which functions had events when the environment stopped.
    pub(crate) fn open(
        core: &Arc<Core>,
        registry: &Arc<Registry>,
        runner: &Arc<Runner>,
        traces: &Arc<Traces>,
    ) -> Result<Arc<Self>, StoreError> {
        let lane = |function| (function, Lane::on_disk(core.queue_memory));
        let lanes = disk::functions(&core.store)?
            .into_iter()
            .map(lane)
            .collect();
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            registry: Arc::clone(registry),
            runner: Arc::clone(runner),
            traces: Arc::clone(traces),
            lanes: Mutex::new(lanes),
            sooner: Notify::new(),
        }))
    }

    /// Goes on with what was queued when the environment stopped. An event may be given up at
    /// once, so that this has to wait until there is somebody to tell.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn resume(self: &Arc<Self>) -> Result<(), StoreError> {
        for (function, lane) in self.lock().iter_mut() {
            self.fill(function, lane)?;
        }
        let queue = Arc::clone(self);
        self.core.spawn(async move { queue.run_timers().await });
        Ok(())
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
        let place = Place {
            due: now,
            id: Uuid::new_v4(),
        };
        let function = function.resource().replacen("function:", "", 1);
        let pending = Pending::new(&function, place, now, trace_header);
        let mut batch = Batch::new();
        pending.put(&mut batch, place, &payload);
        self.announce(&function, place)?;
        self.core.store.commit(batch).durable().await?;
        self.traces.begin(&pending.request_id, &function, 0);
        self.put(&function, place);
        Ok(pending.request_id)
    }

    /// Says that an event is about to be written, so that it begins once, and then only.
    fn announce(&self, function: &str, place: Place) -> Result<(), StoreError> {
        let mut lanes = self.lock();
        let lane = lanes.entry(function.to_owned());
        let lane = lane.or_insert_with(|| Lane::empty(self.core.queue_memory));
        self.fill(function, lane)?;
        lane.announce(place);
        Ok(())
    }

    /// An event that was announced is durable: it runs now, when it is due, or as soon as others
    /// of its function are done.
    fn put(self: &Arc<Self>, function: &str, place: Place) {
        let mut lanes = self.lock();
        let Some(lane) = lanes.get_mut(function) else {
            return;
        };
        lane.put(place);
        self.begin(function, lane);
        self.wake_for(lane);
    }

    /// Begins all events of a function that may begin.
    fn begin(self: &Arc<Self>, function: &str, lane: &mut Lane) {
        while let Some(place) = self.next(function, lane) {
            let (queue, function) = (Arc::clone(self), function.to_owned());
            self.core.spawn(async move {
                let mut next = Some(place);
                while let Some(place) = next {
                    queue.attempt(&function, place).await;
                    next = queue.after(&function);
                }
            });
        }
    }

    /// Takes the next event of a function. Where the disk cannot be read it stays there, for the
    /// next start.
    fn next(&self, function: &str, lane: &mut Lane) -> Option<Place> {
        self.fill(function, lane).ok()?;
        lane.begin(self.core.clock.now_millis())
    }

    /// The next event of a function after one of them, or one place less that is taken.
    fn after(&self, function: &str) -> Option<Place> {
        let mut lanes = self.lock();
        let lane = lanes.get_mut(function)?;
        lane.end();
        let next = self.next(function, lane);
        self.wake_for(lane);
        if lane.is_empty() {
            lanes.remove(function);
        }
        next
    }

    fn wake_for(&self, lane: &Lane) {
        if lane.next_due().is_some() {
            self.sooner.notify_one();
        }
    }

    /// Begins events when they are due; returns only when the environment stops.
    async fn run_timers(self: Arc<Self>) {
        loop {
            match self.begin_due() {
                Some(next) => {
                    tokio::select! {
                        () = self.core.clock.sleep_until(next) => {}
                        () = self.sooner.notified() => {}
                    }
                }
                None => self.sooner.notified().await,
            }
        }
    }

    /// Begins what is due and says when the next is.
    fn begin_due(self: &Arc<Self>) -> Option<i64> {
        let mut lanes = self.lock();
        for (function, lane) in lanes.iter_mut() {
            self.begin(function, lane);
        }
        lanes.values().filter_map(Lane::next_due).min()
    }

    /// How busy the queue is.
    pub(crate) fn load(&self) -> Load {
        let now = self.core.clock.now_millis();
        let lanes = self.lock();
        let late = lanes.values().map(|lane| lane.late(now)).max();
        Load {
            running_invocations: lanes.values().map(Lane::running).sum(),
            invocation_lag_millis: late.unwrap_or(0),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An event is no longer at this place.
    fn forget(&self, pending: &Pending) {
        if let Some(lane) = self.lock().get_mut(&pending.function) {
            lane.forget(pending.place);
        }
    }

    /// Stores the new counts of an event, which is due again at a time in milliseconds.
    pub(super) async fn again(
        self: &Arc<Self>,
        pending: Pending,
        due: i64,
        payload: &[u8],
    ) -> Result<(), Fault> {
        let place = Place {
            due,
            ..pending.place
        };
        let mut batch = Batch::new();
        batch.delete(QUEUE, pending::key(&pending.function, pending.place));
        pending.put(&mut batch, place, payload);
        self.announce(&pending.function, place)?;
        self.core.store.commit(batch).durable().await?;
        self.forget(&pending);
        self.put(&pending.function, place);
        Ok(())
    }

    /// Takes an event out of the queue for good.
    pub(super) async fn finish(&self, pending: &Pending, state: State) -> Result<(), Fault> {
        let mut batch = Batch::new();
        batch.delete(QUEUE, pending::key(&pending.function, pending.place));
        self.core.store.commit(batch).durable().await?;
        self.forget(pending);
        self.traces
            .note(&pending.request_id, |trace| trace.state = state);
        Ok(())
    }
}
