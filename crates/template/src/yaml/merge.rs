//! YAML merge keys: `<<: *base` and `<<: [*a, *b]`.

use crate::diagnostic::{Problem, Reporter};
use crate::node::{Node, NodeEntry, NodeKind};

pub(super) const KEY: &str = "<<";

/// Replaces merge keys by the entries they bring in. Keys of the map itself win, then the earlier
/// merged map.
pub(super) fn expand(entries: Vec<NodeEntry>, reporter: &mut Reporter) -> Vec<NodeEntry> {
    if entries.iter().all(|entry| entry.key != KEY) {
        return entries;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.key == KEY);
    for merge in merges {
        for source in sources(&merge.value) {
            match source.entries() {
                Some(base) => add_missing(&mut own, base),
                None => reporter.error(Problem::new(
                    "merge-key",
                    merge.key_span,
                    format!("`<<` merges maps, not {}", source.describe()),
                )),
            }
        }
    }
    own
}

fn sources(node: &Node) -> &[Node] {
    match node.kind() {
        NodeKind::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

fn add_missing(own: &mut Vec<NodeEntry>, base: &[NodeEntry]) {
    for entry in base {
        if own.iter().all(|existing| existing.key != entry.key) {
            own.push(entry.clone());
        }
    }
}
