//! `ScheduleV2`: EventBridge Scheduler, which invokes with a role.

use super::super::make::{Make, allow, get_att, inline_policy, map, map_given, text};
use super::super::{Expansion, Source, role};
use super::{Event, Invoked};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

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
        let sends = queue.map(|queue| {
            let statement = allow(span, "sqs:SendMessage", queue);
            inline_policy(span, &format!("{id}SQSPolicy"), vec![statement])
        });
        let policies = [policy].into_iter().chain(sends).collect();
        let name = format!("{id}Role");
        let made = role::single(source, &name, "scheduler.amazonaws.com", policies, span);
        expansion.add(made.copy(&properties, &["PermissionsBoundary"]));
    }
    let schedule = source.other(&id, "AWS::Scheduler::Schedule", span);
    let schedule = with_properties(schedule, &id, &properties, span);
    expansion.add(schedule.set("Target", target));
}

/// What a schedule has from its event; a window and a name also when the event has none.
fn with_properties(schedule: Make, id: &str, properties: &Node, span: Span) -> Make {
    let or = |key: &str, default: Node| properties.get(key).cloned().unwrap_or(default);
    let window = map(span, [("Mode", text(span, "OFF"))]);
    schedule
        .copy(
            properties,
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
        .set("FlexibleTimeWindow", or("FlexibleTimeWindow", window))
        .set("Name", or("Name", text(span, id)))
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
    map_given(span, entries)
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
