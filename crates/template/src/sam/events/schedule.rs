//! `ScheduleV2`: EventBridge Scheduler, which invokes with a role.

use super::super::make::{allow, get_att, inline_policy, map, text};
use super::super::{Expansion, Source, role};
use super::{Event, Invoked};
use crate::node::{Node, NodeEntry};

pub(super) fn of_function(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let span = event.span();
    let id = event.id();
    let given = event.get("RoleArn").cloned();
    let mut invoked = event.invoked();
    invoked.permission = None;
    invoked.role = Some(
        given
            .clone()
            .unwrap_or_else(|| get_att(span, &format!("{id}Role"), "Arn")),
    );
    let statement = allow(span, "lambda:InvokeFunction", event.function_arn());
    let policy = inline_policy(span, &format!("{id}LambdaPolicy"), vec![statement]);
    let role = given.is_none().then_some(policy);
    expand(expansion, event.source, event.name, &invoked, role);
}

/// `policy` is what the role to be made must allow; without it the role exists already.
pub(super) fn expand(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    event: &NodeEntry,
    invoked: &Invoked,
    policy: Option<Node>,
) {
    let span = event.key_span;
    let id = format!("{}{}", source.id(), event.key);
    let empty = || Node::map(span, Vec::new());
    let properties = event.value.get("Properties").cloned().unwrap_or_else(empty);
    let queue = dead_letter_queue(expansion, source, &id, &properties);
    let target = target(&properties, invoked, queue.as_ref());
    if let Some(policy) = policy {
        let mut policies = vec![policy];
        if let Some(queue) = queue {
            let statement = allow(span, "sqs:SendMessage", queue);
            policies.push(inline_policy(
                span,
                &format!("{id}SQSPolicy"),
                vec![statement],
            ));
        }
        let made = role::single(
            source,
            &format!("{id}Role"),
            "scheduler.amazonaws.com",
            policies,
            span,
        );
        expansion.add(made.copy(&properties, &["PermissionsBoundary"]));
    }
    let window = map(span, [("Mode", text(span, "OFF"))]);
    let schedule = source
        .other(&id, "AWS::Scheduler::Schedule", span)
        .copy(
            &properties,
            &[
                "ScheduleExpression",
                "ScheduleExpressionTimezone",
                "StartDate",
                "EndDate",
                "State",
                "GroupName",
                "KmsKeyArn",
                "Description",
            ],
        )
        .set(
            "FlexibleTimeWindow",
            properties
                .get("FlexibleTimeWindow")
                .cloned()
                .unwrap_or(window),
        )
        .set(
            "Name",
            properties
                .get("Name")
                .cloned()
                .unwrap_or_else(|| text(span, &id)),
        )
        .set("Target", target);
    expansion.add(schedule);
}

fn target(properties: &Node, invoked: &Invoked, queue: Option<&Node>) -> Node {
    let span = properties.span();
    let config = queue.map(|arn| map(span, [("Arn", arn.clone())]));
    let entries = [
        ("Arn", Some(invoked.arn.clone())),
        ("RoleArn", invoked.role.clone()),
        ("Input", properties.get("Input").cloned()),
        (
            "DeadLetterConfig",
            config.or_else(|| properties.get("DeadLetterConfig").cloned()),
        ),
        ("RetryPolicy", properties.get("RetryPolicy").cloned()),
    ];
    let set = entries.into_iter().filter_map(|(key, value)| {
        value.map(|value| super::super::make::entry(value.span(), key, value))
    });
    Node::map(span, set.collect())
}

/// The queue for SAM to make; the scheduler sends to it with its role, so it needs no policy.
fn dead_letter_queue(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    id: &str,
    properties: &Node,
) -> Option<Node> {
    let config = properties.get("DeadLetterConfig")?;
    if config.get("Arn").is_some() {
        return None;
    }
    let named = config.get("QueueLogicalId").and_then(Node::text);
    let queue = named.map_or_else(|| format!("{id}Queue"), str::to_owned);
    expansion.add(source.other(&queue, "AWS::SQS::Queue", config.span()));
    Some(get_att(config.span(), &queue, "Arn"))
}
