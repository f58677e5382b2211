//! Buses that rules and archives name.

use coagent_template::wiring::{Origin, Setting};
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

pub(super) const CHECKS: &[Check] = &[UNKNOWN];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        let name = format!("rule `{}`", label(&rule.origin, &rule.name));
        bus(context, &rule.bus, &rule.origin, &name, findings);
    }
    for archive in &context.wiring.archives {
        let name = format!("archive `{}`", label(&archive.origin, &archive.name));
        bus(context, &archive.bus_arn, &archive.origin, &name, findings);
    }
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
