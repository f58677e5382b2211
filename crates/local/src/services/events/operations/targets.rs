//! Targets of rules: put, remove, list.

use std::sync::Arc;

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::events::{
        Events, fault,
        model::{
            FailedTarget, ListTargetsByRule, PutTargets, RemoveTargets, Target, TargetResults,
            Targets,
        },
        names::{self, bus_name},
        page::page,
        records::RuleRecord,
        registry::{Kind, RuleId, Target as Ready},
    },
};

/// Targets of a rule.
const MAX_TARGETS: usize = 5;

impl Events {
    /// A target whose id is there already is replaced.
    pub(crate) async fn put_targets(
        &self,
        input: PutTargets,
        _: &Caller,
    ) -> Result<TargetResults, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let count = input.targets.len();
        if !(1..=100).contains(&count) {
            let rule = "Member must have length between 1 and 100";
            return Err(fault::constraint(
                format!("[{count} targets]"),
                "targets",
                rule,
            ));
        }
        let id = Arc::new(RuleId {
            arn: names::rule_arn(&self.core, &bus, &input.rule).into(),
            name: input.rule.as_str().into(),
            bus: bus.as_str().into(),
        });
        for (nth, target) in input.targets.iter().enumerate() {
            check(target)?;
            Ready::new(&id, target.clone(), nth + 1).and_then(|ready| check_kind(&ready))?;
        }
        self.edit_rule(&bus, &input.rule, false, |record| {
            add(record, input.targets)
        })
        .await?;
        Ok(results(Vec::new()))
    }

    pub(crate) async fn remove_targets(
        &self,
        input: RemoveTargets,
        _: &Caller,
    ) -> Result<TargetResults, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let failed = self.edit_rule(&bus, &input.rule, input.force, |record| {
            let is_there = |id: &String| record.targets.iter().any(|target| target.id == *id);
            let missing: Vec<String> = input
                .ids
                .iter()
                .filter(|id| !is_there(id))
                .cloned()
                .collect();
            record
                .targets
                .retain(|target| !input.ids.contains(&target.id));
            Ok(missing)
        });
        let failed = failed.await?.into_iter().map(|target_id| FailedTarget {
            error_code: "ResourceNotFoundException".to_owned(),
            error_message: format!(
                "Rule {} does not have a target with the Id {target_id}.",
                input.rule
            ),
            target_id,
        });
        Ok(results(failed.collect()))
    }

    pub(crate) async fn list_targets_by_rule(
        &self,
        input: ListTargetsByRule,
        _: &Caller,
    ) -> Result<Targets, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        let mut targets = self.read().rule(&bus, &input.rule)?.record.targets.clone();
        targets.sort_by(|one, other| one.id.cmp(&other.id));
        let (targets, next_token) = page(
            targets,
            |target| &target.id,
            input.limit,
            input.next_token.as_deref(),
        )?;
        Ok(Targets {
            targets,
            next_token,
        })
    }
}

fn results(failed_entries: Vec<FailedTarget>) -> TargetResults {
    TargetResults {
        failed_entry_count: failed_entries.len(),
        failed_entries,
    }
}

fn add(record: &mut RuleRecord, targets: Vec<Target>) -> Result<(), Fault> {
    for target in targets {
        match record
            .targets
            .iter_mut()
            .find(|known| known.id == target.id)
        {
            Some(known) => *known = target,
            None => record.targets.push(target),
        }
    }
    if record.targets.len() > MAX_TARGETS {
        return Err(fault::limit_exceeded(
            "The requested resource exceeds the maximum number allowed.",
        ));
    }
    Ok(())
}

/// What the service's model refuses, and what is not emulated.
fn check(target: &Target) -> Result<(), Fault> {
    names::check(&target.id, "targets.member.id", 64)?;
    if let Some(name) = target.not_emulated() {
        return Err(Fault::new(
            "UnsupportedOperation",
            format!(
                "The local environment does not emulate {name} of target {}.",
                target.id
            ),
        )
        .with_status(501));
    }
    check_dead_letters(target)?;
    let Some(policy) = &target.retry_policy else {
        return Ok(());
    };
    in_range(
        policy.maximum_retry_attempts,
        0,
        185,
        "maximumRetryAttempts",
    )?;
    in_range(
        policy.maximum_event_age_in_seconds,
        60,
        86_400,
        "maximumEventAgeInSeconds",
    )
}

/// Failed events go to a standard queue.
fn check_dead_letters(target: &Target) -> Result<(), Fault> {
    let config = target.dead_letter_config.as_ref();
    let Some(arn) = config.and_then(|config| config.arn.as_deref()) else {
        return Ok(());
    };
    let queue = Arn::parse(arn).filter(|arn| arn.service == "sqs");
    match queue.is_some_and(|queue| !queue.resource.ends_with(".fifo")) {
        true => Ok(()),
        false => Err(fault::parameter(
            "DeadLetterConfig",
            format!(
                "{arn} is not the ARN of a standard queue (target {}).",
                target.id
            ),
        )),
    }
}

fn in_range(value: Option<i64>, least: i64, most: i64, name: &str) -> Result<(), Fault> {
    let at = format!("targets.1.member.retryPolicy.{name}");
    match value {
        Some(value) if value < least => Err(fault::constraint(
            value,
            &at,
            &format!("Member must have value greater than or equal to {least}"),
        )),
        Some(value) if value > most => Err(fault::constraint(
            value,
            &at,
            &format!("Member must have value less than or equal to {most}"),
        )),
        _ => Ok(()),
    }
}

/// What a kind of target needs.
fn check_kind(target: &Ready) -> Result<(), Fault> {
    let spec = &target.spec;
    let group = spec
        .sqs_parameters
        .as_ref()
        .and_then(|parameters| parameters.message_group_id.as_ref());
    match target.kind {
        Kind::Archive => Err(fault::parameter(
            "Arn",
            format!("Provided Arn is not in correct format: {}.", spec.arn),
        )),
        Kind::Queue if spec.arn.ends_with(".fifo") && group.is_none() => {
            Err(Fault::validation(format!(
                "Parameter(s) SqsParameters must be specified for target: {}.",
                spec.id
            )))
        }
        Kind::Bus(_) if spec.settings() != Default::default() => Err(Fault::validation(format!(
            "Input, InputPath and InputTransformer are not supported for event bus targets: target {}.",
            spec.id
        ))),
        _ => Ok(()),
    }
}
