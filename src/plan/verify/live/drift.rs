//! Where what is deployed is not what its template says.

use coagent_template::wiring::{
    Archive, Function, Origin, Queue, Rule, RulePattern, RuleState, Setting, Target,
};
use coagent_template::{Severity, Wiring, token};
use serde_json::Value;

use super::super::context::label;
use super::super::finding::{Check, Findings};
use super::{Live, by_id};

const CHANGED: Check = Check {
    id: "drift",
    severity: Severity::Warning,
    title: "A deployed resource is not as its template says",
    why: "Somebody changed it by hand. The next deployment may put it back, or keep it: CloudFormation \
          only changes what differs between two templates.",
    source: "CloudFormation User Guide, Detect unmanaged configuration changes: drift",
};
const GONE: Check = Check {
    id: "resource-gone",
    severity: Severity::Error,
    title: "A resource of the stack was deleted",
    why: "CloudFormation believes that it is there, and makes it again only when its template changes.",
    source: "CloudFormation User Guide, Detect unmanaged configuration changes: drift",
};
const BY_HAND: Check = Check {
    id: "rule-not-in-stack",
    severity: Severity::Info,
    title: "A rule on the application's bus is not of its stack",
    why: "It was made by hand or by another application, and gets the same events. No template says so.",
    source: "EventBridge User Guide, Rules",
};

pub(super) const CHECKS: &[Check] = &[CHANGED, GONE, BY_HAND];

pub(super) fn run(live: &Live, findings: &mut Findings) {
    for (id, kind) in &live.gone {
        let origin = Origin {
            logical_id: Some(id.clone()),
            ..Origin::default()
        };
        findings.add(&GONE, &origin, None, format!("`{id}` ({kind}) is gone"));
    }
    let rules = live.wiring.rules.iter();
    let by_hand =
        rules.filter(|rule| rule.origin.logical_id.is_none() && rule.managed_by.is_none());
    for rule in by_hand {
        let bus = rule.bus_name().unwrap_or("default");
        let message = format!("rule `{}` on bus `{bus}` is not of the stack", rule.name);
        findings.add(&BY_HAND, &rule.origin, None, message);
    }
    if let Some(written) = &live.written {
        changed(&live.wiring, written, findings);
    }
}

fn changed(live: &Wiring, written: &Wiring, findings: &mut Findings) {
    let mut report = |origin: &Origin, name: &str, kind: &str, changes: Vec<String>| {
        for change in changes {
            let message = format!("{kind} `{}`: {change}", label(origin, name));
            findings.add(&CHANGED, origin, None, message);
        }
    };
    let rules = by_id(&written.rules, |rule| &rule.origin);
    for (rule, written) in pairs(&live.rules, &rules, |rule| &rule.origin) {
        report(&rule.origin, &rule.name, "rule", of_rule(rule, written));
    }
    let functions = by_id(&written.functions, |function| &function.origin);
    for (function, written) in pairs(&live.functions, &functions, |function| &function.origin) {
        report(
            &function.origin,
            &function.name,
            "function",
            of_function(function, written),
        );
    }
    let queues = by_id(&written.queues, |queue| &queue.origin);
    for (queue, written) in pairs(&live.queues, &queues, |queue| &queue.origin) {
        report(
            &queue.origin,
            &queue.name,
            "queue",
            of_queue(queue, written),
        );
    }
    let archives = by_id(&written.archives, |archive| &archive.origin);
    for (archive, written) in pairs(&live.archives, &archives, |archive| &archive.origin) {
        report(
            &archive.origin,
            &archive.name,
            "archive",
            of_archive(archive, written),
        );
    }
}

/// What is there beside what is written for it.
fn pairs<'a, T>(
    live: &'a [T],
    written: &'a std::collections::HashMap<&str, &'a T>,
    origin: fn(&T) -> &Origin,
) -> impl Iterator<Item = (&'a T, &'a T)> {
    let named = live.iter();
    named.filter_map(move |part| {
        let id = origin(part).logical_id.as_deref()?;
        Some((part, *written.get(id)?))
    })
}

fn of_rule(live: &Rule, written: &Rule) -> Vec<String> {
    let mut changes = Vec::new();
    if live.state == RuleState::Enabled && written.state == RuleState::Disabled {
        changes.push("is enabled, its template wants it disabled".to_owned());
    }
    changes.extend(pattern(live.pattern.as_ref(), written.pattern.as_ref()));
    changes.extend(setting(
        "schedule",
        &live.schedule,
        &written.schedule,
        String::new(),
    ));
    for target in &written.targets {
        match live.targets.iter().find(|there| there.id == target.id) {
            _ if token::present(&target.id) => {}
            Some(there) => changes.extend(of_target(there, target)),
            None => changes.push(format!("the target `{}` is gone", target.id)),
        }
    }
    let known = |target: &Target| written.targets.iter().any(|wanted| wanted.id == target.id);
    let certain = !written.more_targets && !written.targets.iter().any(|t| token::present(&t.id));
    let extra = live
        .targets
        .iter()
        .filter(|target| certain && !known(target));
    changes.extend(extra.map(|target| format!("its template has no target `{}`", target.id)));
    changes
}

fn of_target(live: &Target, written: &Target) -> Vec<String> {
    let name = format!("target `{}`", live.id);
    let mut changes = Vec::new();
    match (
        live.dead_letter.is_absent(),
        written.dead_letter.is_absent(),
    ) {
        (true, false) => changes.push(format!("{name} has lost its dead-letter queue")),
        (false, true) => changes.push(format!(
            "{name} has a dead-letter queue that its template does not have"
        )),
        _ => {}
    }
    let retry = (&live.retry, &written.retry);
    changes.extend(setting(
        &format!("{name}: retry attempts"),
        &retry.0.attempts,
        &retry.1.attempts,
        185,
    ));
    changes.extend(setting(
        &format!("{name}: event age"),
        &retry.0.age_seconds,
        &retry.1.age_seconds,
        86_400,
    ));
    changes
}

fn of_function(live: &Function, written: &Function) -> Vec<String> {
    let mut changes = Vec::new();
    changes.extend(setting(
        "timeout",
        &live.timeout_seconds,
        &written.timeout_seconds,
        3,
    ));
    changes.extend(setting(
        "handler",
        &live.handler,
        &written.handler,
        String::new(),
    ));
    changes.extend(setting(
        "tracing",
        &live.tracing,
        &written.tracing,
        "PassThrough".to_owned(),
    ));
    if live.dead_letter.is_absent() && !written.dead_letter.is_absent() {
        changes.push("has lost its dead-letter queue".to_owned());
    }
    changes
}

fn of_queue(live: &Queue, written: &Queue) -> Vec<String> {
    let mut changes = Vec::new();
    changes.extend(setting(
        "visibility timeout",
        &live.visibility_seconds,
        &written.visibility_seconds,
        30,
    ));
    changes.extend(setting(
        "retention",
        &live.retention_seconds,
        &written.retention_seconds,
        345_600,
    ));
    match (&live.redrive, &written.redrive) {
        (Setting::Absent, Setting::Set(..)) => {
            changes.push("has lost its redrive policy".to_owned())
        }
        (Setting::Set(live, _), Setting::Set(written, _)) => {
            if let (Some(is), Some(was)) = (live.max_receives, written.max_receives)
                && is != was
            {
                changes.push(differs("maximum of receives", is, was));
            }
        }
        _ => {}
    }
    changes
}

fn of_archive(live: &Archive, written: &Archive) -> Vec<String> {
    let mut changes = Vec::new();
    changes.extend(pattern(live.pattern.as_ref(), written.pattern.as_ref()));
    changes.extend(setting(
        "retention",
        &live.retention_days,
        &written.retention_days,
        0,
    ));
    changes
}

/// Patterns are compared by what they say, not by how they are written.
fn pattern(live: Option<&RulePattern>, written: Option<&RulePattern>) -> Option<String> {
    let read = |pattern: &RulePattern| serde_json::from_str::<Value>(&pattern.text).ok();
    if written.is_some_and(|written| !written.certain) {
        return None;
    }
    let (is, was) = (live.and_then(read), written.and_then(read));
    (is != was).then(|| {
        let text =
            |pattern: Option<Value>| pattern.map_or_else(|| "none".to_owned(), |p| p.to_string());
        differs("pattern", text(is), text(was))
    })
}

/// Only what is known on both sides can differ; what is not set is the service's default.
fn setting<T: PartialEq + Clone + ToString>(
    what: &str,
    live: &Setting<T>,
    written: &Setting<T>,
    default: T,
) -> Option<String> {
    let (is, was) = (
        live.or_default(default.clone())?,
        written.or_default(default)?,
    );
    let certain = !token::present(&was.to_string());
    (certain && is != was).then(|| differs(what, is, was))
}

fn differs(what: &str, is: impl ToString, was: impl ToString) -> String {
    format!(
        "{what} is {}, its template says {}",
        is.to_string(),
        was.to_string()
    )
}
