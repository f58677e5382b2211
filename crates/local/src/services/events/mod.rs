//! Amazon EventBridge: buses, rules, targets, archives, replays.
//!
//! `operations/` is what clients ask for and `registry/` what they have set up. [`ingest`] takes
//! events in, `delivery/` brings them to their targets or to dead-letter queues, and [`trail`]
//! knows what became of each.

mod archive;
mod bus_log;
mod delivery;
mod entry;
mod envelope;
mod fault;
mod ingest;
mod meter;
mod metrics;
mod model;
mod names;
mod operations;
mod page;
mod place;
mod records;
mod recover;
mod registry;
mod replay;
mod schedule;
mod scheduler;
mod sweep;
#[cfg(test)]
mod tests;
mod trail;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use async_trait::async_trait;
use tokio::sync::Notify;

use delivery::Engine;
pub use meter::Load;
use meter::Meter;
use metrics::Tally;
use place::Places;
use registry::Registry;
use trail::Trail;

use crate::{
    core::{Core, Peers},
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};

/// How many deliveries to different targets go on at once. While all of them wait for the disk,
/// more gathers for each target: with eight, an event for seven rules costs 2 µs more.
const WORKERS: usize = 4;

/// Amazon EventBridge.
pub struct Events {
    core: Arc<Core>,
    registry: RwLock<Registry>,
    trail: Trail,
    engine: Engine,
    tally: Tally,
    meter: Meter,
    places: Places,
    /// A schedule was added, changed or taken away.
    rescheduled: Arc<Notify>,
    /// One sweep at a time: two would count what they both take away twice.
    sweeping: tokio::sync::Mutex<()>,
    me: Weak<Self>,
}

impl Events {
    /// Reads everything and goes on with deliveries and replays that were interrupted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let registry = Registry::load(core)?;
        let (trail, traced) = Trail::load(&core.store)?;
        let events = Arc::new_cyclic(|me| Self {
            core: Arc::clone(core),
            registry: RwLock::new(registry),
            trail,
            engine: Engine::default(),
            tally: Tally::default(),
            meter: Meter::default(),
            places: Places::default(),
            rescheduled: Arc::default(),
            sweeping: tokio::sync::Mutex::default(),
            me: me.clone(),
        });
        events.recover(traced);
        events.run(core);
        Ok(events)
    }

    fn run(self: &Arc<Self>, core: &Core) {
        for _ in 0..WORKERS {
            core.spawn(Arc::clone(self).work());
        }
        let events = Arc::clone(self);
        let clock = core.clock;
        core.spawn(async move { events.engine.run_timers(clock).await });
        let me = || Arc::downgrade(self);
        core.spawn(metrics::run(me(), clock));
        core.spawn(scheduler::run(me(), clock, Arc::clone(&self.rescheduled)));
        core.spawn(sweep::run(me(), clock));
        self.resume_replays();
    }

    /// How many deliveries have not ended.
    pub fn open_deliveries(&self) -> usize {
        self.trail.open()
    }

    /// How busy buses are.
    pub fn load(&self) -> Load {
        let now = self.now();
        let (open, oldest) = self.trail.oldest_open();
        Load {
            open_deliveries: open,
            lag_millis: oldest.map_or(0, |place| now - place::taken_at(place)),
            ..self.meter.load(now)
        }
    }

    fn now(&self) -> i64 {
        self.core.clock.now_millis()
    }

    fn read(&self) -> RwLockReadGuard<'_, Registry> {
        self.registry.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Registry> {
        self.registry
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn cloud(&self) -> Result<Peers, Fault> {
        self.core
            .cloud()
            .ok_or_else(|| Fault::internal("the environment is not running"))
    }
}

#[async_trait]
impl Service for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Events, "events"; {
    "CancelReplay" => cancel_replay,
    "CreateArchive" => create_archive,
    "CreateEventBus" => create_event_bus,
    "DeleteArchive" => delete_archive,
    "DeleteEventBus" => delete_event_bus,
    "DeleteRule" => delete_rule,
    "DescribeArchive" => describe_archive,
    "DescribeEventBus" => describe_event_bus,
    "DescribeEventDelivery" => describe_event_delivery,
    "DescribeReplay" => describe_replay,
    "DescribeRule" => describe_rule,
    "DisableRule" => disable_rule,
    "EnableRule" => enable_rule,
    "ListArchives" => list_archives,
    "ListEventBuses" => list_event_buses,
    "ListEventDeliveries" => list_event_deliveries,
    "ListReplays" => list_replays,
    "ListRuleNamesByTarget" => list_rule_names_by_target,
    "ListRules" => list_rules,
    "ListTagsForResource" => list_tags_for_resource,
    "ListTargetsByRule" => list_targets_by_rule,
    "PutEvents" => put_events,
    "PutPermission" => put_permission,
    "PutRule" => put_rule,
    "PutTargets" => put_targets,
    "RemovePermission" => remove_permission,
    "RemoveTargets" => remove_targets,
    "StartReplay" => start_replay,
    "TagResource" => tag_resource,
    "TestEventPattern" => test_event_pattern,
    "UntagResource" => untag_resource,
    "UpdateArchive" => update_archive,
    "UpdateEventBus" => update_event_bus,
});
