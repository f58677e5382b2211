//! `PutCompositeAlarm`.

use serde_json::{Map, Value};

use super::put_alarm::{check_actions, check_name, put};
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::{Settings, Watched},
        composite, evaluator,
        fault::{missing, validation},
        model::PutCompositeInput,
        rule::Rule,
    },
};

impl CloudWatch {
    pub(crate) async fn put_composite_alarm(
        &self,
        input: PutCompositeInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let tags = input.tags.iter();
        let tags = tags.map(|tag| (tag.key.clone(), tag.value.clone()));
        let tags = tags.collect();
        let settings = settings(input)?;
        let name = settings.name.clone();
        let now = self.core.clock.now_millis();
        let (transitions, commit) = self.alarms.change(|alarms, changes| {
            let rule = settings.watched.rule().map(Rule::parse);
            let rule = rule.transpose().map_err(wrong_rule)?;
            let lost = rule.iter().flat_map(Rule::names);
            let lost: Vec<&str> = lost.filter(|name| !alarms.contains_key(*name)).collect();
            if !lost.is_empty() {
                return Err(validation(format!(
                    "Could not save the composite alarm as alarms [{}] in the alarm rule do not \
                     exist",
                    lost.join(", ")
                )));
            }
            let verb = put(&self.core, alarms, changes, settings.clone(), tags)?;
            let Some(state) = composite::state(alarms, &name) else {
                return Ok(Vec::new());
            };
            let transition = alarms.get_mut(&name).and_then(|alarm| {
                let reason = format!(
                    "{} was {verb} and its alarm rule evaluates to {}",
                    alarm.arn,
                    state.name()
                );
                evaluator::transit(alarm, state, reason, None, now, changes)
            });
            Ok(composite::follow(alarms, transition, now, changes))
        })?;
        evaluator::announce(&self.core, &self.alarms, transitions, commit).await?;
        Ok(Map::new())
    }
}

fn wrong_rule(why: String) -> Fault {
    validation(format!("AlarmRule is not valid: {why}"))
}

fn settings(input: PutCompositeInput) -> Result<Settings, Fault> {
    check_name(&input.alarm_name)?;
    if input.alarm_rule.is_empty() {
        return Err(missing("AlarmRule"));
    }
    if input.actions_suppressor.is_some() {
        return Err(Fault::not_emulated(
            "cloudwatch",
            "composite alarms with an ActionsSuppressor",
        ));
    }
    check_actions([
        &input.ok_actions,
        &input.alarm_actions,
        &input.insufficient_data_actions,
    ])?;
    Ok(Settings {
        name: input.alarm_name,
        description: input.alarm_description,
        watched: Watched::Rule {
            rule: input.alarm_rule,
        },
        actions_enabled: input.actions_enabled.unwrap_or(true),
        on_ok: input.ok_actions,
        on_alarm: input.alarm_actions,
        on_insufficient: input.insufficient_data_actions,
    })
}
