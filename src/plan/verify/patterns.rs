//! Patterns: valid, within the limits, possible, and not said twice.

mod fields;
mod overlap;

use coagent_template::Severity;
use coagent_template::wiring::{Origin, RulePattern};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const INVALID: Check = Check {
    id: "pattern-invalid",
    severity: Severity::Error,
    title: "A pattern is refused",
    why: "EventBridge refuses the rule and the deployment fails.",
    source: "EventBridge User Guide, Creating event patterns",
};
const TOO_LONG: Check = Check {
    id: "pattern-too-long",
    severity: Severity::Error,
    title: "A pattern is longer than the quota",
    why: "A pattern may have 2,048 characters; the quota can be raised to 4,096.",
    source: "EventBridge User Guide, Quotas: event pattern size",
};
const FIELD: Check = Check {
    id: "pattern-unknown-field",
    severity: Severity::Warning,
    title: "A pattern asks for a field that no event has",
    why: "The events that it is meant for have no such field, so the rule matches none of them.",
    source: "The application's event catalogue",
};
const VALUE: Check = Check {
    id: "pattern-impossible-value",
    severity: Severity::Warning,
    title: "A pattern asks for a value that a field never has",
    why: "The events that it is meant for never have such a value, so the rule matches none of them.",
    source: "The application's event catalogue",
};
const DUPLICATE: Check = Check {
    id: "pattern-duplicate",
    severity: Severity::Warning,
    title: "Two rules send the same events to the same target",
    why: "The target gets each such event twice.",
    source: "EventBridge User Guide, Rules",
};

pub(super) const CHECKS: &[Check] = &[INVALID, TOO_LONG, FIELD, VALUE, DUPLICATE];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        if let Some(pattern) = &rule.pattern {
            let owner = format!("rule `{}`", label(&rule.origin, &rule.name));
            validity(pattern, &rule.origin, &owner, findings);
        }
    }
    for archive in &context.wiring.archives {
        if let Some(pattern) = &archive.pattern {
            let owner = format!("archive `{}`", label(&archive.origin, &archive.name));
            validity(pattern, &archive.origin, &owner, findings);
        }
    }
    fields::run(context, findings);
    overlap::run(context, findings);
}

fn validity(pattern: &RulePattern, origin: &Origin, owner: &str, findings: &mut Findings) {
    if let Err(error) = &pattern.pattern {
        let message = format!("the pattern of {owner} is refused: {}", error.reason());
        let finding = findings.add(&INVALID, origin, pattern.span, message);
        if let Some(hint) = error.hint() {
            finding.fix(hint);
        }
    }
    let length = pattern.text.chars().count();
    if length > 2_048 {
        let message = format!("the pattern of {owner} has {length} characters; 2,048 is the quota");
        findings.add(&TOO_LONG, origin, pattern.span, message);
    }
}
