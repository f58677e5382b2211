//! What services answer → parts of a wiring.

use std::collections::{HashMap, HashSet};

use coagent_pattern::Pattern;
use coagent_template::{
    Span, Truth, Value,
    policy::Policy,
    wiring::{
        Alarm, Archive, AsyncInvoke, Bucket, Bus, Dimension, Input, LogGroup, Mapping, Metric,
        Notification, Queue, Redrive, Retry, Rule, RulePattern, RuleState, Setting, Subscription,
        Target, Topic,
    },
};

use super::{Function, Observed, origin};
use crate::aws::{
    cloudformation::StackResource, cloudwatch, eventbridge, holdings::Routed, lambda, s3, sns, sqs,
};

/// The types of resources that are read one by one, so that it is known which of them are gone.
pub(super) const KINDS: &[&str] = &[
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::Events::Archive",
    "AWS::Lambda::Function",
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::S3::Bucket",
];

/// The types of resources that checks look at in templates only.
pub(super) const NOT_SEEN: &[&str] = &[
    "AWS::DynamoDB::Table",
    "AWS::EventSchemas::Schema",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Scheduler::Schedule",
];

/// Logical ids by physical ids.
pub(super) struct Ids<'a>(HashMap<&'a str, &'a str>);

impl<'a> Ids<'a> {
    pub(super) fn new(resources: &'a [StackResource]) -> Self {
        let pairs = resources.iter();
        Self(
            pairs
                .map(|r| (r.physical_id.as_str(), r.logical_id.as_str()))
                .collect(),
        )
    }

    pub(super) fn of(&self, physical_id: &str) -> Option<&'a str> {
        self.0.get(physical_id).copied()
    }

    fn of_rule(&self, rule: &eventbridge::Rule) -> Option<&'a str> {
        self.of(&rule_id(rule))
    }
}

/// What the stack's own things are called.
pub(super) struct Known<'a> {
    names: HashSet<&'a str>,
    functions: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn new(seen: &'a Observed) -> Self {
        let functions = seen.functions.iter();
        let names = functions
            .clone()
            .map(|function| function.function.name.as_str());
        let queues = seen.queues.iter().map(|queue| queue.name.as_str());
        let rules = seen.rules.iter().map(|routed| routed.rule.name.as_str());
        Self {
            names: names.chain(queues).chain(rules).collect(),
            functions: functions
                .map(|function| function.function.arn.as_str())
                .collect(),
        }
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Also by the ARN of a version or alias.
    pub(super) fn has_function(&self, mapping: &lambda::Mapping) -> bool {
        let arn = mapping.function.as_deref().unwrap_or_default();
        let base: Vec<&str> = arn.splitn(8, ':').take(7).collect();
        self.functions.contains(base.join(":").as_str())
    }
}

/// The physical ids of everything that was found.
pub(super) fn physical_ids(seen: &Observed) -> HashSet<String> {
    let buses = seen.buses.iter().map(|bus| bus.name.clone());
    let rules = seen.rules.iter().map(|routed| rule_id(&routed.rule));
    let archives = seen.archives.iter().map(|archive| archive.name.clone());
    let functions = seen
        .functions
        .iter()
        .map(|function| function.function.name.clone());
    let queues = seen.queues.iter().map(|queue| queue.url.clone());
    let topics = seen.topics.iter().map(|topic| topic.arn.clone());
    let buckets = seen.buckets.iter().map(|bucket| bucket.name.clone());
    buses
        .chain(topics)
        .chain(buckets)
        .chain(rules)
        .chain(archives)
        .chain(functions)
        .chain(queues)
        .collect()
}

fn rule_id(rule: &eventbridge::Rule) -> String {
    if rule.bus == "default" {
        rule.name.clone()
    } else {
        format!("{}|{}", rule.bus, rule.name)
    }
}

pub(super) fn bus(bus: &eventbridge::Bus, ids: &Ids<'_>) -> Bus {
    Bus {
        name: bus.name.clone(),
        arn: bus.arn.clone(),
        policy: policy(bus.policy.as_deref()),
        origin: origin(ids.of(&bus.name)),
    }
}

pub(super) fn rule(routed: &Routed, ids: &Ids<'_>) -> Rule {
    let rule = &routed.rule;
    Rule {
        name: rule.name.clone(),
        arn: rule.arn.clone(),
        bus: Some(rule.bus.clone()).into(),
        pattern: rule.pattern.as_deref().map(pattern),
        schedule: rule.schedule.clone().into(),
        state: if rule.state == "DISABLED" {
            RuleState::Disabled
        } else {
            RuleState::Enabled
        },
        role: rule.role.clone().into(),
        managed_by: rule.managed_by.clone(),
        targets: routed.targets.iter().map(target).collect(),
        more_targets: false,
        origin: origin(ids.of_rule(rule)),
    }
}

fn target(target: &eventbridge::Target) -> Target {
    let (attempts, age) = target.retry.unwrap_or_default();
    Target {
        id: target.id.clone(),
        arn: Some(target.arn.clone()).into(),
        role: target.role.clone().into(),
        dead_letter: target.dead_letter_queue.clone().into(),
        retry: Retry {
            given: target.retry.is_some(),
            attempts: attempts.map(i64::from).into(),
            age_seconds: age.map(i64::from).into(),
        },
        input: input(target),
        group_id: target.message_group_id.clone().into(),
        unknown_properties: Vec::new(),
        span: None,
    }
}

fn input(target: &eventbridge::Target) -> Input {
    match (&target.input, &target.input_path, &target.input_transformer) {
        (Some(text), ..) => Input::Constant(text.clone()),
        (None, Some(path), _) => Input::Path(path.clone()),
        (None, None, Some((paths, template))) => Input::Transformer {
            paths: paths.clone().into_iter().collect(),
            template: template.clone(),
        },
        (None, None, None) => Input::Event,
    }
}

fn pattern(text: &str) -> RulePattern {
    RulePattern {
        text: text.to_owned(),
        certain: true,
        span: None,
        pattern: Pattern::parse(text),
    }
}

/// What cannot be read allows anything, so that no finding rests on it.
fn policy(text: Option<&str>) -> Policy {
    let Some(text) = text else {
        return Policy::default();
    };
    let json = serde_json::from_str(text).unwrap_or(serde_json::Value::Null);
    let unknown = || {
        let statement = serde_json::json!({ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }] });
        Policy::parse(&Value::from_json(Span::default(), &statement)).unwrap_or_default()
    };
    Policy::parse(&Value::from_json(Span::default(), &json)).unwrap_or_else(|_| unknown())
}

pub(super) fn function(seen: &Function, ids: &Ids<'_>) -> coagent_template::wiring::Function {
    let function = &seen.function;
    coagent_template::wiring::Function {
        name: function.name.clone(),
        arn: function.arn.clone(),
        handler: Some(function.handler.clone()).into(),
        role: function.role.clone().into(),
        timeout_seconds: function.timeout_seconds.map(i64::from).into(),
        dead_letter: function.dead_letter_target.clone().into(),
        asynchronous: seen
            .asynchronous
            .as_ref()
            .map(asynchronous)
            .unwrap_or_default(),
        log_group: function.log_group.clone(),
        tracing: function.tracing.clone().into(),
        policy: policy(seen.policy.as_deref()),
        origin: origin(ids.of(&function.name)),
        ..coagent_template::wiring::Function::default()
    }
}

fn asynchronous(seen: &lambda::Asynchronous) -> AsyncInvoke {
    AsyncInvoke {
        retries: seen.retries.map(i64::from).into(),
        age_seconds: seen.age_seconds.map(i64::from).into(),
        on_failure: seen.on_failure.clone().into(),
        on_success: seen.on_success.clone().into(),
        span: None,
    }
}

pub(super) fn log_group(seen: &Function, ids: &Ids<'_>) -> Option<LogGroup> {
    let name = &seen.function.log_group;
    Some(LogGroup {
        name: name.clone(),
        arn: String::new(),
        retention_days: seen.log_retention?.map(i64::from).into(),
        origin: origin(ids.of(name)),
    })
}

pub(super) fn queue(queue: &sqs::Queue, ids: &Ids<'_>) -> Queue {
    let redrive = queue.dead_letter_queue.clone().map(|target| Redrive {
        target: Some(target),
        max_receives: queue.max_receives,
    });
    Queue {
        name: queue.name.clone(),
        arn: queue.arn.clone(),
        url: queue.url.clone(),
        fifo: queue.is_fifo(),
        visibility_seconds: queue.visibility_seconds.into(),
        retention_seconds: i64::try_from(queue.retention_seconds).ok().into(),
        encrypted: Truth::from(queue.encrypted),
        kms_key: Setting::Absent,
        redrive: redrive.into(),
        policy: policy(queue.policy.as_deref()),
        origin: origin(ids.of(&queue.url)),
    }
}

pub(super) fn topic(topic: &sns::Topic, ids: &Ids<'_>) -> Topic {
    let name = topic.arn.rsplit(':').next().unwrap_or_default();
    let subscription = |(protocol, endpoint): &(String, String)| Subscription {
        protocol: Some(protocol.clone()).into(),
        endpoint: Some(endpoint.clone()).into(),
        // It is asked for one by one; no finding rests on it.
        dead_letter: Setting::Unknown(None),
        span: None,
    };
    Topic {
        name: name.to_owned(),
        arn: topic.arn.clone(),
        policy: policy(topic.policy.as_deref()),
        kms_key: topic.key.clone().into(),
        subscriptions: topic.subscriptions.iter().map(subscription).collect(),
        origin: origin(ids.of(&topic.arn)),
    }
}

pub(super) fn bucket(bucket: &s3::Bucket, ids: &Ids<'_>) -> Bucket {
    let notification = |(event, arn): &(String, String)| Notification {
        event: event.clone(),
        destination: Some(arn.clone()).into(),
        span: None,
    };
    Bucket {
        name: bucket.name.clone(),
        arn: format!("arn:aws:s3:::{}", bucket.name),
        notifications: bucket.notifications.iter().map(notification).collect(),
        eventbridge: bucket.eventbridge,
        origin: origin(ids.of(&bucket.name)),
    }
}

pub(super) fn archive(archive: &eventbridge::Archive, ids: &Ids<'_>) -> Archive {
    Archive {
        name: archive.name.clone(),
        arn: archive.arn.clone(),
        bus_arn: Some(archive.bus_arn.clone()).into(),
        pattern: archive.pattern.as_deref().map(pattern),
        retention_days: archive.retention_days.map(i64::from).into(),
        origin: origin(ids.of(&archive.name)),
    }
}

pub(super) fn mapping(mapping: &lambda::Mapping, ids: &Ids<'_>) -> Mapping {
    Mapping {
        source: mapping.source.clone().into(),
        function: mapping.function.clone().into(),
        enabled: Some(mapping.state.starts_with("Enabl") || mapping.state == "Creating").into(),
        batch_size: mapping.batch_size.map(i64::from).into(),
        partial_failures: Some(mapping.partial_failures).into(),
        origin: origin(ids.of(&mapping.id)),
        ..Mapping::default()
    }
}

pub(super) fn alarm(alarm: &cloudwatch::Alarm, ids: &Ids<'_>) -> Alarm {
    let of = &alarm.definition;
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let dimension = |(name, value): (&String, &String)| Dimension {
        name: name.clone(),
        value: Some(value.clone()).into(),
    };
    let metric = |watched: &cloudwatch::Watched| Metric {
        namespace: watched.namespace.clone().into(),
        dimensions: watched.dimensions.iter().map(dimension).collect(),
        expression: watched.expression.clone().into(),
    };
    Alarm {
        name: alarm.name.clone(),
        arn: alarm.arn.clone(),
        metrics: alarm.metrics.iter().map(metric).collect(),
        namespace: text(&of.namespace).into(),
        metric: text(&of.metric).into(),
        dimensions: of.dimensions.iter().map(dimension).collect(),
        statistic: text(&of.statistic).into(),
        threshold: Some(of.threshold).into(),
        comparison: text(&of.comparison).into(),
        period_seconds: Some(i64::from(of.period_seconds)).into(),
        evaluation_periods: Some(i64::from(of.periods)).into(),
        missing_data: text(&of.missing_data).into(),
        actions: of.actions.iter().cloned().map(Some).collect(),
        actions_enabled: Some(alarm.actions_enabled).into(),
        origin: origin(ids.of(&alarm.name)),
    }
}
