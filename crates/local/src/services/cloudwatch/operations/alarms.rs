//! Read, delete, set, enable and disable alarms.

use serde_json::{Map, Value};

use super::{pairs, unpaired};
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::{Alarm, AlarmState},
        evaluator,
        fault::not_found,
        metric::MetricKey,
        model::{
            AlarmNamesInput, AlarmsForMetricInput, AlarmsForMetricOutput, DescribeAlarmsInput,
            DescribeAlarmsOutput, MetricAlarm, SetStateInput,
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
        let after = input.next_token.clone().unwrap_or_default();
        let limit = input.max_records.unwrap_or(PAGE).clamp(1, 100);
        let alarms = self.alarms.lock();
        let mut rest = alarms
            .iter()
            .filter(|(name, alarm)| **name > after && wanted(&input, alarm));
        let page: Vec<MetricAlarm> = rest
            .by_ref()
            .take(limit)
            .map(|(_, alarm)| show(alarm))
            .collect();
        let more = rest.next().is_some();
        let last = page.last().map(|alarm| alarm.alarm_name.clone());
        Ok(DescribeAlarmsOutput {
            metric_alarms: page,
            composite_alarms: [],
            next_token: last.filter(|_| more),
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
        let found = alarms.values().filter(|alarm| {
            let settings = &alarm.settings;
            settings.metric == metric
                && input.period.is_none_or(|period| period == settings.period)
                && statistic.is_none_or(|statistic| statistic == settings.statistic)
        });
        Ok(AlarmsForMetricOutput {
            metric_alarms: found.map(show).collect(),
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
            for name in &input.alarm_names {
                alarms.remove(name);
                changes.delete(name);
                let summary = format!("Alarm \"{name}\" deleted");
                changes.note(
                    name,
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
        let (transition, commit) = self.alarms.change(|alarms, changes| {
            let alarm = alarms.get_mut(&input.alarm_name);
            let alarm = alarm.ok_or_else(|| not_found("The alarm does not exist"))?;
            let (reason, data) = (input.state_reason, input.state_reason_data);
            Ok(evaluator::transit(alarm, state, reason, data, now, changes))
        })?;
        evaluator::announce(&self.core, &self.alarms, transition, commit).await?;
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
    (input.alarm_names.is_empty() || input.alarm_names.contains(&settings.name))
        && settings.name.starts_with(prefix)
        && state.is_none_or(|state| state == alarm.state.name())
        && input.action_prefix.as_ref().is_none_or(acts)
}

fn show(alarm: &Alarm) -> MetricAlarm {
    let settings = alarm.settings.clone();
    let simple = settings.extended.is_none();
    MetricAlarm {
        alarm_arn: alarm.arn.clone(),
        alarm_configuration_updated_timestamp: Timestamp::from_millis(alarm.configured),
        state_value: alarm.state.name(),
        state_reason: alarm.reason.clone(),
        state_reason_data: alarm.reason_data.clone(),
        state_updated_timestamp: Timestamp::from_millis(alarm.updated),
        state_transitioned_timestamp: Timestamp::from_millis(alarm.transitioned),
        statistic: simple.then(|| format!("{:?}", settings.statistic)),
        extended_statistic: settings.extended,
        dimensions: unpaired(&settings.metric.dimensions),
        metric_name: settings.metric.name,
        namespace: settings.metric.namespace,
        alarm_name: settings.name,
        alarm_description: settings.description,
        actions_enabled: settings.actions_enabled,
        ok_actions: settings.on_ok,
        alarm_actions: settings.on_alarm,
        insufficient_data_actions: settings.on_insufficient,
        period: settings.period,
        unit: settings.unit,
        evaluation_periods: settings.periods,
        datapoints_to_alarm: settings.breaches,
        threshold: settings.threshold,
        comparison_operator: settings.comparison.name(),
        treat_missing_data: settings.missing_said.then(|| settings.missing.name()),
    }
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
