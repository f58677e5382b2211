//! What is written in a template, whatever it is wired to.

use coagent_template::Severity;

use super::context::Context;
use super::finding::{Check, Findings};

const DUPLICATE: Check = Check {
    id: "duplicate-key",
    severity: Severity::Warning,
    title: "A key is in a map twice",
    why: "CloudFormation takes the last and says nothing: what stands before has no effect.",
    source: "YAML 1.2, Mapping: keys are unique; observed of CloudFormation",
};
const NOT_IN_SAM: Check = Check {
    id: "sam-unknown",
    severity: Severity::Warning,
    title: "A serverless resource has something that SAM does not know",
    why: "The transform leaves unknown attributes of a resource out and fails on unknown properties.",
    source: "AWS SAM Developer Guide, Resources and properties",
};
const NOT_EXPANDED: Check = Check {
    id: "sam-not-expanded",
    severity: Severity::Info,
    title: "What SAM makes of something is not known here",
    why: "It may permit, deliver or create what these checks cannot see.",
    source: "AWS SAM Developer Guide, Generated resources",
};

pub(super) const CHECKS: &[Check] = &[DUPLICATE, NOT_IN_SAM, NOT_EXPANDED];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for warning in &context.wiring.warnings {
        let check = match warning.code {
            "duplicate-key" => &DUPLICATE,
            "unknown-attribute" | "sam-property" => &NOT_IN_SAM,
            _ => &NOT_EXPANDED,
        };
        findings.written(check, warning);
    }
}
