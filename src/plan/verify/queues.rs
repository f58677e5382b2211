//! Queues that feed functions.

use coagent_template::Severity;
use coagent_template::wiring::{Function, Mapping, Queue, Setting};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const VISIBILITY: Check = Check {
    id: "visibility-timeout",
    severity: Severity::Warning,
    title: "A queue's visibility timeout is shorter than six times its function's timeout",
    why: "While a function is throttled or retried, its messages become visible again and are handled \
          twice, or reach the dead-letter queue without ever having failed. Below the function's own \
          timeout, Lambda refuses the mapping.",
    source: "Lambda Developer Guide, Using Lambda with Amazon SQS: configuring a queue",
};
const PARTIAL: Check = Check {
    id: "batch-without-partial-failures",
    severity: Severity::Warning,
    title: "A function that takes batches does not report which messages failed",
    why: "One bad message then makes the whole batch come back: the good ones are handled again, and \
          all of them count towards the dead-letter queue.",
    source: "Lambda Developer Guide, Implementing partial batch responses",
};

pub(super) const CHECKS: &[Check] = &[VISIBILITY, PARTIAL];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let wiring = context.wiring;
    for mapping in &wiring.mappings {
        let Some(queue) = mapping.source.get().and_then(|arn| wiring.queue(arn)) else {
            continue;
        };
        if let Some(function) = mapping
            .function
            .get()
            .and_then(|name| wiring.function(name))
        {
            visibility(queue, function, findings);
        }
        partial_failures(queue, mapping, findings);
    }
}

fn visibility(queue: &Queue, function: &Function, findings: &mut Findings) {
    let (Some(visible), Some(timeout)) = (
        queue.visibility_seconds.or_default(30),
        function.timeout_seconds.or_default(3),
    ) else {
        return;
    };
    if visible >= timeout * 6 {
        return;
    }
    let (queue_name, name) = (
        label(&queue.origin, &queue.name),
        label(&function.origin, &function.name),
    );
    let message = format!(
        "queue `{queue_name}` hides a message for {visible} s, but function `{name}` may take {timeout} s: six times that is {} s",
        timeout * 6
    );
    let finding = findings.add(
        &VISIBILITY,
        &queue.origin,
        queue.visibility_seconds.span(),
        message,
    );
    finding.fix(format!("VisibilityTimeout: {}", timeout * 6));
}

fn partial_failures(queue: &Queue, mapping: &Mapping, findings: &mut Findings) {
    let reports = match &mapping.partial_failures {
        Setting::Absent => false,
        Setting::Set(reports, _) => *reports,
        Setting::Unknown(_) => true,
    };
    let single = mapping.batch_size.get() == Some(&1) || mapping.batch_size.is_unknown();
    if !reports && !single {
        let name = label(&queue.origin, &queue.name);
        let message = format!("batches from queue `{name}` fail as a whole");
        let finding = findings.add(&PARTIAL, &mapping.origin, None, message);
        finding.fix("FunctionResponseTypes: [ReportBatchItemFailures]");
    }
}
