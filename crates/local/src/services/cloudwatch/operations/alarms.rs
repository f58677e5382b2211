//! Read, delete, set, enable and disable alarms.

use serde_json::{Map, Value};

use super::{pairs, unpaired};
use crate::{
    fault::Fault,
    page::opaque,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::{Alarm, AlarmState, Watched},
        book::Alarms,
        composite::{self, parents, rule_of},
        evaluator,
        fault::{no_such_token, not_found, validation},
        metric::MetricKey,
        model::{
            AlarmNamesInput, AlarmsForMetricInput, AlarmsForMetricOutput, CompositeAlarm,
            DescribeAlarmsInput, DescribeAlarmsOutput, MetricAlarm, SetStateInput, ShownAlarm,
            is_of,
        },
        statistic::Statistic,
    },
    wire::Timestamp,
};

/// Alarms in one page unless said.
const PAGE: usize = 50;

impl CloudWatch {
    pub(crate) async fn describe_alarms(
        &self,
        input: DescribeAlarmsInput,
        _caller: &Caller,
    ) -> Result<DescribeAlarmsOutput, Fault> {
        let limit = input.max_records.unwrap_or(PAGE).clamp(1, 100);
        let alarms = self.alarms.lock();
        let found = alarms.values().filter(|alarm| wanted(&input, alarm));
        let token = input.next_token.as_deref();
        let page = opaque(found, token, limit, |alarm| alarm.settings.name.clone());
        let (page, next_token) = page.ok_or_else(no_such_token)?;
        Ok(DescribeAlarmsOutput {
            metric_alarms: page
                .iter()
                .filter_map(|alarm| shown_metric(alarm))
                .collect(),
            composite_alarms: page
                .iter()
                .filter_map(|alarm| shown_composite(alarm))
                .collect(),
            next_token,
        })
    }

    pub(crate) async fn describe_alarms_for_metric(
        &self,
        input: AlarmsForMetricInput,
        _caller: &Caller,
    ) -> Result<AlarmsForMetricOutput, Fault> {
        let metric = MetricKey::new(input.namespace, input.metric_name, pairs(input.dimensions));
        let statistic = input.statistic.as_deref().and_then(Statistic::parse);
        let alarms = self.alarms.lock();
        let found = alarms
            .values()
            .filter(|alarm| match &alarm.settings.watched {
                Watched::Metric(limit) => {
                    limit.metric == metric
                        && input.period.is_none_or(|period| period == limit.period)
                        && statistic.is_none_or(|statistic| statistic == limit.statistic)
                }
                Watched::Rule { .. } => false,
            });
        Ok(AlarmsForMetricOutput {
            metric_alarms: found.filter_map(shown_metric).collect(),
        })
    }

    pub(crate) async fn delete_alarms(
        &self,
        input: AlarmNamesInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let ((), commit) = self.alarms.change(|alarms, changes| {
            let unknown = input
                .alarm_names
                .iter()
                .find(|name| !alarms.contains_key(*name));
            if let Some(name) = unknown {
                return Err(not_found(format!("The alarm {name} does not exist")));
            }
            refuse_needed(alarms, &input.alarm_names)?;
            for name in &input.alarm_names {
                let Some(alarm) = alarms.remove(name) else {
                    continue;
                };
                changes.delete(name);
                let summary = format!("Alarm \"{name}\" deleted");
                changes.note(
                    &alarm.settings,
                    "ConfigurationUpdate",
                    summary,
                    r#"{"type":"Delete"}"#.to_owned(),
                );
            }
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }

    pub(crate) async fn set_alarm_state(
        &self,
        input: SetStateInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let unknown = || {
            let text = format!("{} is not a state of an alarm", input.state_value);
            format_fault(text)
        };
        let state = AlarmState::parse(&input.state_value).ok_or_else(unknown)?;
        check_data(input.state_reason_data.as_deref())?;
        let now = self.core.clock.now_millis();
        let (transitions, commit) = self.alarms.change(|alarms, changes| {
            let alarm = alarms.get_mut(&input.alarm_name);
            let alarm = alarm.ok_or_else(|| not_found("The alarm does not exist"))?;
            let (reason, data) = (input.state_reason, input.state_reason_data);
            let transition = evaluator::transit(alarm, state, reason, data, now, changes);
            Ok(composite::follow(alarms, transition, now, changes))
        })?;
        evaluator::announce(&self.core, &self.alarms, transitions, commit).await?;
        Ok(Map::new())
    }

    pub(crate) async fn enable_alarm_actions(
        &self,
        input: AlarmNamesInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.set_actions(input.alarm_names, true).await
    }

    pub(crate) async fn disable_alarm_actions(
        &self,
        input: AlarmNamesInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.set_actions(input.alarm_names, false).await
    }

    /// Names that no alarm has are passed over, as AWS does.
    async fn set_actions(&self, names: Vec<String>, on: bool) -> Result<Map<String, Value>, Fault> {
        let ((), commit) = self.alarms.change(|alarms, changes| {
            for name in &names {
                if let Some(alarm) = alarms.get_mut(name) {
                    alarm.settings.actions_enabled = on;
                    changes.put(alarm);
                }
            }
            Ok(())
        })?;
        commit.durable().await?;
        Ok(Map::new())
    }
}

fn wanted(input: &DescribeAlarmsInput, alarm: &Alarm) -> bool {
    let settings = &alarm.settings;
    let prefix = input.alarm_name_prefix.as_deref().unwrap_or_default();
    let state = input.state_value.as_deref();
    let actions = [
        &settings.on_ok,
        &settings.on_alarm,
        &settings.on_insufficient,
    ];
    let acts = |prefix: &String| {
        actions
            .into_iter()
            .flatten()
            .any(|arn| arn.starts_with(prefix))
    };
    is_of(&input.alarm_types, settings.watched.type_name())
        && (input.alarm_names.is_empty() || input.alarm_names.contains(&settings.name))
        && settings.name.starts_with(prefix)
        && state.is_none_or(|state| state == alarm.state.name())
        && input.action_prefix.as_ref().is_none_or(acts)
}

/// Alarms that a composite alarm asks for stay, and composite alarms go one at a time.
fn refuse_needed(alarms: &Alarms, names: &[String]) -> Result<(), Fault> {
    let is_composite = |name: &&String| alarms.get(*name).is_some_and(|a| rule_of(a).is_some());
    if names.iter().filter(is_composite).count() > 1 {
        return Err(validation(
            "DeleteAlarms deletes at most one composite alarm",
        ));
    }
    for name in names {
        let mut parents = parents(alarms, name);
        parents.retain(|parent| !names.contains(parent));
        if !parents.is_empty() {
            return Err(validation(format!(
                "Cannot delete {name} as there are composite alarm(s) depending on it."
            )));
        }
    }
    Ok(())
}

/// What every alarm shows.
fn shown(alarm: &Alarm) -> ShownAlarm {
    let settings = alarm.settings.clone();
    ShownAlarm {
        alarm_name: settings.name,
        alarm_arn: alarm.arn.clone(),
        alarm_description: settings.description,
        alarm_configuration_updated_timestamp: Timestamp::from_millis(alarm.configured),
        actions_enabled: settings.actions_enabled,
        ok_actions: settings.on_ok,
        alarm_actions: settings.on_alarm,
        insufficient_data_actions: settings.on_insufficient,
        state_value: alarm.state.name(),
        state_reason: alarm.reason.clone(),
        state_reason_data: alarm.reason_data.clone(),
        state_updated_timestamp: Timestamp::from_millis(alarm.updated),
        state_transitioned_timestamp: Timestamp::from_millis(alarm.transitioned),
    }
}

fn shown_composite(alarm: &Alarm) -> Option<CompositeAlarm> {
    let alarm_rule = alarm.settings.watched.rule()?.to_owned();
    Some(CompositeAlarm {
        shown: shown(alarm),
        alarm_rule,
    })
}

fn shown_metric(alarm: &Alarm) -> Option<MetricAlarm> {
    let Watched::Metric(limit) = alarm.settings.watched.clone() else {
        return None;
    };
    let simple = limit.extended.is_none();
    Some(MetricAlarm {
        shown: shown(alarm),
        statistic: simple.then(|| format!("{:?}", limit.statistic)),
        extended_statistic: limit.extended,
        dimensions: unpaired(&limit.metric.dimensions),
        metric_name: limit.metric.name,
        namespace: limit.metric.namespace,
        period: limit.period,
        unit: limit.unit,
        evaluation_periods: limit.periods,
        datapoints_to_alarm: limit.breaches,
        threshold: limit.threshold,
        comparison_operator: limit.comparison.name(),
        treat_missing_data: limit.missing_said.then(|| limit.missing.name()),
    })
}

fn format_fault(text: impl Into<String>) -> Fault {
    Fault::new("InvalidFormatFault", text).with_query_code("InvalidFormat")
}

/// What a state's reason says for programs is JSON.
fn check_data(data: Option<&str>) -> Result<(), Fault> {
    let is_json = |text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    match data {
        Some(text) if !is_json(text) => Err(format_fault(
            "StateReasonData was not syntactically valid JSON.",
        )),
        _ => Ok(()),
    }
}
