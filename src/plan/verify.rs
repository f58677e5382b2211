//! Proves the routing of events, from the wiring alone.
//!
//! The wiring may be read from templates or from a live account: the checks are the same. A finding
//! never rests on what is not known. Each check has a stable id, and [`explain`] says why it matters
//! and where that is written.

pub(crate) mod catalogue;
pub(crate) mod finding;

mod alarms;
mod archives;
mod buses;
mod context;
mod dead_letters;
mod deliveries;
mod functions;
mod inputs;
mod live;
mod loops;
mod matrix;
mod patterns;
mod permissions;
mod queues;
mod reach;
mod roles;
mod routing;
mod schemas;
mod silence;
mod wide;
mod written;

use coagent_template::Wiring;

pub(crate) use catalogue::Catalogue;
use context::Context;
use finding::Findings;
pub(crate) use finding::{Check, Finding};
pub(crate) use live::{Live, check_live};
pub(crate) use matrix::{Row, matrix};
pub(crate) use silence::{Silence, Silenced, silence};

/// Checks that belong together, with what finds them.
struct Family {
    checks: &'static [Check],
    run: fn(&Context<'_>, &mut Findings),
}

const FAMILIES: &[Family] = &[
    Family {
        checks: permissions::CHECKS,
        run: permissions::run,
    },
    Family {
        checks: wide::CHECKS,
        run: wide::run,
    },
    Family {
        checks: roles::CHECKS,
        run: roles::run,
    },
    Family {
        checks: dead_letters::CHECKS,
        run: dead_letters::run,
    },
    Family {
        checks: deliveries::CHECKS,
        run: deliveries::run,
    },
    Family {
        checks: inputs::CHECKS,
        run: inputs::run,
    },
    Family {
        checks: queues::CHECKS,
        run: queues::run,
    },
    Family {
        checks: patterns::CHECKS,
        run: patterns::run,
    },
    Family {
        checks: buses::CHECKS,
        run: buses::run,
    },
    Family {
        checks: routing::CHECKS,
        run: routing::run,
    },
    Family {
        checks: loops::CHECKS,
        run: loops::run,
    },
    Family {
        checks: archives::CHECKS,
        run: archives::run,
    },
    Family {
        checks: functions::CHECKS,
        run: functions::run,
    },
    Family {
        checks: alarms::CHECKS,
        run: alarms::run,
    },
    Family {
        checks: schemas::CHECKS,
        run: schemas::run,
    },
    Family {
        checks: written::CHECKS,
        run: written::run,
    },
];

/// What is found because something is not there, which a template may include from elsewhere.
const NEEDS_ALL: &[&str] = &[
    "unknown-bus",
    "event-unrouted",
    "archive-misses-events",
    "function-never-invoked",
    "dlq-unwatched",
    "log-retention",
    "rule-without-target",
];

/// Everything that is wrong, the gravest first, then by place.
pub(crate) fn check(wiring: &Wiring, catalogue: &Catalogue) -> Vec<Finding> {
    let context = Context::new(wiring, catalogue);
    let mut findings = Findings::default();
    for family in FAMILIES {
        (family.run)(&context, &mut findings);
    }
    if wiring.more {
        findings.retain(|finding| !NEEDS_ALL.contains(&finding.id));
    }
    findings.sorted()
}

/// What a check is about.
pub(crate) fn explain(id: &str) -> Option<&'static Check> {
    checks().find(|check| check.id == id)
}

/// Every check, by family.
pub(crate) fn checks() -> impl Iterator<Item = &'static Check> {
    let families = FAMILIES.iter().flat_map(|family| family.checks);
    families.chain(live::checks()).chain([&silence::UNUSED])
}

#[cfg(test)]
mod tests;
