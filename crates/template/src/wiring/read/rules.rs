//! Rules, schedules and their targets.

use super::pattern::read_pattern;
use super::properties::{Reader, number, text};
use crate::position::Span;
use crate::value::{Kind, Value};
use crate::wiring::{Input, Retry, Rule, RuleState, Schedule, Setting, Target};

pub(super) fn rule(reader: &Reader<'_>) -> Rule {
    let targets = reader.get("Targets");
    let known = targets.and_then(Value::as_list).unwrap_or_default();
    let unknown_target = |target: &Value| target.as_map().is_none();
    Rule {
        name: reader.name(),
        arn: reader.arn(),
        bus: reader.text(&["EventBusName"]),
        pattern: reader.get("EventPattern").map(read_pattern),
        schedule: reader.text(&["ScheduleExpression"]),
        state: state(&reader.text(&["State"])),
        role: reader.text(&["RoleArn"]),
        managed_by: None,
        targets: known
            .iter()
            .filter(|t| !unknown_target(t))
            .map(target)
            .collect(),
        more_targets: targets.is_some_and(Value::is_unknown) || known.iter().any(unknown_target),
        origin: reader.origin(),
    }
}

pub(super) fn schedule(reader: &Reader<'_>) -> Schedule {
    let value = reader.get("Target");
    Schedule {
        name: reader.name(),
        arn: reader.arn(),
        expression: reader.text(&["ScheduleExpression"]),
        state: state(&reader.text(&["State"])),
        target: value.map(target).unwrap_or_default(),
        origin: reader.origin(),
    }
}

fn state(setting: &Setting<String>) -> RuleState {
    match setting {
        Setting::Absent => RuleState::Enabled,
        Setting::Set(text, _) if text == "DISABLED" => RuleState::Disabled,
        Setting::Set(text, _) if text.starts_with("ENABLED") => RuleState::Enabled,
        _ => RuleState::Unknown,
    }
}

fn target(value: &Value) -> Target {
    let sqs = text(value, &["SqsParameters", "MessageGroupId"]);
    Target {
        id: value.get("Id").and_then(Value::to_text).unwrap_or_default(),
        arn: text(value, &["Arn"]),
        role: text(value, &["RoleArn"]),
        dead_letter: text(value, &["DeadLetterConfig", "Arn"]),
        retry: Retry {
            given: value.get("RetryPolicy").is_some(),
            attempts: number(value, &["RetryPolicy", "MaximumRetryAttempts"]),
            age_seconds: number(value, &["RetryPolicy", "MaximumEventAgeInSeconds"]),
        },
        input: input(value),
        group_id: sqs,
        unknown_properties: unknown_properties(value),
        span: Some(value.span),
    }
}

fn input(target: &Value) -> Input {
    if let Some(constant) = target.get("Input") {
        return constant.to_text().map_or(Input::Unknown, Input::Constant);
    }
    if let Some(path) = target.get("InputPath") {
        return path.to_text().map_or(Input::Unknown, Input::Path);
    }
    let Some(transformer) = target.get("InputTransformer") else {
        return Input::Event;
    };
    let Some(template) = transformer.get("InputTemplate").and_then(Value::to_text) else {
        return Input::Unknown;
    };
    let map = transformer.get("InputPathsMap").and_then(Value::as_map);
    let paths = map.into_iter().flat_map(|map| &map.0);
    let read = paths.map(|entry| Some((entry.key.clone(), entry.value.to_text()?)));
    match read.collect::<Option<Vec<_>>>() {
        Some(paths) => Input::Transformer { paths, template },
        None => Input::Unknown,
    }
}

/// Property names of `AWS::Events::Rule Target` and `AWS::Scheduler::Schedule Target`.
const TARGET: &[&str] = &[
    "AppSyncParameters",
    "Arn",
    "BatchParameters",
    "DeadLetterConfig",
    "EcsParameters",
    "EventBridgeParameters",
    "HttpParameters",
    "Id",
    "Input",
    "InputPath",
    "InputTransformer",
    "KinesisParameters",
    "RedshiftDataParameters",
    "RetryPolicy",
    "RoleArn",
    "RunCommandParameters",
    "SageMakerPipelineParameters",
    "SqsParameters",
];

fn unknown_properties(target: &Value) -> Vec<(String, Option<Span>)> {
    let mut found = unknown_in(Some(target), TARGET);
    found.extend(unknown_in(target.get("DeadLetterConfig"), &["Arn"]));
    let retry = ["MaximumRetryAttempts", "MaximumEventAgeInSeconds"];
    found.extend(unknown_in(target.get("RetryPolicy"), &retry));
    found.extend(unknown_in(target.get("SqsParameters"), &["MessageGroupId"]));
    found.extend(unknown_in(
        target.get("InputTransformer"),
        &["InputPathsMap", "InputTemplate"],
    ));
    found
}

fn unknown_in(value: Option<&Value>, known: &[&str]) -> Vec<(String, Option<Span>)> {
    let Some(Kind::Map(map)) = value.map(|value| &value.kind) else {
        return Vec::new();
    };
    let unknown = map
        .0
        .iter()
        .filter(|entry| !known.contains(&entry.key.as_str()));
    unknown
        .map(|entry| (entry.key.clone(), Some(entry.key_span)))
        .collect()
}
