//! Functions that nobody can look into.

use std::collections::HashMap;

use coagent_template::wiring::{Function, LogGroup, Setting};
use coagent_template::{Severity, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const RETENTION: Check = Check {
    id: "log-retention",
    severity: Severity::Warning,
    title: "A function's logs are kept for ever",
    why: "Lambda makes the log group on the first invocation, without a retention: logs, personal data \
          included, are kept and billed without an end.",
    source: "CloudWatch Logs User Guide, Change log data retention",
};
const TRACING: Check = Check {
    id: "tracing-off",
    severity: Severity::Info,
    title: "A function is not traced",
    why: "Without active tracing the way of an event from processor to processor cannot be followed.",
    source: "Lambda Developer Guide, Visualize Lambda invocations using X-Ray",
};

pub(super) const CHECKS: &[Check] = &[RETENTION, TRACING];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let groups: HashMap<&str, &LogGroup> = context
        .wiring
        .log_groups
        .iter()
        .map(|group| (group.name.as_str(), group))
        .collect();
    for function in &context.wiring.functions {
        logs(
            function,
            groups.get(function.log_group.as_str()).copied(),
            findings,
        );
        if let Setting::Absent | Setting::Set(..) = &function.tracing
            && function.tracing.get().is_none_or(|mode| mode != "Active")
        {
            let name = label(&function.origin, &function.name);
            let span = function.tracing.span();
            let finding = findings.add(
                &TRACING,
                &function.origin,
                span,
                format!("function `{name}` is not traced"),
            );
            finding.fix("TracingConfig: { Mode: Active }");
        }
    }
}

fn logs(function: &Function, group: Option<&LogGroup>, findings: &mut Findings) {
    let name = label(&function.origin, &function.name);
    let shown = token::display(&function.log_group);
    let message = match group {
        Some(group) if !group.retention_days.is_absent() => return,
        Some(_) => format!("log group `{shown}` of function `{name}` has no retention"),
        // It may be declared elsewhere under a name that is not known here.
        None if token::present_opaque(&function.log_group) => return,
        None => format!("log group `{shown}` of function `{name}` is not declared"),
    };
    let origin = group.map_or(&function.origin, |group| &group.origin);
    let fix = format!(
        "{name}Logs:\n  Type: AWS::Logs::LogGroup\n  Properties:\n    LogGroupName: !Sub /aws/lambda/${{{name}}}\n    RetentionInDays: 30"
    );
    findings.add(&RETENTION, origin, None, message).fix(fix);
}
