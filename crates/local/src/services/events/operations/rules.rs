//! Rules: put, delete, enable, disable, describe.

use coagent_pattern::Pattern;

use crate::{
    fault::Fault,
    service::Caller,
    services::events::{
        Events, fault,
        model::{self, Nothing, OfRule, PutRule, RuleArn, RuleState},
        names::{self, DEFAULT, bus_name},
        records::{RULES, RuleRecord, rule_key},
        registry::{Bus, Rule},
    },
    store::{Batch, Commit},
};

/// Rules of a bus.
const MAX_RULES: usize = 300;

/// Characters of a pattern, unless the account's quota is raised (to 4,096 at most).
const MAX_PATTERN: usize = 2_048;

/// What the API takes but the account's quota does not.
fn check_quota(pattern: Option<&str>) -> Result<(), Fault> {
    let length = pattern.map_or(0, |text| text.encode_utf16().count());
    if (MAX_PATTERN + 1..=Pattern::API_MAX_CHARS).contains(&length) {
        return Err(fault::limit_exceeded(
            "The requested resource exceeds the maximum number allowed.",
        ));
    }
    Ok(())
}

impl Events {
    pub(crate) async fn put_rule(&self, input: PutRule, _: &Caller) -> Result<RuleArn, Fault> {
        names::check(&input.name, "name", 64)?;
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        if input.event_pattern.is_none() && input.schedule_expression.is_none() {
            return Err(Fault::validation(
                "Parameter(s) EventPattern or ScheduleExpression must be specified.",
            ));
        }
        if input.schedule_expression.is_some() && bus != DEFAULT {
            return Err(Fault::validation(
                "ScheduleExpression is supported only on the default event bus.",
            ));
        }
        check_quota(input.event_pattern.as_deref())?;
        let rule_arn = names::rule_arn(&self.core, &bus, &input.name);
        let commit = {
            let mut registry = self.write();
            let bus = registry.bus_mut(&bus)?;
            let record = self.record(input, bus, &rule_arn)?;
            self.insert_rule(bus, record, Batch::new())?
        };
        self.rescheduled.notify_one();
        commit.durable().await?;
        Ok(RuleArn { rule_arn })
    }

    /// The rule as asked for; targets and tags of the one that it replaces stay.
    fn record(&self, input: PutRule, bus: &Bus, arn: &str) -> Result<RuleRecord, Fault> {
        let before = bus.rules.get(&input.name);
        match before {
            Some(before) if before.is_managed() => return Err(fault::managed_rule(&input.name)),
            None if bus.rules.len() >= MAX_RULES => {
                return Err(fault::limit_exceeded(
                    "The requested resource exceeds the maximum number allowed.",
                ));
            }
            _ => {}
        }
        let tags = match before {
            Some(before) => before.record.tags.clone(),
            None => input
                .tags
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect(),
        };
        Ok(RuleRecord {
            name: input.name,
            bus: bus.record.name.clone(),
            arn: arn.to_owned(),
            pattern: input.event_pattern,
            schedule: input.schedule_expression,
            since: self.now(),
            state: input.state.unwrap_or_default(),
            description: input.description,
            role_arn: input.role_arn,
            managed_by: None,
            tags,
            targets: before.map_or_else(Vec::new, |before| before.record.targets.clone()),
        })
    }

    /// Adds or replaces a rule, together with other changes.
    pub(crate) fn insert_rule(
        &self,
        bus: &mut Bus,
        record: RuleRecord,
        mut batch: Batch,
    ) -> Result<Commit, Fault> {
        let rule = Rule::new(record)?;
        rule.record.save(&mut batch);
        bus.insert(rule);
        Ok(self.core.store.commit(batch))
    }

    /// A rule that does not exist is as good as deleted; one with targets stays.
    pub(crate) async fn delete_rule(&self, input: OfRule, _: &Caller) -> Result<Nothing, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let commit = {
            let mut registry = self.write();
            let bus = registry.bus_mut(&bus)?;
            let Some(rule) = bus.rules.get(&input.name) else {
                return Ok(Nothing {});
            };
            if rule.is_managed() && !input.force {
                return Err(fault::managed_rule(&input.name));
            }
            if !rule.targets.is_empty() {
                return Err(Fault::validation(
                    "Rule can't be deleted since it has targets.",
                ));
            }
            bus.remove(&input.name);
            let mut batch = Batch::new();
            batch.delete(RULES, rule_key(&bus.record.name, &input.name));
            self.core.store.commit(batch)
        };
        self.rescheduled.notify_one();
        commit.durable().await?;
        Ok(Nothing {})
    }

    pub(crate) async fn enable_rule(&self, input: OfRule, _: &Caller) -> Result<Nothing, Fault> {
        self.set_state(input, RuleState::Enabled).await
    }

    pub(crate) async fn disable_rule(&self, input: OfRule, _: &Caller) -> Result<Nothing, Fault> {
        self.set_state(input, RuleState::Disabled).await
    }

    async fn set_state(&self, input: OfRule, state: RuleState) -> Result<Nothing, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let now = self.now();
        self.edit_rule(&bus, &input.name, false, |record| {
            record.state = state;
            record.since = now;
            Ok(())
        })
        .await?;
        self.rescheduled.notify_one();
        Ok(Nothing {})
    }

    /// Changes a rule; a managed one only by `force`.
    pub(crate) async fn edit_rule<T>(
        &self,
        bus: &str,
        rule: &str,
        force: bool,
        edit: impl FnOnce(&mut RuleRecord) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (outcome, commit) = {
            let mut registry = self.write();
            let found = registry.rule(bus, rule)?;
            if found.is_managed() && !force {
                return Err(fault::managed_rule(rule));
            }
            let mut record = found.record.clone();
            let outcome = edit(&mut record)?;
            (
                outcome,
                self.insert_rule(registry.bus_mut(bus)?, record, Batch::new())?,
            )
        };
        commit.durable().await?;
        Ok(outcome)
    }

    pub(crate) async fn describe_rule(
        &self,
        input: OfRule,
        _: &Caller,
    ) -> Result<model::Rule, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let registry = self.read();
        let record = &registry.rule(&bus, &input.name)?.record;
        Ok(model::Rule {
            created_by: Some(self.core.account.clone()),
            ..shown(record)
        })
    }
}

/// A rule as lists show it.
pub(super) fn shown(record: &RuleRecord) -> model::Rule {
    model::Rule {
        name: record.name.clone(),
        arn: record.arn.clone(),
        event_pattern: record.pattern.clone(),
        schedule_expression: record.schedule.clone(),
        state: record.state,
        description: record.description.clone(),
        role_arn: record.role_arn.clone(),
        managed_by: record.managed_by.clone(),
        event_bus_name: record.bus.clone(),
        created_by: None,
    }
}
