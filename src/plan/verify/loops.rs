//! Events that come back to the processor that published them.

use std::collections::{BTreeSet, HashMap};

use coagent_template::Severity;
use coagent_template::wiring::Function;

use super::catalogue::ProcessorShape;
use super::context::{Context, label};
use super::finding::{Check, Findings};
use super::reach;

const LOOP: Check = Check {
    id: "event-loop",
    severity: Severity::Error,
    title: "Processors publish events that come back to them",
    why: "Each round publishes the next: the loop runs, and is billed, until somebody stops it.",
    source: "Lambda Developer Guide, Recursive loop detection; EventBridge User Guide, Rules: loops",
};

pub(super) const CHECKS: &[Check] = &[LOOP];

/// A step from one processor to the next: the event that takes it, and the rule.
struct Step {
    to: usize,
    event: usize,
    rule: usize,
}

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let steps = steps(context);
    let mut reported = BTreeSet::new();
    for start in 0..steps.len() {
        if let Some(ring) = ring_through(&steps, start) {
            let members: BTreeSet<usize> = ring.iter().map(|step| step.to).collect();
            if reported.insert(members) {
                report(context, start, &ring, findings);
            }
        }
    }
}

/// By function: where the events that its processor publishes lead, and are acted on.
fn steps(context: &Context<'_>) -> Vec<Vec<Step>> {
    let by_envelope = context.events_by_envelope();
    let functions = &context.wiring.functions;
    let processors: Vec<_> = functions.iter().map(|f| processor_of(context, f)).collect();
    let reached = reached_by_rule(context);
    let acts_on = |function: usize, event: usize| {
        let event = &context.catalogue.events[event];
        let listed = processors[function].and_then(|processor| processor.acts_on.as_ref());
        listed.is_none_or(|all| {
            all.iter()
                .any(|(s, d)| *s == event.source && *d == event.detail_type)
        })
    };
    let steps_of = |processor: &Option<&ProcessorShape>| {
        let mut steps = Vec::new();
        let envelopes = processor
            .map(|p| p.publishes.as_slice())
            .unwrap_or_default()
            .iter();
        for &event in envelopes.filter_map(|(s, d)| by_envelope.get(&(s.as_str(), d.as_str()))) {
            for (rule, _) in context.live_rules() {
                if context.can_match(rule, event).is_yes() {
                    let acting = reached[rule].iter().filter(|to| acts_on(**to, event));
                    steps.extend(acting.map(|&to| Step { to, event, rule }));
                }
            }
        }
        steps
    };
    processors.iter().map(steps_of).collect()
}

fn processor_of<'a>(context: &Context<'a>, function: &Function) -> Option<&'a ProcessorShape> {
    let handler = function.handler.get()?;
    context
        .catalogue
        .processors
        .iter()
        .find(|processor| processor.handler == *handler)
}

/// By rule: the numbers of the functions that it leads to.
fn reached_by_rule(context: &Context<'_>) -> Vec<Vec<usize>> {
    let functions = context.wiring.functions.iter().enumerate();
    let numbers: HashMap<&str, usize> = functions.map(|(at, f)| (f.arn.as_str(), at)).collect();
    let number = |function: &Function| numbers.get(function.arn.as_str()).copied();
    let rules = context.wiring.rules.iter();
    rules
        .map(|rule| {
            let targets = rule.targets.iter();
            let reached = targets.flat_map(|target| reach::functions(context, target));
            reached.filter_map(number).collect()
        })
        .collect()
}

/// The shortest way from a function back to itself, breadth first.
fn ring_through(steps: &[Vec<Step>], start: usize) -> Option<Vec<&Step>> {
    let mut came_by: Vec<Option<(usize, &Step)>> = vec![None; steps.len()];
    let mut frontier = vec![start];
    while !frontier.is_empty() {
        let mut next = Vec::new();
        for from in frontier {
            for step in &steps[from] {
                if step.to == start {
                    return Some(way(&came_by, start, from, step));
                }
                if came_by[step.to].is_none() {
                    came_by[step.to] = Some((from, step));
                    next.push(step.to);
                }
            }
        }
        frontier = next;
    }
    None
}

fn way<'s>(
    came_by: &[Option<(usize, &'s Step)>],
    start: usize,
    mut at: usize,
    last: &'s Step,
) -> Vec<&'s Step> {
    let mut ring = vec![last];
    while at != start {
        let Some((from, step)) = came_by[at] else {
            break;
        };
        ring.push(step);
        at = from;
    }
    ring.reverse();
    ring
}

fn report(context: &Context<'_>, start: usize, ring: &[&Step], findings: &mut Findings) {
    let functions = &context.wiring.functions;
    let name = |at: usize| label(&functions[at].origin, &functions[at].name);
    let mut text = format!("`{}`", name(start));
    for step in ring {
        let event = &context.catalogue.events[step.event];
        text.push_str(&format!(" publishes {} → `{}`", event.name, name(step.to)));
    }
    let first = ring.first().map(|step| &context.wiring.rules[step.rule]);
    let Some(rule) = first else { return };
    let span = rule.pattern.as_ref().and_then(|pattern| pattern.span);
    let finding = findings.add(
        &LOOP,
        &rule.origin,
        span,
        format!("events go round: {text}"),
    );
    let source = &context.catalogue.events[ring[0].event].source;
    finding.fix(format!("keep the event out of the pattern of `{}`, for instance with {{\"anything-but\": [\"{source}\"]}}", label(&rule.origin, &rule.name)));
}
