//! What is set up: buses with their rules and targets, archives, replays. All of it in memory.

mod bus;
mod target;

use std::collections::BTreeMap;

pub(crate) use bus::{Bus, Rule, parse_pattern};
pub(crate) use target::{Kind, RuleId, Target};

use super::{
    archive::Archive,
    fault,
    model::ReplayState,
    names::{self, DEFAULT},
    records::{
        ARCHIVES, ArchiveRecord, BUSES, BusRecord, REPLAYS, RULES, ReplayRecord, RuleRecord,
    },
};
use crate::{core::Core, fault::Fault, store::StoreError};

/// All that operations set up.
#[derive(Default)]
pub(crate) struct Registry {
    pub buses: BTreeMap<String, Bus>,
    pub archives: BTreeMap<String, Archive>,
    pub replays: BTreeMap<String, ReplayRecord>,
}

impl Registry {
    /// Reads everything; the default bus is there also when nothing is.
    pub(crate) fn load(core: &Core) -> Result<Self, StoreError> {
        let mut registry = Self::default();
        for (name, record) in core.store.load::<BusRecord>(BUSES)? {
            registry.buses.insert(name, Bus::new(record));
        }
        let now = core.clock.now_millis();
        registry
            .buses
            .entry(DEFAULT.to_owned())
            .or_insert_with(|| Bus::new(default_bus(core, now)));
        for (key, record) in core.store.load::<RuleRecord>(RULES)? {
            let rule = Rule::new(record)
                .map_err(|fault| StoreError::Failed(format!("rule {key}: {fault}")))?;
            if let Some(bus) = registry.buses.get_mut(&rule.record.bus) {
                bus.insert(rule);
            }
        }
        for (name, record) in core.store.load::<ArchiveRecord>(ARCHIVES)? {
            registry
                .archives
                .insert(name, Archive::load(&core.store, record)?);
        }
        registry.replays = core
            .store
            .load::<ReplayRecord>(REPLAYS)?
            .into_iter()
            .collect();
        Ok(registry)
    }

    pub(crate) fn bus(&self, name: &str) -> Result<&Bus, Fault> {
        self.buses
            .get(name)
            .ok_or_else(|| fault::bus_not_found(name))
    }

    pub(crate) fn bus_mut(&mut self, name: &str) -> Result<&mut Bus, Fault> {
        self.buses
            .get_mut(name)
            .ok_or_else(|| fault::bus_not_found(name))
    }

    pub(crate) fn rule(&self, bus: &str, rule: &str) -> Result<&Rule, Fault> {
        let found = self.bus(bus)?.rules.get(rule);
        found.ok_or_else(|| fault::rule_not_found(rule, bus))
    }

    /// A target by the ARN of its rule and its id.
    pub(crate) fn target(&self, rule_arn: &str, id: &str) -> Option<&std::sync::Arc<Target>> {
        let (bus, rule) = names::rule_in(rule_arn)?;
        let rule = self.buses.get(&bus)?.rules.get(&rule)?;
        rule.targets.iter().find(|target| target.spec.id == id)
    }

    pub(crate) fn archive(&self, name: &str) -> Result<&Archive, Fault> {
        self.archives
            .get(name)
            .ok_or_else(|| fault::not_found(format!("Archive {name}")))
    }

    pub(crate) fn replay(&self, name: &str) -> Result<&ReplayRecord, Fault> {
        self.replays
            .get(name)
            .ok_or_else(|| fault::not_found(format!("Replay {name}")))
    }

    /// The archive that a managed rule fills.
    pub(crate) fn archive_of_rule(&self, rule: &str) -> Option<&Archive> {
        self.archives.get(rule.strip_prefix("Events-Archive-")?)
    }

    /// Replays that are not over.
    pub(crate) fn active_replays(&self) -> impl Iterator<Item = &ReplayRecord> {
        self.replays.values().filter(|replay| replay.is_active())
    }

    /// Whether a replay was asked to stop.
    pub(crate) fn is_cancelling(&self, replay: &str) -> bool {
        self.replays
            .get(replay)
            .is_some_and(|replay| replay.state == ReplayState::Cancelling)
    }
}

fn default_bus(core: &Core, now: i64) -> BusRecord {
    BusRecord {
        name: DEFAULT.to_owned(),
        arn: names::bus_arn(core, DEFAULT),
        description: None,
        kms_key: None,
        dead_letter_config: None,
        log_config: None,
        policy: None,
        tags: BTreeMap::new(),
        created: now,
        modified: now,
    }
}
