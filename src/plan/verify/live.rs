//! What is deployed: the checks of templates over the live wiring, and what only life shows.

mod drift;
mod health;

use std::collections::HashMap;

use coagent_template::Wiring;
use coagent_template::wiring::Origin;

use super::FAMILIES;
use super::catalogue::Catalogue;
use super::context::Context;
use super::finding::{Check, Finding, Findings};

/// A deployed application as it was seen.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// What is there. The parts of the stack have its logical ids.
    pub(crate) wiring: Wiring,
    /// What the stack's template says; `None` when it could not be read.
    pub(crate) written: Option<Wiring>,
    /// Logical id and type of the stack's resources that are gone.
    pub(crate) gone: Vec<(String, String)>,
    /// Messages by the ARN of their queue, as far as SQS knows.
    pub(crate) messages: HashMap<String, u64>,
    /// Why an alarm is on, by its name; the others are not.
    pub(crate) alarms_on: HashMap<String, String>,
    /// What is wrong with a function, by its ARN.
    pub(crate) failing: HashMap<String, String>,
}

/// Every check that only a live application can fail.
pub(super) fn checks() -> impl Iterator<Item = &'static Check> {
    drift::CHECKS.iter().chain(health::CHECKS)
}

/// What rests on parts that are not read from an account: schedules invoke functions too.
const NOT_SEEN: &[&str] = &["function-never-invoked"];

/// Everything that is wrong with what is deployed, the gravest first.
pub(crate) fn check_live(live: &Live, catalogue: &Catalogue) -> Vec<Finding> {
    let context = Context::new(&live.wiring, catalogue);
    let mut findings = Findings::default();
    for family in FAMILIES {
        (family.run)(&context, &mut findings);
    }
    findings.retain(|finding| !NOT_SEEN.contains(&finding.id));
    health::run(live, &context, &mut findings);
    drift::run(live, &mut findings);
    findings.sorted()
}

/// The parts of a template by logical id.
fn by_id<T>(parts: &[T], origin: fn(&T) -> &Origin) -> HashMap<&str, &T> {
    let named = parts.iter();
    named
        .filter_map(|part| Some((origin(part).logical_id.as_deref()?, part)))
        .collect()
}
