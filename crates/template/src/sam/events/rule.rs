//! `EventBridgeRule`, `CloudWatchEvent` and `Schedule`.

use super::super::make::{Make, get_att, list, map, map_given, text};
use super::super::{Expansion, Source};
use super::{Invoked, generated_queue, send_statement};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

pub(super) fn expand(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    event: &NodeEntry,
    kind: &str,
    invoked: &Invoked,
) {
    let span = event.key_span;
    let id = format!("{}{}", source.id(), event.key);
    let empty = || Node::map(span, Vec::new());
    let properties = event.value.get("Properties").cloned().unwrap_or_else(empty);
    let dead_letters = dead_letter_config(expansion, source, &id, &properties);
    let target = target(&id, &properties, invoked, dead_letters, span);
    let rule = source.other(&id, "AWS::Events::Rule", span);
    let rule = match kind {
        "Schedule" => rule
            .copy(&properties, &["Description", "Name", "RoleArn"])
            .rename(&properties, "Schedule", "ScheduleExpression"),
        _ => rule
            .copy(&properties, &["EventBusName"])
            .rename(&properties, "Pattern", "EventPattern")
            .rename(&properties, "RuleName", "Name"),
    };
    let rule = with_state(rule, &properties);
    expansion.add(rule.set("Targets", list(span, vec![target])));
    if let Some(function) = &invoked.permission {
        let permission = source.other(&format!("{id}Permission"), "AWS::Lambda::Permission", span);
        expansion.add(
            permission
                .set("Action", text(span, "lambda:InvokeFunction"))
                .set("FunctionName", function.clone())
                .set("Principal", text(span, "events.amazonaws.com"))
                .set("SourceArn", get_att(span, &id, "Arn")),
        );
    }
}

/// `State` as given, or from the older `Enabled`.
fn with_state(rule: Make, properties: &Node) -> Make {
    let enabled = properties.get("Enabled");
    match enabled.and_then(Node::text) {
        Some("false") => rule.set("State", text(properties.span(), "DISABLED")),
        Some("true") => rule.set("State", text(properties.span(), "ENABLED")),
        _ => rule.copy(properties, &["State"]),
    }
}

fn target(
    id: &str,
    properties: &Node,
    invoked: &Invoked,
    dead_letters: Option<Node>,
    span: Span,
) -> Node {
    let given = properties
        .get("Target")
        .and_then(|target| target.get("Id"))
        .cloned();
    let mut entries = vec![
        ("Arn", Some(invoked.arn.clone())),
        (
            "Id",
            Some(given.unwrap_or_else(|| text(span, format!("{id}{}", invoked.target_suffix)))),
        ),
        ("RoleArn", invoked.role.clone()),
        ("DeadLetterConfig", dead_letters),
    ];
    for key in ["Input", "InputPath", "InputTransformer", "RetryPolicy"] {
        entries.push((key, properties.get(key).cloned()));
    }
    map_given(span, entries)
}

/// `DeadLetterConfig` with an ARN, or with a queue for SAM to make.
fn dead_letter_config(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    id: &str,
    properties: &Node,
) -> Option<Node> {
    let config = properties.get("DeadLetterConfig")?;
    let span = config.span();
    if config.get("Arn").is_some() || config.get("Type").is_none() {
        return Some(config.clone());
    }
    let named = config.get("QueueLogicalId").and_then(Node::text);
    let queue = named.map_or_else(|| format!("{id}Queue"), str::to_owned);
    let principal = map(span, [("Service", text(span, "events.amazonaws.com"))]);
    let queue_arn = get_att(span, &queue, "Arn");
    let statement = send_statement(span, principal, queue_arn, get_att(span, id, "Arn"));
    let arn = generated_queue(expansion, source, &queue, statement, span);
    Some(map(span, [("Arn", arn)]))
}
