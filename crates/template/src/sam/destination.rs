//! Where asynchronous invocations of a function end. SAM makes a queue or topic that is not named.

use super::make::{get_att, list, map, reference};
use super::{Expansion, Source};
use crate::node::{Node, NodeEntry};

/// The destinations of an invoke configuration, without the `Type` that Lambda does not know.
pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>, config: &Node) -> Node {
    let outcomes = config.entries().unwrap_or_default();
    for outcome in outcomes {
        if is_named(outcome) {
            continue;
        }
        if let Some((id, kind)) = made(source, outcome) {
            expansion.add(source.other(&id, kind, outcome.value.span()));
            // As SAM documents them: `!Ref Function.DestinationQueue`.
            let property = if kind == QUEUE { "Queue" } else { "Topic" };
            let name = format!("{}.Destination{property}", source.id());
            expansion.renamed.insert(name, id);
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

/// Whether the template says which queue or topic it is. `!If [C, QUEUE, !Ref AWS::NoValue]` says
/// so for one case only, and SAM makes one for the other.
fn is_named(outcome: &NodeEntry) -> bool {
    let given = outcome.value.get("Destination");
    given.is_some_and(|given| or_nothing(given).is_none())
}

/// Of `!If [C, A, !Ref AWS::NoValue]` where nothing stands, and what stands at the other place.
fn or_nothing(given: &Node) -> Option<(&[Node], usize)> {
    let arguments = given.get("Fn::If")?.items()?;
    let is_nothing = |node: &Node| node.get("Ref").and_then(Node::text) == Some("AWS::NoValue");
    let at = arguments.iter().skip(1).position(is_nothing)?;
    (arguments.len() == 3).then_some((arguments, at + 1))
}

/// The ARN of an outcome's destination.
pub(super) fn target(source: &Source<'_>, outcome: &NodeEntry) -> Option<Node> {
    let given = outcome.value.get("Destination");
    if is_named(outcome) {
        return given.cloned();
    }
    let (id, kind) = made(source, outcome)?;
    let span = outcome.value.span();
    let made = match kind {
        QUEUE => get_att(span, &id, "Arn"),
        _ => reference(span, &id),
    };
    Some(match given.and_then(or_nothing) {
        Some((arguments, at)) => {
            let mut arguments = arguments.to_vec();
            arguments[at] = made;
            Node::call(span, "Fn::If", list(span, arguments))
        }
        None => made,
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
