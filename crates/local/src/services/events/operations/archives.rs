//! Archives: create, update, delete, describe, list.

use serde_json::{Value, json};

use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    service::Caller,
    services::events::{
        Events,
        archive::Archive,
        fault,
        model::{
            self, ArchiveChanged, Archives, CreateArchive, ListArchives, Nothing, OfArchive,
            RuleState, UpdateArchive,
        },
        names,
        page::page,
        records::{ARCHIVES, ArchiveRecord, RULES, RuleRecord, rule_key},
        registry::{Registry, parse_pattern},
    },
    store::{Batch, Commit},
    wire::Timestamp,
};

/// Who manages the rules that fill archives.
const MANAGER: &str = "prod.vhs.events.aws.internal";

impl Events {
    pub(crate) async fn create_archive(
        &self,
        input: CreateArchive,
        _: &Caller,
    ) -> Result<ArchiveChanged, Fault> {
        names::check(&input.archive_name, "archiveName", 48)?;
        let retention_days = retention(input.retention_days)?.unwrap_or(0);
        let bus = bus_of(&self.core, &input.event_source_arn)?;
        let record = ArchiveRecord {
            id: uuid::Uuid::new_v4().as_u64_pair().0,
            arn: self
                .core
                .arn("events", &format!("archive/{}", input.archive_name)),
            name: input.archive_name,
            source_arn: input.event_source_arn,
            bus,
            description: input.description,
            pattern: input.event_pattern,
            kms_key: input.kms_key_identifier,
            retention_days,
            created: self.now(),
        };
        let commit = {
            let mut registry = self.write();
            if registry.archives.contains_key(&record.name) {
                return Err(fault::already_exists(format!("Archive {}", record.name)));
            }
            let archive = Archive::new(record);
            self.set_archive(&mut registry, archive)?
        };
        commit.1.durable().await?;
        Ok(commit.0)
    }

    /// Puts an archive and its managed rule in place.
    fn set_archive(
        &self,
        registry: &mut Registry,
        archive: Archive,
    ) -> Result<(ArchiveChanged, Commit), Fault> {
        let record = archive.record.clone();
        let bus = registry.bus_mut(&record.bus)?;
        let mut batch = Batch::new();
        record.save(&mut batch);
        let commit = self.insert_rule(bus, self.managed_rule(&record)?, batch)?;
        registry.archives.insert(record.name.clone(), archive);
        Ok((changed(&record), commit))
    }

    /// The rule that fills an archive: its pattern, and no event that comes from a replay.
    fn managed_rule(&self, archive: &ArchiveRecord) -> Result<RuleRecord, Fault> {
        let mut pattern: Value = match &archive.pattern {
            Some(text) => {
                parse_pattern(text)?;
                serde_json::from_str(text).map_err(Fault::internal)?
            }
            None => json!({}),
        };
        pattern["replay-name"] = json!([{ "exists": false }]);
        let name = rule_name(&archive.name);
        let store = format!("arn:aws:events:{}:::", self.core.region);
        let target = model::Target::new(name.clone(), store);
        Ok(RuleRecord {
            arn: names::rule_arn(&self.core, &archive.bus, &name),
            name,
            bus: archive.bus.clone(),
            pattern: Some(pattern.to_string()),
            schedule: None,
            since: self.now(),
            state: RuleState::Enabled,
            description: None,
            role_arn: None,
            managed_by: Some(MANAGER.to_owned()),
            tags: Default::default(),
            targets: vec![target],
        })
    }

    pub(crate) async fn update_archive(
        &self,
        input: UpdateArchive,
        _: &Caller,
    ) -> Result<ArchiveChanged, Fault> {
        let retention_days = retention(input.retention_days)?;
        let (changed, commit) = {
            let mut registry = self.write();
            let before = registry.archive(&input.archive_name)?;
            let mut record = before.record.clone();
            record.description = input.description.or(record.description);
            record.pattern = input.event_pattern.or(record.pattern);
            record.kms_key = input.kms_key_identifier.or(record.kms_key);
            record.retention_days = retention_days.unwrap_or(record.retention_days);
            let archive = before.with(record);
            self.set_archive(&mut registry, archive)?
        };
        commit.durable().await?;
        Ok(changed)
    }

    pub(crate) async fn delete_archive(
        &self,
        input: OfArchive,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let commit = {
            let mut registry = self.write();
            let archive = registry.archive(&input.archive_name)?;
            let mut batch = Batch::new();
            archive.clear(&self.core.store, &mut batch)?;
            let (bus, rule) = (archive.record.bus.clone(), rule_name(&archive.record.name));
            batch.delete(ARCHIVES, input.archive_name.as_str());
            batch.delete(RULES, rule_key(&bus, &rule));
            registry.archives.remove(&input.archive_name);
            if let Some(bus) = registry.buses.get_mut(&bus) {
                bus.remove(&rule);
            }
            self.core.store.commit(batch)
        };
        commit.durable().await?;
        Ok(Nothing {})
    }

    pub(crate) async fn describe_archive(
        &self,
        input: OfArchive,
        _: &Caller,
    ) -> Result<model::Archive, Fault> {
        let registry = self.read();
        let archive = registry.archive(&input.archive_name)?;
        let record = &archive.record;
        Ok(model::Archive {
            archive_arn: Some(record.arn.clone()),
            description: record.description.clone(),
            event_pattern: record.pattern.clone(),
            kms_key_identifier: record.kms_key.clone(),
            ..shown(archive)
        })
    }

    pub(crate) async fn list_archives(
        &self,
        input: ListArchives,
        _: &Caller,
    ) -> Result<Archives, Fault> {
        let prefix = input.name_prefix.unwrap_or_default();
        let source = input.event_source_arn;
        let is_state = input.state.is_none_or(|state| state == "ENABLED");
        let archives: Vec<model::Archive> = {
            let registry = self.read();
            let all = registry.archives.values().filter(|archive| {
                let record = &archive.record;
                is_state
                    && record.name.starts_with(&prefix)
                    && source.as_ref().is_none_or(|arn| *arn == record.source_arn)
            });
            all.map(shown).collect()
        };
        let (archives, next_token) = page(
            archives,
            |archive| &archive.archive_name,
            input.limit,
            input.next_token.as_deref(),
        )?;
        Ok(Archives {
            archives,
            next_token,
        })
    }
}

fn rule_name(archive: &str) -> String {
    format!("Events-Archive-{archive}")
}

fn bus_of(core: &Core, source_arn: &str) -> Result<String, Fault> {
    let is_bus = |arn: &Arn| arn.service == "events" && arn.resource.starts_with("event-bus/");
    if !Arn::parse(source_arn).as_ref().is_some_and(is_bus) {
        return Err(fault::parameter(
            "EventSourceArn",
            "Must contain an event bus ARN.",
        ));
    }
    names::bus_of_arn(core, source_arn).ok_or_else(|| fault::bus_not_found(source_arn))
}

fn retention(days: Option<i64>) -> Result<Option<i64>, Fault> {
    match days {
        Some(days) if days < 0 => Err(fault::constraint(
            days,
            "retentionDays",
            "Member must have value greater than or equal to 0",
        )),
        days => Ok(days),
    }
}

fn changed(record: &ArchiveRecord) -> ArchiveChanged {
    ArchiveChanged {
        archive_arn: record.arn.clone(),
        state: "ENABLED",
        creation_time: Timestamp::from_millis(record.created),
    }
}

fn shown(archive: &Archive) -> model::Archive {
    let record = &archive.record;
    model::Archive {
        archive_arn: None,
        archive_name: record.name.clone(),
        event_source_arn: record.source_arn.clone(),
        description: None,
        event_pattern: None,
        kms_key_identifier: None,
        state: "ENABLED",
        retention_days: record.retention_days,
        size_bytes: archive.bytes(),
        event_count: archive.events(),
        creation_time: Timestamp::from_millis(record.created),
    }
}
