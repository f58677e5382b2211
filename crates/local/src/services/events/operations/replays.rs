//! Replays: start, cancel, describe, list.

use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    service::Caller,
    services::events::{
        Events, fault,
        model::{self, ListReplays, OfReplay, ReplayChanged, ReplayState, Replays, StartReplay},
        names,
        page::page,
        records::ReplayRecord,
        registry::Registry,
    },
    store::Batch,
    wire::Timestamp,
};

/// Replays of an account and Region that may be active.
const MAX_ACTIVE: usize = 10;

impl Events {
    pub(crate) async fn start_replay(
        &self,
        input: StartReplay,
        _: &Caller,
    ) -> Result<ReplayChanged, Fault> {
        names::check(&input.replay_name, "replayName", 64)?;
        if input.event_start_time >= input.event_end_time {
            return Err(fault::parameter(
                "EventEndTime",
                "EventStartTime must be before EventEndTime.",
            ));
        }
        let started = self.now();
        let (changed, commit) = {
            let mut registry = self.write();
            let record = self.replay_record(&registry, input, started)?;
            let mut batch = Batch::new();
            record.save(&mut batch);
            let changed = changed(&record);
            registry.replays.insert(record.name.clone(), record);
            (changed, self.core.store.commit(batch))
        };
        commit.durable().await?;
        if let Some(name) = Arn::parse(&changed.replay_arn).map(|arn| arn.name().to_owned()) {
            self.begin_replay(name);
        }
        Ok(changed)
    }

    fn replay_record(
        &self,
        registry: &Registry,
        input: StartReplay,
        started: i64,
    ) -> Result<ReplayRecord, Fault> {
        if registry.replays.contains_key(&input.replay_name) {
            return Err(fault::already_exists(format!(
                "Replay {}",
                input.replay_name
            )));
        }
        if registry.active_replays().count() >= MAX_ACTIVE {
            return Err(fault::limit_exceeded(
                "The requested resource exceeds the maximum number allowed.",
            ));
        }
        let archive = archive_of(&input.event_source_arn)?;
        let archive = registry.archive(&archive).map_err(|_| {
            fault::parameter(
                "EventSourceArn",
                format!("Archive {archive} does not exist."),
            )
        })?;
        if archive.record.source_arn != input.destination.arn {
            return Err(fault::parameter(
                "Destination.Arn",
                "Cross event bus replay is not permitted.",
            ));
        }
        check_filter(
            &self.core,
            registry,
            &input.destination,
            &archive.record.bus,
        )?;
        let from = input.event_start_time.millis();
        Ok(ReplayRecord {
            arn: self
                .core
                .arn("events", &format!("replay/{}", input.replay_name)),
            name: input.replay_name,
            description: input.description,
            archive: archive.record.name.clone(),
            archive_arn: input.event_source_arn,
            destination: input.destination,
            state: ReplayState::Starting,
            reason: None,
            from,
            to: input.event_end_time.millis(),
            reached: from,
            last: None,
            started,
            ended: None,
        })
    }

    pub(crate) async fn cancel_replay(
        &self,
        input: OfReplay,
        _: &Caller,
    ) -> Result<ReplayChanged, Fault> {
        self.read().replay(&input.replay_name)?;
        let mut cancelled = None;
        self.change_replay(&input.replay_name, |replay| {
            // Decided where it is changed: before it may have completed, after it may have ended.
            if matches!(replay.state, ReplayState::Starting | ReplayState::Running) {
                replay.state = ReplayState::Cancelling;
                cancelled = Some(changed(replay));
            }
        })
        .await?;
        cancelled.ok_or_else(|| {
            fault::illegal_status(format!(
                "Replay {} is not in a valid state for this operation.",
                input.replay_name
            ))
        })
    }

    pub(crate) async fn describe_replay(
        &self,
        input: OfReplay,
        _: &Caller,
    ) -> Result<model::Replay, Fault> {
        let registry = self.read();
        let record = registry.replay(&input.replay_name)?;
        Ok(model::Replay {
            replay_arn: Some(record.arn.clone()),
            description: record.description.clone(),
            destination: Some(record.destination.clone()),
            ..shown(record)
        })
    }

    pub(crate) async fn list_replays(
        &self,
        input: ListReplays,
        _: &Caller,
    ) -> Result<Replays, Fault> {
        let prefix = input.name_prefix.unwrap_or_default();
        let replays: Vec<model::Replay> = {
            let registry = self.read();
            let wanted = registry.replays.values().filter(|replay| {
                replay.name.starts_with(&prefix)
                    && input.state.is_none_or(|state| state == replay.state)
                    && input
                        .event_source_arn
                        .as_ref()
                        .is_none_or(|arn| *arn == replay.archive_arn)
            });
            wanted.map(shown).collect()
        };
        let (replays, next_token) = page(
            replays,
            |replay| &replay.replay_name,
            input.limit,
            input.next_token.as_deref(),
        )?;
        Ok(Replays {
            replays,
            next_token,
        })
    }
}

fn archive_of(arn: &str) -> Result<String, Fault> {
    let found =
        Arn::parse(arn).and_then(|arn| arn.resource.strip_prefix("archive/").map(str::to_owned));
    found.ok_or_else(|| fault::parameter("EventSourceArn", "Must contain an archive ARN."))
}

/// Rules that a replay is limited to must be on its bus.
fn check_filter(
    core: &Core,
    registry: &Registry,
    destination: &model::Destination,
    bus: &str,
) -> Result<(), Fault> {
    for arn in &destination.filter_arns {
        let found = names::rule_of_arn(core, arn).filter(|(on, _)| on == bus);
        if found.is_none_or(|(bus, rule)| registry.rule(&bus, &rule).is_err()) {
            return Err(fault::parameter(
                "Destination.FilterArns",
                format!("{arn} is not a rule on event bus {bus}."),
            ));
        }
    }
    Ok(())
}

fn changed(record: &ReplayRecord) -> ReplayChanged {
    ReplayChanged {
        replay_arn: record.arn.clone(),
        state: record.state,
        state_reason: record.reason.clone(),
        replay_start_time: Some(Timestamp::from_millis(record.started)),
    }
}

fn shown(record: &ReplayRecord) -> model::Replay {
    model::Replay {
        replay_name: record.name.clone(),
        replay_arn: None,
        description: None,
        destination: None,
        event_source_arn: record.archive_arn.clone(),
        state: record.state,
        state_reason: record.reason.clone(),
        event_start_time: Timestamp::from_millis(record.from),
        event_end_time: Timestamp::from_millis(record.to),
        event_last_replayed_time: record.last.map(Timestamp::from_millis),
        replay_start_time: Timestamp::from_millis(record.started),
        replay_end_time: record.ended.map(Timestamp::from_millis),
    }
}
