//! Targets: what EventBridge refuses, ignores or drops.

use std::collections::HashSet;

use coagent_template::wiring::{Rule, Setting, Target};
use coagent_template::{Severity, Span, nearest, token};

use super::context::{Context, label};
use super::finding::{Check, Findings};

const RETRY_RANGE: Check = Check {
    id: "retry-out-of-range",
    severity: Severity::Error,
    title: "A retry setting is out of its range",
    why: "EventBridge takes 0 to 185 attempts and an age of 60 to 86400 seconds; Lambda takes 0 to 2 \
          retries and an age of 60 to 21600 seconds for asynchronous invocations.",
    source: "EventBridge API Reference, RetryPolicy; Lambda API Reference, PutFunctionEventInvokeConfig",
};
const NO_RETRY: Check = Check {
    id: "target-without-retry-policy",
    severity: Severity::Info,
    title: "A target has no retry policy of its own",
    why: "The default is 185 attempts over 24 hours: an event may arrive a day late, when it may no \
          longer be wanted, and reaches the dead-letter queue only then.",
    source: "EventBridge User Guide, How EventBridge retries delivering events",
};
const UNKNOWN: Check = Check {
    id: "unknown-property",
    severity: Severity::Error,
    title: "A target has a property that AWS does not know",
    why: "A misspelt property is refused at the deployment, or ignored by older tools: the setting \
          that was meant does not apply.",
    source: "CloudFormation Template Reference, AWS::Events::Rule Target",
};
const SAME_ID: Check = Check {
    id: "duplicate-target-id",
    severity: Severity::Error,
    title: "Two targets of a rule have the same id",
    why: "Ids are unique in a rule: the second target replaces the first, which gets no event.",
    source: "EventBridge API Reference, PutTargets",
};
const TOO_MANY: Check = Check {
    id: "too-many-targets",
    severity: Severity::Error,
    title: "A rule has more than five targets",
    why: "Five targets a rule is a limit that cannot be raised; use a second rule, or a topic.",
    source: "EventBridge User Guide, Quotas",
};
const NO_TARGET: Check = Check {
    id: "rule-without-target",
    severity: Severity::Warning,
    title: "A rule has no target",
    why: "What it matches goes nowhere.",
    source: "EventBridge User Guide, Rules",
};
const NO_GROUP: Check = Check {
    id: "fifo-without-group",
    severity: Severity::Error,
    title: "A FIFO queue is a target without a message group",
    why: "SQS refuses a message without a group: every delivery fails.",
    source: "EventBridge API Reference, SqsParameters",
};

pub(super) const CHECKS: &[Check] = &[
    RETRY_RANGE,
    NO_RETRY,
    UNKNOWN,
    SAME_ID,
    TOO_MANY,
    NO_TARGET,
    NO_GROUP,
];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for rule in &context.wiring.rules {
        rule_as_a_whole(rule, findings);
        for target in &rule.targets {
            settings(rule, target, findings);
            unknown(rule, target, findings);
            group(context, rule, target, findings);
        }
    }
    for function in &context.wiring.functions {
        let retries = &function.asynchronous;
        let name = label(&function.origin, &function.name);
        for (setting, range, what) in [
            (&retries.retries, 0..=2, "retries"),
            (&retries.age_seconds, 60..=21_600, "age in seconds"),
        ] {
            if let Some((value, span)) = outside(setting, &range) {
                let message = range_message(&format!("function `{name}`"), what, value, &range);
                findings.add(&RETRY_RANGE, &function.origin, span, message);
            }
        }
    }
}

fn rule_as_a_whole(rule: &Rule, findings: &mut Findings) {
    let name = label(&rule.origin, &rule.name);
    if rule.targets.is_empty() && !rule.more_targets && rule.managed_by.is_none() {
        let message = format!("rule `{name}` has no target");
        findings.add(&NO_TARGET, &rule.origin, None, message);
    }
    if rule.targets.len() > 5 {
        let message = format!(
            "rule `{name}` has {} targets; five is the limit",
            rule.targets.len()
        );
        findings.add(&TOO_MANY, &rule.origin, None, message);
    }
    let mut seen = HashSet::new();
    for target in rule.targets.iter().filter(|target| !target.id.is_empty()) {
        if !seen.insert(&target.id) {
            let message = format!(
                "two targets of rule `{name}` have the id `{}`",
                token::display(&target.id)
            );
            findings.add(&SAME_ID, &rule.origin, target.span, message);
        }
    }
}

fn settings(rule: &Rule, target: &Target, findings: &mut Findings) {
    let name = label(&rule.origin, &rule.name);
    let owner = format!("target `{}` of rule `{name}`", target.id);
    if !target.retry.given && rule.managed_by.is_none() {
        let message = format!("{owner} has no retry policy: 185 attempts over 24 hours");
        let finding = findings.add(&NO_RETRY, &rule.origin, target.span, message);
        finding.fix("RetryPolicy:\n  MaximumRetryAttempts: 3\n  MaximumEventAgeInSeconds: 3600");
    }
    for (setting, range, what) in [
        (&target.retry.attempts, 0..=185, "attempts"),
        (&target.retry.age_seconds, 60..=86_400, "age in seconds"),
    ] {
        if let Some((value, span)) = outside(setting, &range) {
            findings.add(
                &RETRY_RANGE,
                &rule.origin,
                span,
                range_message(&owner, what, value, &range),
            );
        }
    }
}

fn outside(
    setting: &Setting<i64>,
    range: &std::ops::RangeInclusive<i64>,
) -> Option<(i64, Option<Span>)> {
    let value = *setting.get()?;
    (!range.contains(&value)).then(|| (value, setting.span()))
}

fn range_message(
    owner: &str,
    what: &str,
    value: i64,
    range: &std::ops::RangeInclusive<i64>,
) -> String {
    format!(
        "{owner}: {what} is {value}, not {} to {}",
        range.start(),
        range.end()
    )
}

fn unknown(rule: &Rule, target: &Target, findings: &mut Findings) {
    const KNOWN: &[&str] = &[
        "Arn",
        "DeadLetterConfig",
        "Id",
        "Input",
        "InputPath",
        "InputPathsMap",
        "InputTemplate",
        "InputTransformer",
        "MaximumEventAgeInSeconds",
        "MaximumRetryAttempts",
        "MessageGroupId",
        "RetryPolicy",
        "RoleArn",
        "SqsParameters",
    ];
    for (property, span) in &target.unknown_properties {
        let name = label(&rule.origin, &rule.name);
        let message = format!(
            "target `{}` of rule `{name}` has no property `{property}`",
            target.id
        );
        let finding = findings.add(&UNKNOWN, &rule.origin, *span, message);
        let longer = || {
            KNOWN
                .iter()
                .copied()
                .find(|known| known.starts_with(property.as_str()))
        };
        if let Some(near) = nearest(property, KNOWN.iter().copied()).or_else(longer) {
            finding.fix(near);
        }
    }
}

fn group(context: &Context<'_>, rule: &Rule, target: &Target, findings: &mut Findings) {
    let queue = target.arn.get().and_then(|arn| context.wiring.queue(arn));
    if let Some(queue) = queue.filter(|queue| queue.fifo && target.group_id.is_absent()) {
        let (name, queue) = (
            label(&rule.origin, &rule.name),
            label(&queue.origin, &queue.name),
        );
        let message = format!(
            "target `{}` of rule `{name}` is the FIFO queue `{queue}`, but has no message group",
            target.id
        );
        let finding = findings.add(&NO_GROUP, &rule.origin, target.span, message);
        finding.fix("SqsParameters:\n  MessageGroupId: events");
    }
}
