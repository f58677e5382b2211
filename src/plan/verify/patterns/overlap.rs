//! Rules that send the same events to the same target.

use std::collections::HashMap;

use coagent_pattern::Pattern;
use coagent_template::wiring::{Input, Rule, Target};

use super::super::context::{Context, label};
use super::super::finding::Findings;
use super::DUPLICATE;

/// Rules with which each is compared: where a hundred rules share a target, the cost stays linear.
const MOST: usize = 64;

/// A bus and a target.
type Same<'a> = (&'a str, &'a str);

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let mut by_target: HashMap<Same<'_>, Vec<(&Rule, &Target, &Pattern)>> = HashMap::new();
    for (_, rule) in context.live_rules() {
        let certain = rule.pattern.as_ref().filter(|pattern| pattern.certain);
        let Some(Ok(pattern)) = certain.map(|pattern| pattern.pattern.as_ref()) else {
            continue;
        };
        for target in &rule.targets {
            if let (Some(bus), Some(arn)) = (rule.bus_name(), target.arn.get()) {
                by_target
                    .entry((bus, arn))
                    .or_default()
                    .push((rule, target, pattern));
            }
        }
    }
    for rules in by_target.into_values() {
        for (at, later) in rules.iter().enumerate() {
            let near = &rules[at.saturating_sub(MOST)..at];
            if let Some(earlier) = near.iter().find(|earlier| same_events(earlier, later)) {
                report(earlier.0, later.0, later.1, findings);
            }
        }
    }
}

/// With inputs of their own, two deliveries may be meant.
fn same_events(a: &(&Rule, &Target, &Pattern), b: &(&Rule, &Target, &Pattern)) -> bool {
    let plain = a.1.input == Input::Event && b.1.input == Input::Event;
    let exclusive = a.0.origin.conditional || b.0.origin.conditional;
    plain
        && !exclusive
        && a.0.arn != b.0.arn
        && (a.2.covers(b.2).is_yes() || b.2.covers(a.2).is_yes())
}

fn report(earlier: &Rule, later: &Rule, target: &Target, findings: &mut Findings) {
    let (first, second) = (
        label(&earlier.origin, &earlier.name),
        label(&later.origin, &later.name),
    );
    let message = format!(
        "rules `{first}` and `{second}` both send the same events to `{}`",
        target.id
    );
    findings.add(&DUPLICATE, &later.origin, target.span, message);
}
