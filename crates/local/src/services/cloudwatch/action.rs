//! What an alarm does when its state changes: an event to the default bus, a message to a topic, an
//! event to a function.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    alarm::{Alarm, AlarmState, Limit, Watched},
    book::Book,
    evaluator::Transition,
    region,
    statistic::Statistic,
};
use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    principal::Source,
    services::{lambda::AsyncInvocation, sns::Notification},
};

/// Carries out every action of the new state and notes in the history how it went.
pub(super) async fn run(core: Arc<Core>, book: Arc<Book>, transition: Transition) {
    emit(&core, &transition).await;
    let Transition { alarm, before } = transition;
    if !alarm.settings.actions_enabled {
        return;
    }
    for arn in alarm.settings.actions(alarm.state) {
        let outcome = carry_out(&core, arn, &alarm, &before).await;
        let summary = match &outcome {
            Ok(()) => format!("Successfully executed action {arn}"),
            Err(fault) => format!("Failed to execute action {arn}. Received error: \"{fault}\""),
        };
        let data = json!({
            "actionState": if outcome.is_ok() { "Succeeded" } else { "Failed" },
            "notificationResource": arn,
            "stateUpdateTimestamp": alarm.updated,
            "error": outcome.err().map(|fault| fault.to_string()),
        });
        let noted = book.change(|_, changes| {
            changes.note(&alarm.settings, "Action", summary, data.to_string());
            Ok(())
        });
        if let Ok(((), commit)) = noted {
            let _ = commit.durable().await;
        }
    }
}

/// Tells rules of the default bus, also when actions are not enabled. A store that fails has
/// stopped everything.
async fn emit(core: &Core, transition: &Transition) {
    if let Some(cloud) = core.cloud() {
        let Transition { alarm, before } = transition;
        let kind = "CloudWatch Alarm State Change";
        let (arn, detail) = (alarm.arn.clone(), detail(alarm, before).to_string());
        let emitted = cloud.events.emit("aws.cloudwatch", kind, vec![arn], detail);
        let _ = emitted.await;
    }
}

async fn carry_out(
    core: &Arc<Core>,
    arn: &str,
    alarm: &Alarm,
    before: &Alarm,
) -> Result<(), Fault> {
    let starting = || Fault::internal("the environment is starting");
    let cloud = core.cloud().ok_or_else(starting)?;
    match Arn::parse(arn).map(|arn| arn.service).as_deref() {
        Some("sns") => {
            let source = Source::new("cloudwatch.amazonaws.com", &alarm.arn, &core.account);
            let message = message(core, alarm, before.state);
            cloud
                .sns
                .deliver(arn, message, Some(&source))
                .await
                .map(drop)
        }
        Some("lambda") => {
            let principal = "lambda.alarms.cloudwatch.amazonaws.com";
            let invocation = AsyncInvocation {
                function: arn.to_owned(),
                payload: event(core, alarm, before).to_string().into_bytes(),
                source: Some(Source::new(principal, &alarm.arn, &core.account)),
                trace_header: None,
            };
            cloud.lambda.invoke_async(invocation).await.map(drop)
        }
        _ => Err(Fault::not_emulated(
            "cloudwatch",
            &format!("the alarm action {arn}"),
        )),
    }
}

/// The message of an alarm as CloudWatch publishes it.
fn message(core: &Core, alarm: &Alarm, from: AlarmState) -> Notification {
    let settings = &alarm.settings;
    let mut body = json!({
        "AlarmName": settings.name,
        "AlarmDescription": settings.description,
        "AWSAccountId": core.account,
        "AlarmConfigurationUpdatedTimestamp": time(alarm.configured),
        "NewStateValue": alarm.state.name(),
        "NewStateReason": alarm.reason,
        "StateChangeTime": time(alarm.updated),
        "Region": region::name(&core.region),
        "AlarmArn": alarm.arn,
        "OldStateValue": from.name(),
        "OKActions": settings.on_ok,
        "AlarmActions": settings.on_alarm,
        "InsufficientDataActions": settings.on_insufficient,
    });
    match &settings.watched {
        Watched::Metric(limit) => body["Trigger"] = trigger(limit),
        Watched::Rule { rule } => body["AlarmRule"] = json!(rule),
    }
    Notification {
        message: body.to_string(),
        subject: Some(subject(core, alarm)),
        ..Notification::default()
    }
}

/// At most 100 characters, as SNS wants it.
fn subject(core: &Core, alarm: &Alarm) -> String {
    let text = format!(
        "{}: \"{}\" in {}",
        alarm.state.name(),
        alarm.settings.name,
        region::name(&core.region)
    );
    text.chars().take(100).collect()
}

fn trigger(settings: &Limit) -> Value {
    let dimension = |(name, value): &(String, String)| json!({ "value": value, "name": name });
    let dimensions: Vec<_> = settings.metric.dimensions.iter().map(dimension).collect();
    let mut trigger = json!({
        "MetricName": settings.metric.name,
        "Namespace": settings.metric.namespace,
        "StatisticType": "Statistic",
        "Statistic": statistic(settings.statistic),
        "Unit": settings.unit,
        "Dimensions": dimensions,
        "Period": settings.period,
        "EvaluationPeriods": settings.periods,
        "DatapointsToAlarm": settings.needed(),
        "ComparisonOperator": settings.comparison.name(),
        "Threshold": settings.threshold,
        "TreatMissingData": settings.missing.name(),
        "EvaluateLowSampleCountPercentile": "",
    });
    if let Some(extended) = &settings.extended {
        trigger["StatisticType"] = json!("ExtendedStatistic");
        trigger["ExtendedStatistic"] = json!(extended);
        trigger["Statistic"] = Value::Null;
    }
    trigger
}

fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::SampleCount => "SAMPLE_COUNT",
        Statistic::Average => "AVERAGE",
        Statistic::Sum => "SUM",
        Statistic::Minimum => "MINIMUM",
        Statistic::Maximum => "MAXIMUM",
        Statistic::Percentile(_) => "PERCENTILE",
    }
}

/// The event that a function gets.
fn event(core: &Core, alarm: &Alarm, before: &Alarm) -> Value {
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": alarm.arn,
        "accountId": core.account,
        "time": time(alarm.updated),
        "region": core.region,
        "alarmData": detail(alarm, before),
    })
}

/// What is said of a change: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>.
fn detail(alarm: &Alarm, before: &Alarm) -> Value {
    let mut configuration = json!({ "description": alarm.settings.description });
    match &alarm.settings.watched {
        Watched::Metric(limit) => configuration["metrics"] = json!([metric(limit)]),
        Watched::Rule { rule } => configuration["alarmRule"] = json!(rule),
    }
    json!({
        "alarmName": alarm.settings.name,
        "state": state(alarm),
        "previousState": state(before),
        "configuration": configuration,
    })
}

fn state(alarm: &Alarm) -> Value {
    let mut state = json!({
        "value": alarm.state.name(),
        "reason": alarm.reason,
        "timestamp": time(alarm.updated),
    });
    if let Some(data) = &alarm.reason_data {
        state["reasonData"] = json!(data);
    }
    state
}

fn metric(limit: &Limit) -> Value {
    let dimensions = limit.metric.dimensions.iter();
    let dimensions: Map<String, Value> = dimensions
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let extended = limit.extended.as_ref().map(|written| json!(written));
    let stat = extended.unwrap_or_else(|| json!(limit.statistic));
    json!({
        "id": "m1",
        "metricStat": {
            "metric": {
                "dimensions": dimensions,
                "name": limit.metric.name,
                "namespace": limit.metric.namespace,
            },
            "period": limit.period,
            "stat": stat,
        },
        "returnData": true,
    })
}

/// `2026-11-21T00:00:00.000+0000`.
fn time(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
