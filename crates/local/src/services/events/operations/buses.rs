//! Event buses: create, update, delete, describe, list.

use crate::{
    fault::Fault,
    service::Caller,
    services::events::{
        Events, bus_log, fault,
        model::{
            BusName, CreateEventBus, EventBus, EventBuses, ListEventBuses, Nothing, UpdateEventBus,
        },
        names::{self, DEFAULT, bus_name},
        page::page,
        records::{BUSES, BusRecord},
        registry::Bus,
    },
    store::Batch,
    wire::Timestamp,
};

/// Custom buses of an account and Region.
const MAX_BUSES: usize = 100;

impl Events {
    pub(crate) async fn create_event_bus(
        &self,
        input: CreateEventBus,
        _: &Caller,
    ) -> Result<EventBus, Fault> {
        names::check_bus(&input.name)?;
        bus_log::check(input.log_config.as_ref())?;
        if input.event_source_name.is_some() {
            return Err(Fault::not_emulated(
                "events",
                "CreateEventBus with EventSourceName",
            ));
        }
        let now = self.now();
        let record = BusRecord {
            arn: names::bus_arn(&self.core, &input.name),
            name: input.name,
            description: input.description,
            kms_key: input.kms_key_identifier,
            dead_letter_config: input.dead_letter_config,
            log_config: input.log_config,
            policy: None,
            tags: input
                .tags
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect(),
            created: now,
            modified: now,
        };
        let shown = EventBus {
            event_bus_arn: Some(record.arn.clone()),
            ..settings(&record)
        };
        let commit = {
            let mut registry = self.write();
            if registry.buses.contains_key(&record.name) {
                return Err(fault::already_exists(format!("Event bus {}", record.name)));
            }
            if registry.buses.len() > MAX_BUSES {
                return Err(fault::limit_exceeded(
                    "The requested resource exceeds the maximum number allowed.",
                ));
            }
            let mut batch = Batch::new();
            record.save(&mut batch);
            registry.buses.insert(record.name.clone(), Bus::new(record));
            self.core.store.commit(batch)
        };
        commit.durable().await?;
        Ok(shown)
    }

    pub(crate) async fn update_event_bus(
        &self,
        input: UpdateEventBus,
        _: &Caller,
    ) -> Result<EventBus, Fault> {
        let now = self.now();
        bus_log::check(input.log_config.as_ref())?;
        let name = bus_name(&self.core, input.name.as_deref());
        let shown = self.edit_bus(&name, |record| {
            record.description = input.description.or(record.description.take());
            record.kms_key = input.kms_key_identifier.or(record.kms_key.take());
            record.dead_letter_config = input
                .dead_letter_config
                .or(record.dead_letter_config.take());
            record.log_config = input.log_config.or(record.log_config.take());
            record.modified = now;
            Ok(EventBus {
                arn: Some(record.arn.clone()),
                name: Some(record.name.clone()),
                ..settings(record)
            })
        });
        shown.await
    }

    /// Changes the record of a bus.
    pub(super) async fn edit_bus<T>(
        &self,
        name: &str,
        edit: impl FnOnce(&mut BusRecord) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (outcome, commit) = {
            let mut registry = self.write();
            let bus = registry.bus_mut(name)?;
            let outcome = edit(&mut bus.record)?;
            let mut batch = Batch::new();
            bus.record.save(&mut batch);
            (outcome, self.core.store.commit(batch))
        };
        commit.durable().await?;
        Ok(outcome)
    }

    /// A bus that does not exist is as good as deleted; one with rules stays.
    pub(crate) async fn delete_event_bus(
        &self,
        input: BusName,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let name = bus_name(&self.core, input.name.as_deref());
        if name == DEFAULT {
            return Err(Fault::validation("Cannot delete event bus default."));
        }
        let commit = {
            let mut registry = self.write();
            let Some(bus) = registry.buses.get(&name) else {
                return Ok(Nothing {});
            };
            if !bus.rules.is_empty() {
                return Err(Fault::validation(format!(
                    "Event bus {name} can't be deleted since it has rules."
                )));
            }
            registry.buses.remove(&name);
            let mut batch = Batch::new();
            batch.delete(BUSES, name.as_str());
            self.core.store.commit(batch)
        };
        commit.durable().await?;
        Ok(Nothing {})
    }

    pub(crate) async fn describe_event_bus(
        &self,
        input: BusName,
        _: &Caller,
    ) -> Result<EventBus, Fault> {
        let registry = self.read();
        let record = &registry
            .bus(&bus_name(&self.core, input.name.as_deref()))?
            .record;
        Ok(EventBus {
            kms_key_identifier: record.kms_key.clone(),
            dead_letter_config: record.dead_letter_config.clone(),
            log_config: record.log_config.clone(),
            ..listed(record)
        })
    }

    pub(crate) async fn list_event_buses(
        &self,
        input: ListEventBuses,
        _: &Caller,
    ) -> Result<EventBuses, Fault> {
        let prefix = input.name_prefix.unwrap_or_default();
        let buses: Vec<EventBus> = {
            let registry = self.read();
            let all = registry.buses.values().map(|bus| &bus.record);
            all.filter(|record| record.name.starts_with(&prefix))
                .map(listed)
                .collect()
        };
        let name = |bus: &EventBus| bus.name.clone().unwrap_or_default();
        let named: Vec<(String, EventBus)> =
            buses.into_iter().map(|bus| (name(&bus), bus)).collect();
        let (page, next_token) = page(
            named,
            |(name, _)| name,
            input.limit,
            input.next_token.as_deref(),
        )?;
        Ok(EventBuses {
            event_buses: page.into_iter().map(|(_, bus)| bus).collect(),
            next_token,
        })
    }
}

/// What can be set.
fn settings(record: &BusRecord) -> EventBus {
    EventBus {
        description: record.description.clone(),
        kms_key_identifier: record.kms_key.clone(),
        dead_letter_config: record.dead_letter_config.clone(),
        log_config: record.log_config.clone(),
        ..EventBus::default()
    }
}

fn listed(record: &BusRecord) -> EventBus {
    EventBus {
        name: Some(record.name.clone()),
        arn: Some(record.arn.clone()),
        description: record.description.clone(),
        policy: record.policy.clone(),
        creation_time: Some(Timestamp::from_millis(record.created)),
        last_modified_time: Some(Timestamp::from_millis(record.modified)),
        ..EventBus::default()
    }
}
