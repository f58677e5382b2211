//! What functions and schedules need their roles for.

use coagent_template::wiring::{Function, Node, Schedule};
use coagent_template::{Severity, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const MAPPING: Check = Check {
    id: "mapping-role",
    severity: Severity::Error,
    title: "A function's role does not let it take from its queue",
    why: "Lambda polls the queue with the function's role, which must allow sqs:ReceiveMessage, \
          sqs:DeleteMessage and sqs:GetQueueAttributes. The deployment of the mapping fails, or, when \
          the permission goes later, messages pile up unread.",
    source: "Lambda Developer Guide, Configuring a queue to use with Lambda: execution role",
};
const FAILURES: Check = Check {
    id: "function-dlq-role",
    severity: Severity::Error,
    title: "A function's role does not let it send to its dead-letter queue or destination",
    why: "Lambda sends with the function's role. What it may not send is dropped; only the metric \
          DeadLetterErrors (or DestinationDeliveryFailures) says so.",
    source: "Lambda Developer Guide, Adding a dead-letter queue; Destinations: permissions",
};
const SCHEDULE: Check = Check {
    id: "schedule-role",
    severity: Severity::Error,
    title: "A schedule has no role that may invoke its target",
    why: "EventBridge Scheduler assumes the target's role for every invocation, also of a function: \
          scheduler.amazonaws.com must be trusted by it, and it must allow the action.",
    source: "EventBridge Scheduler User Guide, Setting up the execution role",
};

pub(super) const CHECKS: &[Check] = &[MAPPING, FAILURES, SCHEDULE];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    mappings(context, findings);
    for function in &context.wiring.functions {
        failures(context, function, findings);
    }
    for schedule in &context.wiring.schedules {
        self::schedule(context, schedule, findings);
    }
}

fn mappings(context: &Context<'_>, findings: &mut Findings) {
    let wiring = context.wiring;
    for mapping in &wiring.mappings {
        let queue = mapping.source.get().and_then(|arn| wiring.queue(arn));
        let (Some(queue), Some(function)) = (
            queue,
            mapping
                .function
                .get()
                .and_then(|name| wiring.function(name)),
        ) else {
            continue;
        };
        let Some(role) = function.role.get().and_then(|arn| wiring.role(arn)) else {
            continue;
        };
        let needed = [
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
        ];
        let missing: Vec<_> = needed
            .into_iter()
            .filter(|action| role.may(action, &queue.arn).is_denied())
            .collect();
        if !missing.is_empty() {
            let message = format!(
                "role `{}` of function `{}` lacks {} on queue `{}`",
                label(&role.origin, &role.name),
                label(&function.origin, &function.name),
                missing.join(", "),
                label(&queue.origin, &queue.name),
            );
            findings.add(&MAPPING, &role.origin, None, message);
        }
    }
}

fn failures(context: &Context<'_>, function: &Function, findings: &mut Findings) {
    let Some(role) = function.role.get().and_then(|arn| context.wiring.role(arn)) else {
        return;
    };
    let ends = [
        &function.dead_letter,
        &function.asynchronous.on_failure,
        &function.asynchronous.on_success,
    ];
    for end in ends {
        let Some(arn) = end.get() else { continue };
        let Some(action) = action_on(arn) else {
            continue;
        };
        if role.may(action, arn).is_denied() {
            let message = format!(
                "role `{}` of function `{}` lacks {action} on {}",
                label(&role.origin, &role.name),
                label(&function.origin, &function.name),
                token::display(arn),
            );
            findings.add(&FAILURES, &function.origin, end.span(), message);
        }
    }
}

fn action_on(arn: &str) -> Option<&'static str> {
    match arn.split(':').nth(2)? {
        "sqs" => Some("sqs:SendMessage"),
        "sns" => Some("sns:Publish"),
        "lambda" => Some("lambda:InvokeFunction"),
        "events" => Some("events:PutEvents"),
        _ => None,
    }
}

fn schedule(context: &Context<'_>, schedule: &Schedule, findings: &mut Findings) {
    let name = label(&schedule.origin, &schedule.name);
    let (target, origin) = (&schedule.target, &schedule.origin);
    if target.role.is_absent() {
        let message = format!("schedule `{name}` has no role for its target");
        findings.add(&SCHEDULE, origin, target.span, message);
        return;
    }
    let Some(Node::Role(role)) = target.role.get().and_then(|arn| context.wiring.node(arn)) else {
        return;
    };
    let role_name = label(&role.origin, &role.name);
    if !role.may_be_assumed_by("scheduler.amazonaws.com") {
        let message = format!(
            "role `{role_name}` of schedule `{name}` does not trust scheduler.amazonaws.com"
        );
        findings.add(&SCHEDULE, origin, target.span, message);
    }
    let Some(arn) = target.arn.get() else { return };
    let Some(action) = action_on(arn) else { return };
    if role.may(action, arn).is_denied() {
        let message =
            format!("role `{role_name}` of schedule `{name}` lacks {action} on its target");
        findings.add(&SCHEDULE, origin, target.span, message);
    }
}
