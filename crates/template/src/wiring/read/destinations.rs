//! Where events go: functions, queues, topics, log groups; and roles and alarms.

use super::properties::{Reader, policy};
use crate::policy::Policy;
use crate::token;
use crate::truth::Truth;
use crate::value::Value;
use crate::wiring::{
    Alarm, AsyncInvoke, Dimension, Function, LogGroup, Metric, Queue, Redrive, Role, Setting,
    Subscription, Topic,
};

pub(super) fn function(reader: &Reader<'_>) -> Function {
    let name = reader.name();
    let log_group = reader.text(&["LoggingConfig", "LogGroup"]);
    Function {
        log_group: match log_group {
            Setting::Set(group, _) => group,
            Setting::Absent => format!("/aws/lambda/{name}"),
            Setting::Unknown(_) => token::opaque(&format!("{name}.LogGroup")),
        },
        name,
        arn: reader.arn(),
        handler: reader.text(&["Handler"]),
        runtime: reader.text(&["Runtime"]),
        role: reader.text(&["Role"]),
        timeout_seconds: reader.number(&["Timeout"]),
        dead_letter: reader.text(&["DeadLetterConfig", "TargetArn"]),
        asynchronous: AsyncInvoke::default(),
        tracing: reader.text(&["TracingConfig", "Mode"]),
        environment: environment(reader),
        reserved_concurrency: reader.number(&["ReservedConcurrentExecutions"]),
        policy: Policy::default(),
        origin: reader.origin(),
    }
}

fn environment(reader: &Reader<'_>) -> Vec<(String, String)> {
    let variables = reader
        .properties()
        .at(&["Environment", "Variables"])
        .and_then(Value::as_map);
    let entries = variables.into_iter().flat_map(|map| &map.0);
    entries
        .filter_map(|entry| Some((entry.key.clone(), entry.value.to_text()?)))
        .collect()
}

pub(super) fn queue(reader: &Reader<'_>) -> Queue {
    let name = reader.name();
    let fifo = reader.flag(&["FifoQueue"]).get().copied();
    Queue {
        fifo: fifo.unwrap_or_else(|| name.ends_with(".fifo")),
        name,
        arn: reader.arn(),
        url: reader.resource.identity.reference.clone(),
        visibility_seconds: reader.number(&["VisibilityTimeout"]),
        retention_seconds: reader.number(&["MessageRetentionPeriod"]),
        encrypted: encrypted(reader),
        kms_key: reader.text(&["KmsMasterKeyId"]),
        redrive: reader.get("RedrivePolicy").map_or(Setting::Absent, redrive),
        policy: Policy::default(),
        origin: reader.origin(),
    }
}

/// SSE-SQS is on unless it is switched off.
fn encrypted(reader: &Reader<'_>) -> Truth {
    match (
        reader.text(&["KmsMasterKeyId"]),
        reader.flag(&["SqsManagedSseEnabled"]),
    ) {
        (Setting::Absent, Setting::Set(on, _)) => on.into(),
        (Setting::Absent, Setting::Unknown(_)) => Truth::Unknown,
        _ => Truth::True,
    }
}

fn redrive(value: &Value) -> Setting<Redrive> {
    if value.is_unknown() {
        return Setting::Unknown(Some(value.span));
    }
    let redrive = Redrive {
        target: value.get("deadLetterTargetArn").and_then(Value::to_text),
        max_receives: value.get("maxReceiveCount").and_then(Value::as_i64),
    };
    Setting::Set(redrive, Some(value.span))
}

pub(super) fn topic(reader: &Reader<'_>) -> Topic {
    let inline = reader
        .items("Subscription")
        .iter()
        .map(|item| Subscription {
            protocol: super::properties::text(item, &["Protocol"]),
            endpoint: super::properties::text(item, &["Endpoint"]),
            dead_letter: Setting::Absent,
            span: Some(item.span),
        });
    Topic {
        name: reader.name(),
        arn: reader.arn(),
        policy: Policy::default(),
        kms_key: reader.text(&["KmsMasterKeyId"]),
        subscriptions: inline.collect(),
        origin: reader.origin(),
    }
}

pub(super) fn log_group(reader: &Reader<'_>) -> LogGroup {
    LogGroup {
        name: reader.name(),
        arn: reader.arn(),
        retention_days: reader.number(&["RetentionInDays"]),
        origin: reader.origin(),
    }
}

pub(super) fn alarm(reader: &Reader<'_>) -> Alarm {
    let statistic = reader.text(&["Statistic"]);
    let extended = reader.text(&["ExtendedStatistic"]);
    Alarm {
        name: reader.name(),
        arn: reader.arn(),
        namespace: reader.text(&["Namespace"]),
        metric: reader.text(&["MetricName"]),
        dimensions: reader.items("Dimensions").iter().map(dimension).collect(),
        statistic: if statistic.is_absent() {
            extended
        } else {
            statistic
        },
        threshold: reader.decimal(&["Threshold"]),
        comparison: reader.text(&["ComparisonOperator"]),
        period_seconds: reader.number(&["Period"]),
        evaluation_periods: reader.number(&["EvaluationPeriods"]),
        missing_data: reader.text(&["TreatMissingData"]),
        metrics: reader.items("Metrics").iter().map(metric).collect(),
        actions: actions(reader),
        actions_enabled: reader.flag(&["ActionsEnabled"]),
        origin: reader.origin(),
    }
}

fn metric(item: &Value) -> Metric {
    let statistic = item.get("MetricStat").and_then(|stat| stat.get("Metric"));
    let dimensions = statistic.and_then(|metric| metric.get("Dimensions")?.as_list());
    Metric {
        namespace: super::properties::text(item, &["MetricStat", "Metric", "Namespace"]),
        dimensions: dimensions
            .unwrap_or_default()
            .iter()
            .map(dimension)
            .collect(),
        expression: super::properties::text(item, &["Expression"]),
    }
}

fn dimension(item: &Value) -> Dimension {
    Dimension {
        name: item
            .get("Name")
            .and_then(Value::to_text)
            .unwrap_or_default(),
        value: super::properties::text(item, &["Value"]),
    }
}

fn actions(reader: &Reader<'_>) -> Vec<Option<String>> {
    let given = reader.get("AlarmActions");
    given
        .map(|value| value.one_or_many().iter().map(Value::to_text).collect())
        .unwrap_or_default()
}

pub(super) fn role(reader: &Reader<'_>) -> Role {
    let mut permissions = Policy::default();
    let inline = reader.get("Policies");
    for item in inline.and_then(Value::as_list).unwrap_or_default() {
        permissions.extend(policy(Some(item.get("PolicyDocument").unwrap_or(item))));
    }
    let managed = reader.get("ManagedPolicyArns");
    let arns = managed.map(Value::one_or_many).unwrap_or_default();
    let unknown = |value: Option<&Value>| value.is_some_and(|v| v.first_unknown().is_some());
    Role {
        name: reader.name(),
        arn: reader.arn(),
        trust: policy(reader.get("AssumeRolePolicyDocument")),
        permissions,
        managed: arns.iter().filter_map(Value::to_text).collect(),
        incomplete: unknown(managed) || inline.is_some_and(Value::is_unknown),
        origin: reader.origin(),
    }
}
