//! `PutMetricAlarm`.

use serde_json::{Map, Value};

use super::{pairs, period, statistic};
use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::{Alarm, AlarmState, Limit, Settings, Watched},
        book::{Alarms, Changes},
        evaluation::{Comparison, Treatment},
        fault::{combination, invalid, missing, too_many_alarms, validation},
        metric::MetricKey,
        model::PutAlarmInput,
        statistic::Statistic,
    },
};

/// The shortest period of an alarm, in seconds.
const ALARM_PERIOD: u32 = 10;
/// Alarms of an account in a Region.
const ALARMS_LIMIT: usize = 5_000;
/// Actions for one state.
const ACTIONS_LIMIT: usize = 5;

impl CloudWatch {
    pub(crate) async fn put_metric_alarm(
        &self,
        input: PutAlarmInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let tags = input
            .tags
            .iter()
            .map(|tag| (tag.key.clone(), tag.value.clone()))
            .collect();
        let settings = settings(input)?;
        let (_, commit) = self
            .alarms
            .change(|alarms, changes| put(&self.core, alarms, changes, settings, tags))?;
        commit.durable().await?;
        Ok(Map::new())
    }
}

/// Makes an alarm or changes its settings; the word for which of both.
pub(super) fn put(
    core: &Core,
    alarms: &mut Alarms,
    changes: &mut Changes<'_>,
    settings: Settings,
    tags: std::collections::BTreeMap<String, String>,
) -> Result<&'static str, Fault> {
    let (now, name) = (core.clock.now_millis(), settings.name.clone());
    let kind = settings.watched.type_name();
    let before = alarms.get(&name).cloned();
    let other = before
        .as_ref()
        .map(|alarm| alarm.settings.watched.type_name());
    if let Some(other) = other.filter(|other| *other != kind) {
        return Err(validation(format!("{name} is the name of a {other}")));
    }
    let verb = if before.is_some() {
        "updated"
    } else {
        "created"
    };
    let arn = core.arn("cloudwatch", &format!("alarm:{name}"));
    let alarm = match before {
        // Its state stays until it is evaluated again.
        Some(before) => Alarm {
            settings,
            configured: now,
            ..before
        },
        None if alarms.len() >= ALARMS_LIMIT => return Err(too_many_alarms(ALARMS_LIMIT)),
        None => created(settings, arn, now, tags),
    };
    changes.put(&alarm);
    let data = serde_json::json!({ "type": verb, "alarmArn": alarm.arn });
    let summary = format!("Alarm \"{name}\" {verb}");
    let kind = "ConfigurationUpdate";
    changes.note(&alarm.settings, kind, summary, data.to_string());
    alarms.insert(name, alarm);
    Ok(verb)
}

/// At most so many for each state.
pub(super) fn check_actions(actions: [&Vec<String>; 3]) -> Result<(), Fault> {
    if actions.iter().any(|actions| actions.len() > ACTIONS_LIMIT) {
        return Err(invalid(format!(
            "At most {ACTIONS_LIMIT} actions are taken for a state."
        )));
    }
    let mut all = actions.into_iter().flatten();
    match all.find(|action| Arn::parse(action).is_none()) {
        Some(action) => Err(validation(format!("Invalid arn syntax: {action}"))),
        None => Ok(()),
    }
}

/// An alarm's name is a line of up to 255 characters.
pub(super) fn check_name(name: &str) -> Result<(), Fault> {
    if name.is_empty() {
        return Err(missing("AlarmName"));
    }
    match name.chars().count() > 255 || name.chars().any(char::is_control) {
        true => Err(validation(
            "The parameter AlarmName must be up to 255 characters, none of them a control character.",
        )),
        false => Ok(()),
    }
}

fn created(
    settings: Settings,
    arn: String,
    now: i64,
    tags: std::collections::BTreeMap<String, String>,
) -> Alarm {
    Alarm {
        settings,
        arn,
        configured: now,
        state: AlarmState::InsufficientData,
        reason: "Unchecked: Initial alarm creation".to_owned(),
        reason_data: None,
        updated: now,
        transitioned: now,
        tags,
    }
}

/// A single metric without math is watched like one that is named beside `Metrics`.
fn plain(mut input: PutAlarmInput) -> PutAlarmInput {
    let is_single = input.metrics.len() == 1 && input.threshold_metric_id.is_none();
    let stat = input.metrics.first_mut().filter(|_| is_single);
    let stat = stat.filter(|query| query.expression.is_none());
    let Some(stat) = stat.and_then(|query| query.metric_stat.take()) else {
        return input;
    };
    const STATISTICS: [&str; 5] = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
    match STATISTICS.contains(&stat.stat.as_str()) {
        true => input.statistic = Some(stat.stat),
        false => input.extended_statistic = Some(stat.stat),
    }
    PutAlarmInput {
        namespace: Some(stat.metric.namespace),
        metric_name: Some(stat.metric.metric_name),
        dimensions: stat.metric.dimensions,
        period: Some(stat.period),
        unit: stat.unit,
        metrics: Vec::new(),
        ..input
    }
}

fn settings(input: PutAlarmInput) -> Result<Settings, Fault> {
    let input = plain(input);
    if !input.metrics.is_empty() || input.threshold_metric_id.is_some() {
        return Err(Fault::not_emulated(
            "cloudwatch",
            "alarms on metric math (Metrics)",
        ));
    }
    check_name(&input.alarm_name)?;
    let chosen = chosen_statistic(&input)?;
    let seconds = input.period.ok_or_else(|| missing("Period"))?;
    if seconds < ALARM_PERIOD || period(seconds).is_err() {
        return Err(invalid(format!(
            "Period must be 10, 20, 30 or a multiple of 60, not {seconds}."
        )));
    }
    let periods = input
        .evaluation_periods
        .ok_or_else(|| missing("EvaluationPeriods"))?;
    check_periods(seconds, periods, input.datapoints_to_alarm)?;
    check_actions([
        &input.ok_actions,
        &input.alarm_actions,
        &input.insufficient_data_actions,
    ])?;
    let metric = MetricKey::new(
        input.namespace.ok_or_else(|| missing("Namespace"))?,
        input.metric_name.ok_or_else(|| missing("MetricName"))?,
        pairs(input.dimensions),
    );
    let limit = Limit {
        metric,
        unit: input.unit,
        statistic: chosen,
        extended: input.extended_statistic,
        period: seconds,
        periods,
        breaches: input.datapoints_to_alarm,
        threshold: input.threshold.ok_or_else(|| missing("Threshold"))?,
        comparison: comparison(input.comparison_operator.as_deref())?,
        missing: treatment(input.treat_missing_data.as_deref())?,
        missing_said: input.treat_missing_data.is_some(),
    };
    Ok(Settings {
        name: input.alarm_name,
        description: input.alarm_description,
        watched: Watched::Metric(limit),
        actions_enabled: input.actions_enabled.unwrap_or(true),
        on_ok: input.ok_actions,
        on_alarm: input.alarm_actions,
        on_insufficient: input.insufficient_data_actions,
    })
}

fn chosen_statistic(input: &PutAlarmInput) -> Result<Statistic, Fault> {
    match (&input.statistic, &input.extended_statistic) {
        (Some(name), None) | (None, Some(name)) => statistic(name),
        (None, None) => Err(missing("Statistic")),
        (Some(_), Some(_)) => Err(combination(
            "Statistic and ExtendedStatistic exclude each other.",
        )),
    }
}

fn check_periods(seconds: u32, periods: u32, breaches: Option<u32>) -> Result<(), Fault> {
    if periods == 0 || breaches == Some(0) {
        return Err(invalid(
            "EvaluationPeriods and DatapointsToAlarm must be 1 at least.",
        ));
    }
    if breaches.is_some_and(|breaches| breaches > periods) {
        return Err(invalid(
            "DatapointsToAlarm must not be greater than EvaluationPeriods.",
        ));
    }
    let span = u64::from(seconds) * u64::from(periods);
    let limit = if seconds < 3600 { 86_400 } else { 604_800 };
    if span > limit {
        return Err(invalid(format!(
            "Metrics cannot be checked across more than {limit} seconds (EvaluationPeriods * \
             Period), not {span}."
        )));
    }
    Ok(())
}

fn comparison(text: Option<&str>) -> Result<Comparison, Fault> {
    let text = text.ok_or_else(|| missing("ComparisonOperator"))?;
    let unknown = || {
        if text.contains("Upper") || text.contains("Lower") {
            return Fault::not_emulated("cloudwatch", "alarms on anomaly detection");
        }
        invalid(format!("{text} is not a ComparisonOperator"))
    };
    Comparison::parse(text).ok_or_else(unknown)
}

fn treatment(text: Option<&str>) -> Result<Treatment, Fault> {
    let text = text.unwrap_or("missing");
    let unknown = || {
        invalid(format!(
            "Option {text} is not supported for TreatMissingData parameter."
        ))
    };
    Treatment::parse(text).ok_or_else(unknown)
}
