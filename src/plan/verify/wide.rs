//! Policies that allow more than they must.

use std::collections::HashSet;

use coagent_template::Severity;
use coagent_template::policy::{Effect, Policy, Statement};
use coagent_template::wiring::Origin;

use super::context::{Context, label};
use super::finding::{Check, Findings};

const RESOURCE: Check = Check {
    id: "policy-too-wide",
    severity: Severity::Warning,
    title: "A policy lets anyone, or any account, deliver",
    why: "A statement for everyone without a condition lets every AWS account send. A statement for a \
          service without aws:SourceArn or aws:SourceAccount lets that service deliver for somebody \
          else's resources: the confused deputy.",
    source: "IAM User Guide, The confused deputy problem: cross-service prevention",
};
const ROLE: Check = Check {
    id: "role-too-wide",
    severity: Severity::Warning,
    title: "A function's role allows every action of a data service on everything",
    why: "A processor that is taken over, or wrong, can then read or delete all of the account's data. \
          Name the actions that it uses and the resources that it uses them on.",
    source: "IAM User Guide, Security best practices: least privilege",
};

pub(super) const CHECKS: &[Check] = &[RESOURCE, ROLE];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let wiring = context.wiring;
    for function in &wiring.functions {
        resource(&function.policy, &function.origin, &function.name, findings);
    }
    for queue in &wiring.queues {
        resource(&queue.policy, &queue.origin, &queue.name, findings);
    }
    for topic in &wiring.topics {
        resource(&topic.policy, &topic.origin, &topic.name, findings);
    }
    for bus in &wiring.buses {
        resource(&bus.policy, &bus.origin, &bus.name, findings);
    }
    let used: HashSet<&String> = wiring
        .functions
        .iter()
        .filter_map(|f| f.role.get())
        .collect();
    for role in &wiring.roles {
        if used.contains(&role.arn) {
            statements_of_role(&role.permissions, &role.origin, &role.name, findings);
        }
    }
}

fn resource(policy: &Policy, origin: &Origin, name: &str, findings: &mut Findings) {
    for statement in policy
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
    {
        let Some(principals) = &statement.principals else {
            continue;
        };
        if principals.incomplete || statement.conditions.iter().any(|c| narrows(&c.key)) {
            continue;
        }
        let name = label(origin, name);
        // A function's URL and an HTTP API's default are meant for everyone.
        let for_url = statement
            .actions
            .patterns
            .iter()
            .any(|a| a == "lambda:InvokeFunctionUrl");
        let anyone = principals.everyone && statement.conditions.is_empty() && !for_url;
        let deputy = principals
            .services
            .iter()
            .find(|s| DEPUTIES.contains(&s.as_str()));
        if anyone && !is_url_companion(policy, statement) {
            let message = format!("`{name}` is open to every AWS account");
            findings.add(&RESOURCE, origin, statement.span, message);
        } else if let Some(service) = deputy {
            let message = format!("`{name}` is open to {service} on behalf of any account");
            let finding = findings.add(&RESOURCE, origin, statement.span, message);
            finding.fix("add a condition on aws:SourceArn");
        }
    }
}

/// Services that deliver on behalf of somebody's resource and say for which.
const DEPUTIES: &[&str] = &[
    "events.amazonaws.com",
    "sns.amazonaws.com",
    "s3.amazonaws.com",
];

/// Besides its own statement a public URL needs one for `lambda:InvokeFunction`.
fn is_url_companion(policy: &Policy, statement: &Statement) -> bool {
    let is_url = |s: &Statement| {
        s.actions
            .patterns
            .iter()
            .any(|a| a == "lambda:InvokeFunctionUrl")
    };
    policy.statements.iter().any(is_url)
        && statement
            .actions
            .patterns
            .iter()
            .all(|a| a == "lambda:InvokeFunction")
}

fn narrows(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.is_empty()
        || ["source", "principal", "token", "vpce", "protocol"]
            .iter()
            .any(|part| key.contains(part))
}

fn statements_of_role(policy: &Policy, origin: &Origin, name: &str, findings: &mut Findings) {
    for statement in policy
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow)
    {
        let everything = statement
            .resources
            .as_ref()
            .is_some_and(|names| !names.negated && names.patterns.iter().any(|r| r == "*"));
        let wide = statement
            .actions
            .patterns
            .iter()
            .find(|action| is_every_action(action));
        if let (true, Some(action), true) = (everything, wide, statement.conditions.is_empty()) {
            let name = label(origin, name);
            let message = format!("role `{name}` allows `{action}` on everything");
            findings.add(&ROLE, origin, statement.span, message);
        }
    }
}

fn is_every_action(action: &str) -> bool {
    const DATA: &[&str] = &[
        "dynamodb",
        "events",
        "kinesis",
        "kms",
        "lambda",
        "s3",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "states",
    ];
    match action.to_ascii_lowercase().split_once(':') {
        Some((service, "*")) => DATA.contains(&service),
        None => action == "*",
        Some(_) => false,
    }
}
