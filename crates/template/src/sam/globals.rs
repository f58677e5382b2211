//! The `Globals` section: defaults for every resource of a kind.

use crate::intrinsic;
use crate::node::{Node, NodeEntry, NodeKind};

/// A resource's properties over the globals of its kind.
pub(super) fn merged(kind: &str, entry: &NodeEntry, globals: Option<&Node>) -> Node {
    let empty = || Node::map(entry.key_span, Vec::new());
    let own = entry.value.get("Properties").cloned().unwrap_or_else(empty);
    match globals.and_then(|globals| globals.get(kind)) {
        Some(defaults) => merge(&without_ignored(defaults, entry), &own),
        None => own,
    }
}

/// `IgnoreGlobals: "*"` ignores all, a list those it names.
fn without_ignored(defaults: &Node, entry: &NodeEntry) -> Node {
    let Some(ignored) = entry.value.get("IgnoreGlobals") else {
        return defaults.clone();
    };
    let named = ignored.items().unwrap_or_default();
    let kept = defaults
        .entries()
        .unwrap_or_default()
        .iter()
        .filter(|default| {
            ignored.text() != Some("*") && named.iter().all(|n| n.text() != Some(&default.key))
        });
    Node::map(defaults.span(), kept.cloned().collect())
}

/// Maps merge key by key, lists are appended, anything else (an intrinsic function too) is replaced.
fn merge(global: &Node, local: &Node) -> Node {
    match (global.kind(), local.kind()) {
        (NodeKind::Map(defaults), NodeKind::Map(own)) if is_data(global) && is_data(local) => {
            let mut entries: Vec<NodeEntry> = defaults.clone();
            for entry in own {
                match entries
                    .iter_mut()
                    .find(|existing| existing.key == entry.key)
                {
                    Some(existing) => {
                        let value = merge(&existing.value, &entry.value);
                        *existing = NodeEntry {
                            value,
                            ..entry.clone()
                        };
                    }
                    None => entries.push(entry.clone()),
                }
            }
            Node::map(local.span(), entries)
        }
        (NodeKind::List(defaults), NodeKind::List(own)) => {
            Node::list(local.span(), defaults.iter().chain(own).cloned().collect())
        }
        _ => local.clone(),
    }
}

fn is_data(node: &Node) -> bool {
    intrinsic::recognise(node).is_none()
}
