//! What goes wrong right now.

use std::collections::HashSet;

use coagent_template::Severity;
use coagent_template::wiring::RuleState;

use super::super::context::{Context, label};
use super::super::finding::{Check, Findings};
use super::{Live, by_id};

const DISABLED: Check = Check {
    id: "rule-disabled",
    severity: Severity::Warning,
    title: "A rule is switched off",
    why: "A disabled rule delivers nothing, and what it would have matched is not kept. Its template \
          wants it on, or it was made by hand.",
    source: "EventBridge API Reference, DisableRule",
};
const MESSAGES: Check = Check {
    id: "dlq-not-empty",
    severity: Severity::Warning,
    title: "A dead-letter queue holds messages",
    why: "Each is an event that somebody did not handle, and is deleted when the queue's retention ends.",
    source: "SQS Developer Guide, Using dead-letter queues",
};
const ALARM: Check = Check {
    id: "alarm-on",
    severity: Severity::Warning,
    title: "An alarm is on",
    why: "Somebody wanted to be told of this.",
    source: "CloudWatch User Guide, Using alarms",
};
const FAILING: Check = Check {
    id: "function-failing",
    severity: Severity::Error,
    title: "A function fails",
    why: "It is not active, or ended with errors in the last 15 minutes: its events are retried, then \
          sent to its dead-letter queue or dropped.",
    source: "Lambda Developer Guide, Types of metrics for Lambda functions: Errors",
};

pub(super) const CHECKS: &[Check] = &[DISABLED, MESSAGES, ALARM, FAILING];

pub(super) fn run(live: &Live, context: &Context<'_>, findings: &mut Findings) {
    disabled(live, findings);
    dead_letters(live, context, findings);
    for alarm in &live.wiring.alarms {
        if let Some(reason) = live.alarms_on.get(&alarm.name) {
            let name = label(&alarm.origin, &alarm.name);
            let message = format!("alarm `{name}` is on: {reason}");
            findings.add(&ALARM, &alarm.origin, None, message);
        }
    }
    for function in &live.wiring.functions {
        if let Some(reason) = live.failing.get(&function.arn) {
            let name = label(&function.origin, &function.name);
            let finding = findings.add(
                &FAILING,
                &function.origin,
                None,
                format!("function `{name}` {reason}"),
            );
            finding.fix(format!("coagent logs {}", function.name));
        }
    }
}

fn disabled(live: &Live, findings: &mut Findings) {
    let written = live.written.as_ref();
    let written = written.map_or(&[][..], |written| written.rules.as_slice());
    let written = by_id(written, |rule| &rule.origin);
    let off = live.wiring.rules.iter();
    let off = off.filter(|rule| rule.state == RuleState::Disabled && rule.managed_by.is_none());
    for rule in off {
        let id = rule.origin.logical_id.as_deref();
        let meant = id.and_then(|id| written.get(id));
        if meant.is_some_and(|meant| meant.state != RuleState::Enabled) {
            continue;
        }
        let name = label(&rule.origin, &rule.name);
        let bus = rule.bus_name().unwrap_or("default");
        findings
            .add(
                &DISABLED,
                &rule.origin,
                None,
                format!("rule `{name}` is disabled"),
            )
            .fix(format!(
                "aws events enable-rule --name {} --event-bus-name {bus}",
                rule.name
            ));
    }
}

fn dead_letters(live: &Live, context: &Context<'_>, findings: &mut Findings) {
    let dead: HashSet<&str> = super::super::dead_letters::queues(context);
    for queue in &live.wiring.queues {
        let count = live.messages.get(&queue.arn).copied().unwrap_or(0);
        if count > 0 && dead.contains(queue.arn.as_str()) {
            let name = label(&queue.origin, &queue.name);
            let noun = if count == 1 { "message" } else { "messages" };
            let message = format!("dead-letter queue `{name}` holds about {count} {noun}");
            let finding = findings.add(&MESSAGES, &queue.origin, None, message);
            finding.fix(format!("coagent dlq inspect {}", queue.name));
        }
    }
}
