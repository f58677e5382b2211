//! `!Ref Function.Alias` and `!Ref Function.Version` → what was made for them.

use std::collections::HashMap;

use crate::node::{Node, NodeEntry, NodeKind};

pub(super) fn rename(node: Node, renamed: &HashMap<String, String>) -> Node {
    if renamed.is_empty() {
        node
    } else {
        walk(&node, renamed)
    }
}

fn walk(node: &Node, renamed: &HashMap<String, String>) -> Node {
    match node.kind() {
        NodeKind::Scalar(_) => node.clone(),
        NodeKind::List(items) => Node::list(
            node.span(),
            items.iter().map(|item| walk(item, renamed)).collect(),
        ),
        NodeKind::Map(entries) => Node::map(
            node.span(),
            entries.iter().map(|e| entry(e, renamed)).collect(),
        ),
    }
}

fn entry(entry: &NodeEntry, renamed: &HashMap<String, String>) -> NodeEntry {
    let target = (entry.key == "Ref").then(|| entry.value.text()).flatten();
    let value = match target.and_then(|name| renamed.get(name)) {
        Some(made) => Node::string(entry.value.span(), made.clone()),
        None => walk(&entry.value, renamed),
    };
    NodeEntry {
        value,
        ..entry.clone()
    }
}
