//! Buses that rules and archives name.

use coagent_template::wiring::{Origin, Rule, Setting, Target};
use coagent_template::{Severity, nearest, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const UNKNOWN: Check = Check {
    id: "unknown-bus",
    severity: Severity::Error,
    title: "A rule is on a bus that does not exist",
    why: "The deployment fails, or the rule lands on another bus of a similar name and never sees an \
          event. PutEvents to a bus that does not exist answers with success.",
    source: "EventBridge API Reference, PutRule",
};

const CHAIN: Check = Check {
    id: "bus-chain",
    severity: Severity::Error,
    title: "A rule sends on what another bus has sent",
    why: "EventBridge sends an event from one bus to another once: what a bus has got from another \
          bus, its rules do not send to a third one. The event is gone without an error.",
    source: "EventBridge User Guide, Sending events between event buses in the same account",
};

pub(super) const CHECKS: &[Check] = &[UNKNOWN, CHAIN];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        let name = format!("rule `{}`", label(&rule.origin, &rule.name));
        bus(context, &rule.bus, &rule.origin, &name, findings);
    }
    for archive in &context.wiring.archives {
        let name = format!("archive `{}`", label(&archive.origin, &archive.name));
        bus(context, &archive.bus_arn, &archive.origin, &name, findings);
    }
    for rule in &context.wiring.rules {
        chain(context, rule, findings);
    }
}

/// Only where all that the first rule sends is for the second one is it certain that this is meant:
/// the second may be for its bus's own events.
fn chain(context: &Context<'_>, rule: &Rule, findings: &mut Findings) {
    let Some(bus) = rule.bus_name() else { return };
    let first = context.wiring.rules.iter().find(|first| {
        let mut targets = first.targets.iter().filter_map(bus_of);
        targets.any(|target| target == bus) && takes_all_of(rule, first)
    });
    let Some(first) = first else { return };
    for target in &rule.targets {
        let Some(third) = bus_of(target) else {
            continue;
        };
        let message = format!(
            "what rule `{}` sends to the bus `{}`, rule `{}` does not send on to `{}`",
            label(&first.origin, &first.name),
            token::display(bus),
            label(&rule.origin, &rule.name),
            token::display(third),
        );
        let finding = findings.add(&CHAIN, &rule.origin, target.span, message);
        finding.fix("let the first bus's rules send to both buses");
    }
}

fn takes_all_of(rule: &Rule, first: &Rule) -> bool {
    let patterns = (rule.pattern.as_ref(), first.pattern.as_ref());
    let (Some(taken), Some(sent)) = patterns else {
        return false;
    };
    match (&taken.pattern, &sent.pattern) {
        (Ok(taken), Ok(sent)) => taken.covers(sent).is_yes(),
        _ => false,
    }
}

/// The bus that a target is.
fn bus_of(target: &Target) -> Option<&str> {
    let (_, name) = target.arn.get()?.split_once(":event-bus/")?;
    Some(name)
}

/// Without the account's buses at hand, a name that no template declares may still exist: it is a
/// finding only when it is nearly the name of one that is declared.
fn bus(
    context: &Context<'_>,
    setting: &Setting<String>,
    origin: &Origin,
    owner: &str,
    findings: &mut Findings,
) {
    let Some(text) = setting.get() else { return };
    let name = text
        .rsplit_once(":event-bus/")
        .map_or(text.as_str(), |(_, name)| name);
    if name == "default" || context.wiring.bus(name).is_some() {
        return;
    }
    let in_account = context.catalogue.account_buses.as_ref();
    if in_account.is_some_and(|buses| buses.iter().any(|bus| bus == name)) {
        return;
    }
    let declared = context.wiring.buses.iter().map(|bus| bus.name.as_str());
    let known = in_account.into_iter().flatten().map(String::as_str);
    let near = nearest(name, declared.chain(known));
    if near.is_none() && (in_account.is_none() || token::present(name)) {
        return;
    }
    let message = format!(
        "{owner} is on the bus `{}`, which does not exist",
        token::display(name)
    );
    let finding = findings.add(&UNKNOWN, origin, setting.span(), message);
    if let Some(near) = near {
        finding.fix(format!("the bus is called `{}`", token::display(near)));
    }
}
