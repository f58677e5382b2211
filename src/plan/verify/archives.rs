//! Archives, and what a replay of them would do.

use coagent_template::Severity;
use coagent_template::wiring::Archive;

use super::context::{Context, label};
use super::finding::{Check, Findings};
use super::reach;

const MISSES: Check = Check {
    id: "archive-misses-events",
    severity: Severity::Warning,
    title: "An archive does not keep every event of its bus",
    why: "What is not archived cannot be replayed after a processor is mended.",
    source: "EventBridge User Guide, Archiving events",
};
const FOR_EVER: Check = Check {
    id: "archive-keeps-for-ever",
    severity: Severity::Info,
    title: "An archive has no retention",
    why: "Events, personal data included, are kept and billed without an end.",
    source: "EventBridge User Guide, Archiving events",
};
const REPEATED: Check = Check {
    id: "replay-repeats-work",
    severity: Severity::Warning,
    title: "A replay would make a processor do its work twice",
    why: "A replay sends the archived events again, to every rule unless some are chosen. A processor \
          that is not idempotent repeats what it did.",
    source: "EventBridge User Guide, Replaying archived events",
};

pub(super) const CHECKS: &[Check] = &[MISSES, FOR_EVER, REPEATED];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for archive in &context.wiring.archives {
        missed(context, archive, findings);
        if archive.retention_days.is_absent() || archive.retention_days.get() == Some(&0) {
            let name = label(&archive.origin, &archive.name);
            let message = format!("archive `{name}` keeps its events for ever");
            findings
                .add(&FOR_EVER, &archive.origin, None, message)
                .fix("RetentionDays: 30");
        }
        repeated(context, archive, findings);
    }
}

/// Events that a rule of the bus is for, but the archive is not.
fn missed(context: &Context<'_>, archive: &Archive, findings: &mut Findings) {
    let Some(pattern) = archive.pattern.as_ref().filter(|pattern| pattern.certain) else {
        return;
    };
    let (Ok(kept), Some(bus)) = (&pattern.pattern, archive.bus_arn.get()) else {
        return;
    };
    let rules: Vec<usize> = context
        .live_rules()
        .filter(|(_, rule)| {
            rule.bus_name()
                .is_some_and(|name| bus.ends_with(&format!("event-bus/{name}")))
        })
        .map(|(at, _)| at)
        .collect();
    let events = context.catalogue.events.iter().enumerate();
    let missed = events.filter(|(at, event)| {
        let routed = rules
            .iter()
            .any(|rule| context.can_match(*rule, *at).is_yes());
        routed && kept.can_match_schema(&event.schema).is_no()
    });
    let names: Vec<&str> = missed.map(|(_, event)| event.name.as_str()).collect();
    if !names.is_empty() {
        let name = label(&archive.origin, &archive.name);
        let message = format!("archive `{name}` does not keep {}", names.join(", "));
        findings.add(&MISSES, &archive.origin, pattern.span, message);
    }
}

fn repeated(context: &Context<'_>, archive: &Archive, findings: &mut Findings) {
    let Some(bus) = archive.bus_arn.get() else {
        return;
    };
    let rules = context.live_rules().map(|(_, rule)| rule);
    let of_bus = rules.filter(|rule| {
        rule.bus_name()
            .is_some_and(|name| bus.ends_with(&format!("event-bus/{name}")))
    });
    let targets = of_bus.flat_map(|rule| &rule.targets);
    let mut reached: Vec<_> = targets.flat_map(|t| reach::functions(context, t)).collect();
    reached.sort_by_key(|function| &function.arn);
    reached.dedup_by_key(|function| &function.arn);
    for function in reached {
        let handler = function.handler.get();
        let processor = context
            .catalogue
            .processors
            .iter()
            .find(|p| Some(&p.handler) == handler);
        if processor.is_some_and(|processor| !processor.idempotent) {
            let name = label(&function.origin, &function.name);
            let message = format!("function `{name}` is not idempotent: a replay repeats its work");
            findings.add(&REPEATED, &function.origin, None, message);
        }
    }
}
