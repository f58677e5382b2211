//! Where asynchronous invocations of a function end. SAM makes a queue or topic that is not named.

use super::make::{get_att, map, reference};
use super::{Expansion, Source};
use crate::node::{Node, NodeEntry};

/// The destinations of an invoke configuration, without the `Type` that Lambda does not know.
pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>, config: &Node) -> Node {
    let outcomes = config.entries().unwrap_or_default();
    for outcome in outcomes {
        if outcome.value.get("Destination").is_none()
            && let Some((id, kind)) = made(source, outcome)
        {
            expansion.add(source.other(&id, kind, outcome.value.span()));
        }
    }
    of(config, |outcome| target(source, outcome))
}

/// The destinations of an event source mapping, where each is named.
pub(super) fn named(config: &Node) -> Node {
    of(config, |outcome| outcome.value.get("Destination").cloned())
}

fn of(config: &Node, target: impl Fn(&NodeEntry) -> Option<Node>) -> Node {
    let outcomes = config.entries().unwrap_or_default().iter();
    let entries = outcomes.map(|outcome| {
        let span = outcome.value.span();
        let target = target(outcome).map(|target| ("Destination", target));
        NodeEntry {
            value: match target {
                Some(target) => map(span, [target]),
                None => Node::map(span, Vec::new()),
            },
            ..outcome.clone()
        }
    });
    Node::map(config.span(), entries.collect())
}

/// The ARN of an outcome's destination.
pub(super) fn target(source: &Source<'_>, outcome: &NodeEntry) -> Option<Node> {
    if let Some(given) = outcome.value.get("Destination") {
        return Some(given.clone());
    }
    let (id, kind) = made(source, outcome)?;
    let span = outcome.value.span();
    Some(match kind {
        QUEUE => get_att(span, &id, "Arn"),
        _ => reference(span, &id),
    })
}

const QUEUE: &str = "AWS::SQS::Queue";
const TOPIC: &str = "AWS::SNS::Topic";

/// Logical id and type of what is made for an outcome.
fn made(source: &Source<'_>, outcome: &NodeEntry) -> Option<(String, &'static str)> {
    let (suffix, kind) = match outcome.value.get("Type")?.text()? {
        "SQS" => ("Queue", QUEUE),
        "SNS" => ("Topic", TOPIC),
        _ => return None,
    };
    let id = format!("{}EventInvokeConfig{}{suffix}", source.id(), outcome.key);
    Some((id, kind))
}
