//! From an event, as text or parsed, to hits.

use super::paths::{PathNode, PathTree};
use super::scratch::Scratch;
use super::symbols::Symbols;
use crate::event::{Context, Event, Value};
use crate::json::unescape;
use crate::scan::{Kind, Sink};

/// Collects the leaves of an event's text.
pub(super) struct Collector<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) scratch: &'a mut Scratch,
    pub(super) symbols: &'a Symbols,
}

impl Sink for Collector<'_> {
    #[inline]
    fn leaf(
        &mut self,
        node: &PathNode,
        context: Context,
        kind: Kind,
        at: (usize, usize),
        escaped: bool,
    ) {
        if escaped {
            return self.scratch.push_decoded(
                node.leaf(),
                context,
                kind,
                &unescape(&self.bytes[at.0..at.1]),
                self.symbols,
            );
        }
        let span = (at.0 as u32, at.1 as u32);
        let hit = self.scratch.push(node.leaf(), context, kind, span, false);
        if kind == Kind::String && node.wants_symbol() {
            hit.symbol = self.symbols.find(&self.bytes[at.0..at.1]);
        }
    }

    #[inline]
    fn context(&mut self, parent: Context, array: u32, element: u32) -> Context {
        self.scratch.contexts.add(parent, array, element)
    }
}

/// Collects the leaves of a parsed event.
pub(super) fn collect(event: &Event, scratch: &mut Scratch, paths: &PathTree, symbols: &Symbols) {
    scratch.contexts.clone_from(event.contexts());
    for field in event.fields() {
        let Some(path) = paths.id_of(&field.path) else {
            continue;
        };
        let (kind, text) = match &field.value {
            Value::String(text) => (Kind::String, text.as_str()),
            Value::Number(text, _) => (Kind::Number, text.as_str()),
            Value::Bool(true) => (Kind::True, ""),
            Value::Bool(false) => (Kind::False, ""),
            Value::Null => (Kind::Null, ""),
        };
        scratch.push_decoded(path, field.context, kind, text.as_bytes(), symbols);
    }
}
