//! Dead-letter queues: present, of the right kind, watched, and kept long enough.

use std::collections::{HashMap, HashSet};

use coagent_template::wiring::{Queue, Rule, Setting, Target};
use coagent_template::{Severity, Truth, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};
use super::reach;

const NONE: Check = Check {
    id: "target-without-dlq",
    severity: Severity::Warning,
    title: "A target has no dead-letter queue",
    why: "An event that cannot be delivered is dropped after the retries, at once when the permission \
          is missing or the target is gone, and nothing is left of it.",
    source: "EventBridge User Guide, Using dead-letter queues to process undelivered events",
};
const FIFO: Check = Check {
    id: "dlq-fifo",
    severity: Severity::Error,
    title: "The dead-letter queue of a rule's target is a FIFO queue",
    why: "EventBridge sends dead letters to standard queues only; with a FIFO queue they are lost.",
    source: "EventBridge User Guide, Using dead-letter queues: considerations",
};
const REGION: Check = Check {
    id: "dlq-region",
    severity: Severity::Error,
    title: "The dead-letter queue is in another Region",
    why: "The queue must be in the Region of the rule.",
    source: "EventBridge User Guide, Using dead-letter queues: considerations",
};
const OWN_INPUT: Check = Check {
    id: "dlq-is-own-input",
    severity: Severity::Error,
    title: "What fails is sent to where it came from",
    why: "When the dead-letter queue feeds the same function, or is the target itself, an event that \
          always fails goes round without an end, and every round is billed.",
    source: "Lambda Developer Guide, Recursive loop detection",
};
const RETENTION: Check = Check {
    id: "dlq-retention",
    severity: Severity::Warning,
    title: "A dead-letter queue keeps messages no longer than its source",
    why: "A message keeps its enqueue time when a standard queue redrives it: what failed late expires \
          in the dead-letter queue soon after, perhaps before anyone looked.",
    source: "SQS Developer Guide, Using dead-letter queues: message retention periods",
};
const PLAIN: Check = Check {
    id: "dlq-unencrypted",
    severity: Severity::Warning,
    title: "A dead-letter queue is not encrypted",
    why: "Dead letters hold whole events, personal data included, for up to two weeks.",
    source: "SQS Developer Guide, Encryption at rest",
};
const UNWATCHED: Check = Check {
    id: "dlq-unwatched",
    severity: Severity::Warning,
    title: "No alarm watches a dead-letter queue",
    why: "A dead-letter queue that nobody watches loses its messages when they expire.",
    source: "SQS Developer Guide, Creating alarms for dead-letter queues",
};

pub(super) const CHECKS: &[Check] = &[NONE, FIFO, REGION, OWN_INPUT, RETENTION, PLAIN, UNWATCHED];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        for target in &rule.targets {
            self::target(context, rule, target, findings);
        }
    }
    for function in &context.wiring.functions {
        let Some(arn) = function.dead_letter.get() else {
            continue;
        };
        if reach::fed_by(context, arn).any(|fed| fed.arn == function.arn) {
            let name = label(&function.origin, &function.name);
            let message = format!("function `{name}` takes its own dead letters as input");
            findings.add(
                &OWN_INPUT,
                &function.origin,
                function.dead_letter.span(),
                message,
            );
        }
    }
    let watched = watched_queues(context);
    let sources = sources(context);
    for queue in &context.wiring.queues {
        if let Some(sources) = sources.get(queue.arn.as_str()) {
            self::queue(queue, sources, &watched, findings);
        }
    }
}

fn target(context: &Context<'_>, rule: &Rule, target: &Target, findings: &mut Findings) {
    let name = label(&rule.origin, &rule.name);
    if target.dead_letter.is_absent() && rule.managed_by.is_none() {
        let message = format!(
            "target `{}` of rule `{name}` has no dead-letter queue",
            target.id
        );
        let finding = findings.add(&NONE, &rule.origin, target.span, message);
        finding.fix("DeadLetterConfig:\n  Arn: !GetAtt DeadLetterQueue.Arn");
    }
    let Some(arn) = target.dead_letter.get() else {
        return;
    };
    let span = target.dead_letter.span();
    if context.wiring.queue(arn).is_some_and(|queue| queue.fifo) || arn.ends_with(".fifo") {
        let message = format!(
            "the dead-letter queue of rule `{name}` is a FIFO queue: {}",
            token::display(arn)
        );
        findings.add(&FIFO, &rule.origin, span, message);
    }
    let region = |arn: &str| arn.split(':').nth(3).map(str::to_owned);
    let (here, there) = (region(&rule.arn), region(arn));
    let certain = [&here, &there]
        .iter()
        .all(|r| r.as_ref().is_some_and(|r| !token::present(r)));
    if certain && here != there {
        let there = there.unwrap_or_default();
        let message = format!("the dead-letter queue of rule `{name}` is in {there}");
        findings.add(&REGION, &rule.origin, span, message);
    }
    if comes_back(context, target, arn) {
        let message = format!("rule `{name}` sends what failed back to where it failed");
        findings.add(&OWN_INPUT, &rule.origin, span, message);
    }
}

/// The dead-letter queue is the target, or feeds the function that the target leads to.
fn comes_back(context: &Context<'_>, target: &Target, dead_letters: &str) -> bool {
    if target.arn.get().is_some_and(|arn| arn == dead_letters) {
        return true;
    }
    let reached = reach::functions(context, target);
    let mut fed = reach::fed_by(context, dead_letters);
    fed.any(|function| reached.iter().any(|r| r.arn == function.arn))
}

/// The ARNs of all dead-letter queues.
pub(super) fn queues<'a>(context: &Context<'a>) -> HashSet<&'a str> {
    sources(context).into_keys().collect()
}

/// By the ARN of each dead-letter queue: the queues that redrive to it.
fn sources<'a>(context: &Context<'a>) -> HashMap<&'a str, Vec<&'a Queue>> {
    let wiring = context.wiring;
    let targets = wiring
        .rules
        .iter()
        .flat_map(|rule| &rule.targets)
        .map(|t| &t.dead_letter);
    let functions = wiring.functions.iter();
    let failures = functions.flat_map(|f| [&f.dead_letter, &f.asynchronous.on_failure]);
    let subscriptions = wiring
        .topics
        .iter()
        .flat_map(|t| &t.subscriptions)
        .map(|s| &s.dead_letter);
    let of_mappings = wiring.mappings.iter().map(|mapping| &mapping.on_failure);
    let ends = targets
        .chain(failures)
        .chain(of_mappings)
        .chain(subscriptions)
        .filter_map(|setting| setting.get());
    let mut found: HashMap<&str, Vec<&Queue>> = HashMap::new();
    for arn in ends {
        found.entry(arn).or_default();
    }
    for queue in &wiring.queues {
        if let Some(target) = queue
            .redrive
            .get()
            .and_then(|redrive| redrive.target.as_deref())
        {
            found.entry(target).or_default().push(queue);
        }
    }
    found
}

fn queue(queue: &Queue, sources: &[&Queue], watched: &HashSet<&str>, findings: &mut Findings) {
    let name = label(&queue.origin, &queue.name);
    if queue.encrypted == Truth::False {
        let message = format!("dead-letter queue `{name}` is not encrypted");
        findings
            .add(&PLAIN, &queue.origin, None, message)
            .fix("SqsManagedSseEnabled: true");
    }
    if !watched.contains(queue.name.as_str()) {
        let message = format!("no alarm watches dead-letter queue `{name}`");
        findings
            .add(&UNWATCHED, &queue.origin, None, message)
            .fix(alarm_fix(&name));
    }
    for source in sources {
        retention(queue, source, findings);
    }
}

fn retention(queue: &Queue, source: &Queue, findings: &mut Findings) {
    const FOUR_DAYS: i64 = 345_600;
    const MOST: i64 = 1_209_600;
    let kept = |queue: &Queue| queue.retention_seconds.or_default(FOUR_DAYS);
    if let (Some(here), Some(there)) = (kept(queue), kept(source))
        && here <= there
        && here < MOST
        && !source.fifo
    {
        let (name, source) = (
            label(&queue.origin, &queue.name),
            label(&source.origin, &source.name),
        );
        let message = format!(
            "dead-letter queue `{name}` keeps messages {here} s from when they entered `{source}`, which keeps them {there} s"
        );
        let finding = findings.add(
            &RETENTION,
            &queue.origin,
            queue.retention_seconds.span(),
            message,
        );
        finding.fix(format!("MessageRetentionPeriod: {MOST}"));
    }
}

/// The names of the queues that some alarm is about; all, when what an alarm is about is not known.
fn watched_queues<'a>(context: &Context<'a>) -> HashSet<&'a str> {
    let all = || {
        context
            .wiring
            .queues
            .iter()
            .map(|queue| queue.name.as_str())
    };
    let mut watched = HashSet::new();
    for alarm in &context.wiring.alarms {
        let own = (&alarm.namespace, &alarm.dimensions);
        let others = alarm.metrics.iter().map(|m| (&m.namespace, &m.dimensions));
        let on_queues = std::iter::once(own)
            .chain(others)
            .filter(|(namespace, _)| is_of(namespace, |name| name == QUEUES));
        for dimension in on_queues.flat_map(|(_, dimensions)| dimensions) {
            match dimension.value.get() {
                Some(name) => {
                    watched.insert(name.as_str());
                }
                None => watched.extend(all()),
            }
        }
        let mut metrics = alarm.metrics.iter();
        if metrics.any(|metric| is_of(&metric.expression, |query| query.contains(QUEUES))) {
            watched.extend(all());
        }
    }
    watched
}

const QUEUES: &str = "AWS/SQS";

fn is_of(setting: &Setting<String>, wanted: impl Fn(&str) -> bool) -> bool {
    setting.is_unknown() || setting.get().is_some_and(|text| wanted(text))
}

fn alarm_fix(queue: &str) -> String {
    format!(
        "{queue}Messages:
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: AWS/SQS
    MetricName: ApproximateNumberOfMessagesVisible
    Dimensions: [{{ Name: QueueName, Value: !GetAtt {queue}.QueueName }}]
    Statistic: Sum
    Period: 60
    EvaluationPeriods: 1
    Threshold: 1
    ComparisonOperator: GreaterThanOrEqualToThreshold
    TreatMissingData: notBreaching"
    )
}
