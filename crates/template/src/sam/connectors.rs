//! `Connectors` of a resource: each stands for a connector of its own.

use super::Expansion;
use super::make::{Make, map, text};
use crate::node::{Node, NodeEntry};

const ATTRIBUTE: &str = "Connectors";

/// Adds the connectors of a resource, from it to their destinations.
pub(super) fn expand(expansion: &mut Expansion<'_>, entry: &NodeEntry) {
    let connectors = entry.value.get(ATTRIBUTE).and_then(Node::entries);
    for connector in connectors.unwrap_or_default() {
        let span = connector.key_span;
        let id = format!("{}{}", entry.key, connector.key);
        let mut source = map(span, [("Id", text(span, entry.key.as_str()))]);
        let properties = connector.value.get("Properties");
        if let Some(more) = properties.and_then(|given| given.get("SourceReference")) {
            let own = source.entries().unwrap_or_default().iter();
            let more = more.entries().unwrap_or_default().iter();
            source = Node::map(span, own.chain(more).cloned().collect());
        }
        let make = Make::new(&id, "AWS::Serverless::Connector", span).set("Source", source);
        let make = match properties {
            Some(given) => make.copy(given, &["Destination", "Permissions"]),
            None => make,
        };
        expansion.unexpanded(&make.finish(), "AWS::Serverless::Connector");
    }
}

/// The resource without its connectors.
pub(super) fn without(entry: &NodeEntry) -> NodeEntry {
    if entry.value.get(ATTRIBUTE).is_none() {
        return entry.clone();
    }
    let attributes = entry.value.entries().unwrap_or_default().iter();
    let kept = attributes.filter(|attribute| attribute.key != ATTRIBUTE);
    NodeEntry {
        value: Node::map(entry.value.span(), kept.cloned().collect()),
        ..entry.clone()
    }
}
