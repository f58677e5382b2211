//! What an alarm does when its state changes: a message to a topic, an event to a function.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{
    alarm::{Alarm, AlarmState, Limit, Watched},
    book::Book,
    evaluator::Transition,
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
    let Transition { alarm, from } = transition;
    for arn in alarm.settings.actions(alarm.state) {
        let outcome = carry_out(&core, arn, &alarm, from).await;
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

async fn carry_out(
    core: &Arc<Core>,
    arn: &str,
    alarm: &Alarm,
    from: AlarmState,
) -> Result<(), Fault> {
    let starting = || Fault::internal("the environment is starting");
    let cloud = core.cloud().ok_or_else(starting)?;
    match Arn::parse(arn).map(|arn| arn.service).as_deref() {
        Some("sns") => {
            let source = Source::new("cloudwatch.amazonaws.com", &alarm.arn, &core.account);
            let message = message(core, alarm, from);
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
                payload: event(core, alarm, from).to_string().into_bytes(),
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
        "Region": core.region,
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
        core.region
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
fn event(core: &Core, alarm: &Alarm, from: AlarmState) -> Value {
    json!({
        "source": "aws.cloudwatch",
        "alarmArn": alarm.arn,
        "accountId": core.account,
        "time": time(alarm.updated),
        "region": core.region,
        "alarmData": {
            "alarmName": alarm.settings.name,
            "state": {
                "value": alarm.state.name(),
                "reason": alarm.reason,
                "reasonData": alarm.reason_data,
                "timestamp": time(alarm.updated),
            },
            "previousState": { "value": from.name() },
            "configuration": { "description": alarm.settings.description },
        },
    })
}

/// `2026-11-21T00:00:00.000+0000`.
fn time(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}
