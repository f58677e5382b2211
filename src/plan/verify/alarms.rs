//! Alarms that can never fire, or tell nobody.

mod metrics;
mod never;
mod topics;

use coagent_template::wiring::{Alarm, Dimension};
use coagent_template::{Severity, nearest, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const METRIC: Check = Check {
    id: "alarm-unknown-metric",
    severity: Severity::Error,
    title: "An alarm is on a metric that does not exist",
    why: "An alarm on a metric that nobody writes has no data, and stays quiet for ever.",
    source: "EventBridge, SQS and Lambda guides: CloudWatch metrics",
};
const DIMENSIONS: Check = Check {
    id: "alarm-dimensions",
    severity: Severity::Error,
    title: "An alarm's dimensions are not those of its metric",
    why: "CloudWatch finds a metric only by all of its dimensions. For a rule of a custom bus those are \
          EventBusName and RuleName, for one of the default bus RuleName alone.",
    source: "EventBridge User Guide, Monitoring: dimensions for EventBridge metrics",
};
const SILENT: Check = Check {
    id: "alarm-without-action",
    severity: Severity::Warning,
    title: "An alarm tells nobody",
    why: "An alarm without an action changes its colour in a console that nobody looks at.",
    source: "CloudWatch User Guide, Using alarms: actions",
};

const NEVER: Check = Check {
    id: "alarm-never-fires",
    severity: Severity::Error,
    title: "An alarm can never be on",
    why: "What AWS counts is never below zero, and Errors of Lambda is 0 or 1 for each invocation, so \
          that its average never passes 1. CloudWatch refuses an alarm that looks further back than a \
          day, or seven days with periods of an hour or more.",
    source: "Lambda Developer Guide, Types of metrics; CloudWatch API Reference, PutMetricAlarm",
};

pub(super) const CHECKS: &[Check] = &[METRIC, DIMENSIONS, SILENT, NEVER, topics::CHECK];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    topics::run(context, findings);
    for alarm in &context.wiring.alarms {
        let name = label(&alarm.origin, &alarm.name);
        metric(alarm, &name, findings);
        dimensions(context, alarm, &name, findings);
        if let Some((why, span)) = never::on(alarm) {
            let message = format!("alarm `{name}` can never be on: {why}");
            findings.add(&NEVER, &alarm.origin, span, message);
        }
        let off = alarm.actions_enabled.get() == Some(&false);
        if (alarm.actions.is_empty() && !is_part(context, alarm)) || off {
            let what = if off {
                "has its actions switched off"
            } else {
                "has no action"
            };
            let message = format!("alarm `{name}` {what}");
            findings
                .add(&SILENT, &alarm.origin, None, message)
                .fix("AlarmActions: [!Ref AlertTopic]");
        }
    }
}

/// Whether a composite alarm tells of it.
fn is_part(context: &Context<'_>, alarm: &Alarm) -> bool {
    let mut rules = context.wiring.alarm_rules.iter();
    rules.any(|rule| rule.is_unknown() || rule.get().is_some_and(|rule| rule.contains(&alarm.name)))
}

fn metric(alarm: &Alarm, name: &str, findings: &mut Findings) {
    let (Some(namespace), Some(metric)) = (alarm.namespace.get(), alarm.metric.get()) else {
        return;
    };
    if token::present(namespace) || token::present(metric) {
        return;
    }
    let Some(known) = metrics::of(namespace) else {
        if let Some(near) = nearest(namespace, metrics::NAMESPACES.iter().copied()) {
            let message =
                format!("alarm `{name}` is on the namespace `{namespace}`, which does not exist");
            findings
                .add(&METRIC, &alarm.origin, alarm.namespace.span(), message)
                .fix(near);
        }
        return;
    };
    if !known.contains(&metric.as_str()) {
        let message = format!("alarm `{name}` is on `{metric}`, which {namespace} does not have");
        let finding = findings.add(&METRIC, &alarm.origin, alarm.metric.span(), message);
        if let Some(near) = nearest(metric, known.iter().copied()) {
            finding.fix(near);
        }
    }
}

fn dimensions(context: &Context<'_>, alarm: &Alarm, name: &str, findings: &mut Findings) {
    let value = |wanted: &str| alarm.dimensions.iter().find(|d| d.name == wanted);
    let problem = match alarm.namespace.get().map(String::as_str) {
        Some("AWS/Events") => rule_dimensions(context, value("RuleName"), value("EventBusName")),
        Some("AWS/SQS") => missing_name(value("QueueName"), "QueueName").or_else(|| {
            let queues = context
                .wiring
                .queues
                .iter()
                .map(|queue| queue.name.as_str());
            misspelt(value("QueueName"), queues, "queue")
        }),
        Some("AWS/Lambda") => {
            let functions = context
                .wiring
                .functions
                .iter()
                .map(|function| function.name.as_str());
            misspelt(value("FunctionName"), functions, "function")
        }
        _ => None,
    };
    if let Some(problem) = problem {
        let span = alarm
            .dimensions
            .first()
            .and_then(|dimension| dimension.value.span());
        findings.add(
            &DIMENSIONS,
            &alarm.origin,
            span,
            format!("alarm `{name}` {problem}"),
        );
    }
}

fn missing_name(dimension: Option<&Dimension>, wanted: &str) -> Option<String> {
    dimension
        .is_none()
        .then(|| format!("lacks the dimension {wanted}"))
}

/// A name that is nearly, but not, one that the templates declare.
fn misspelt<'a>(
    dimension: Option<&Dimension>,
    known: impl Iterator<Item = &'a str> + Clone,
    what: &str,
) -> Option<String> {
    let name = dimension?.value.get()?;
    if known.clone().any(|one| one == name) {
        return None;
    }
    let near = nearest(name, known)?;
    let (name, near) = (token::display(name), token::display(near));
    Some(format!(
        "is about the {what} `{name}`, but the {what} is called `{near}`"
    ))
}

fn rule_dimensions(
    context: &Context<'_>,
    rule: Option<&Dimension>,
    bus: Option<&Dimension>,
) -> Option<String> {
    let name = rule?.value.get()?;
    let bus_name = bus.map(|bus| bus.value.get());
    let mut named = context
        .wiring
        .rules
        .iter()
        .filter(|rule| rule.name == *name)
        .peekable();
    if named.peek().is_none() {
        // `Ref` of a rule on a custom bus gives `bus|rule`, which is no rule's name.
        let (_, plain) = name.split_once('|')?;
        let declared = context.wiring.rules.iter().any(|rule| rule.name == plain);
        return declared.then(|| {
            format!(
                "is about the rule `{}`: Ref of a rule on a custom bus gives `bus|rule`",
                token::display(name)
            )
        });
    }
    let fits = |rule_bus: &str| match bus_name {
        None => rule_bus == "default",
        Some(None) => true,
        Some(Some(bus)) => bus == rule_bus,
    };
    let mut buses = named.map(|rule| rule.bus_name());
    if buses.any(|bus| bus.is_none_or(fits)) {
        return None;
    }
    Some(match bus_name {
        None => format!(
            "lacks the dimension EventBusName: the rule `{}` is on a custom bus",
            token::display(name)
        ),
        Some(_) => format!(
            "names another bus than that of the rule `{}`",
            token::display(name)
        ),
    })
}
