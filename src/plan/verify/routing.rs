//! Which event reaches which rule, and which reaches none.

use std::collections::HashSet;

use coagent_template::policy::Request;
use coagent_template::wiring::{Function, Origin, Role, Rule, Setting};
use coagent_template::{Severity, nearest};
use serde_json::Value;

use super::context::{Context, label};
use super::finding::{Check, Findings};

const UNROUTED: Check = Check {
    id: "event-unrouted",
    severity: Severity::Warning,
    title: "An event of the catalogue reaches no rule",
    why: "EventBridge accepts an event that no rule matches, and forgets it.",
    source: "The application's event catalogue",
};
const UNREACHED: Check = Check {
    id: "rule-unreached",
    severity: Severity::Warning,
    title: "No event of the catalogue reaches a rule",
    why: "A rule that no event reaches is usually a misspelt source or detail-type.",
    source: "The application's event catalogue",
};
const IDLE: Check = Check {
    id: "function-never-invoked",
    severity: Severity::Warning,
    title: "Nothing invokes a function",
    why: "No rule, schedule, queue, topic, bucket or permission leads to it, and no role may invoke it.",
    source: "Lambda Developer Guide, Invoking functions with events",
};

pub(super) const CHECKS: &[Check] = &[UNROUTED, UNREACHED, IDLE];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    unrouted(context, findings);
    let sources = context.sources();
    for (at, rule) in context.live_rules() {
        unreached(context, at, rule, &sources, findings);
    }
    let invoked = invoked(context);
    for function in &context.wiring.functions {
        let permitted = || {
            context
                .wiring
                .roles
                .iter()
                .any(|role| invokes(role, function))
        };
        if !invoked.contains(function.arn.as_str()) && !permitted() {
            idle(function, findings);
        }
    }
}

/// A state machine or another function is given a role that lets it invoke the function.
fn invokes(role: &Role, function: &Function) -> bool {
    let request = Request {
        principal: None,
        action: "lambda:InvokeFunction",
        resource: &function.arn,
        context: &[],
    };
    !role.permissions.allows(&request).is_denied()
}

/// Only where some event of the catalogue is routed: otherwise the catalogue is another application's.
fn unrouted(context: &Context<'_>, findings: &mut Findings) {
    let rules: Vec<usize> = context.live_rules().map(|(at, _)| at).collect();
    let reaches = |event: usize| {
        rules
            .iter()
            .any(|rule| !context.can_match(*rule, event).is_no())
    };
    let all = 0..context.catalogue.events.len();
    let (routed, lost): (Vec<_>, Vec<_>) = all.partition(|event| reaches(*event));
    if routed.is_empty() {
        return;
    }
    let place = context
        .wiring
        .buses
        .first()
        .map(|bus| bus.origin.clone())
        .unwrap_or_default();
    for event in lost {
        let event = &context.catalogue.events[event];
        let message = format!(
            "event {} ({} / {}) reaches no rule",
            event.name, event.source, event.detail_type
        );
        findings.add(&UNROUTED, &place, None, message);
    }
}

fn unreached(
    context: &Context<'_>,
    at: usize,
    rule: &Rule,
    sources: &HashSet<&str>,
    findings: &mut Findings,
) {
    let Some(pattern) = rule.pattern.as_ref().filter(|pattern| pattern.certain) else {
        return;
    };
    let events = 0..context.catalogue.events.len();
    let none = events
        .into_iter()
        .all(|event| context.can_match(at, event).is_no());
    // With events that its source and detail-type let through, the fault is in its detail.
    if !none || pattern.pattern.is_err() || !context.meant(at, pattern).is_empty() {
        return;
    }
    let Some(text) = concerned(&pattern.text, sources) else {
        return;
    };
    let name = label(&rule.origin, &rule.name);
    let finding = findings.add(
        &UNREACHED,
        &rule.origin,
        pattern.span,
        format!("no event of the catalogue reaches rule `{name}`"),
    );
    finding.fix(text);
}

/// Whether a pattern is about the catalogue's sources, or nearly; and the way out.
fn concerned(pattern: &str, sources: &HashSet<&str>) -> Option<String> {
    let pattern: Value = serde_json::from_str(pattern).ok()?;
    let literals = pattern
        .get("source")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    for source in literals {
        if sources.contains(source) {
            return Some("check its detail-type against the catalogue".to_owned());
        }
        if let Some(near) = nearest(source, sources.iter().copied()) {
            return Some(format!("the source is called `{near}`"));
        }
    }
    None
}

/// ARNs and names that something leads to.
fn invoked<'a>(context: &Context<'a>) -> HashSet<&'a str> {
    let wiring = context.wiring;
    let targets = wiring
        .rules
        .iter()
        .flat_map(|rule| &rule.targets)
        .map(|target| &target.arn);
    let schedules = wiring.schedules.iter().map(|schedule| &schedule.target.arn);
    let mappings = wiring.mappings.iter().map(|mapping| &mapping.function);
    let topics = wiring
        .topics
        .iter()
        .flat_map(|t| &t.subscriptions)
        .map(|s| &s.endpoint);
    let buckets = wiring
        .buckets
        .iter()
        .flat_map(|b| &b.notifications)
        .map(|n| &n.destination);
    let ends = wiring.functions.iter().flat_map(|function| {
        let asynchronous = &function.asynchronous;
        [&asynchronous.on_success, &asynchronous.on_failure]
    });
    let all = targets
        .chain(schedules)
        .chain(mappings)
        .chain(topics)
        .chain(buckets)
        .chain(ends);
    let known = all.filter_map(Setting::get);
    known
        .filter_map(|end| wiring.function(end))
        .map(|function| function.arn.as_str())
        .collect()
}

fn idle(function: &Function, findings: &mut Findings) {
    // Whoever is permitted will invoke it: an API, another account.
    if !function.policy.statements.is_empty() {
        return;
    }
    let origin: &Origin = &function.origin;
    let name = label(origin, &function.name);
    findings.add(
        &IDLE,
        origin,
        None,
        format!("nothing invokes function `{name}`"),
    );
}
