//! The template as written: a tree in which every node knows its place.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::position::Span;
use crate::value::Kind;
use crate::yaml::typed;

/// One node of the source tree. Cloning is cheap: an alias shares its anchor's node.
#[derive(Clone, Debug)]
pub(crate) struct Node(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    span: Span,
    kind: NodeKind,
    depth: u32,
    weight: u32,
}

#[derive(Debug)]
pub(crate) enum NodeKind {
    Scalar(Scalar),
    List(Vec<Node>),
    Map(Vec<NodeEntry>),
}

/// A scalar's text as written; `plain` when unquoted and so open to typing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) plain: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct NodeEntry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    pub(crate) fn new(span: Span, kind: NodeKind) -> Node {
        let children: &mut dyn Iterator<Item = &Node> = match &kind {
            NodeKind::Scalar(_) => &mut std::iter::empty(),
            NodeKind::List(items) => &mut items.iter(),
            NodeKind::Map(entries) => &mut entries.iter().map(|e| &e.value),
        };
        let (depth, weight) = children.fold((0, 1u32), |(depth, weight), child| {
            (
                depth.max(child.0.depth + 1),
                weight.saturating_add(child.0.weight),
            )
        });
        Node(Arc::new(Inner {
            span,
            kind,
            depth,
            weight,
        }))
    }

    pub(crate) fn string(span: Span, text: impl Into<String>) -> Node {
        Node::new(
            span,
            NodeKind::Scalar(Scalar {
                text: text.into(),
                plain: false,
            }),
        )
    }

    pub(crate) fn list(span: Span, items: Vec<Node>) -> Node {
        Node::new(span, NodeKind::List(items))
    }

    pub(crate) fn map(span: Span, entries: Vec<NodeEntry>) -> Node {
        Node::new(span, NodeKind::Map(entries))
    }

    /// A map with one key, the shape of every intrinsic function.
    pub(crate) fn call(span: Span, name: &str, argument: Node) -> Node {
        let entry = NodeEntry {
            key: name.to_owned(),
            key_span: span,
            value: argument,
        };
        Node::map(span, vec![entry])
    }

    pub(crate) fn span(&self) -> Span {
        self.0.span
    }

    pub(crate) fn kind(&self) -> &NodeKind {
        &self.0.kind
    }

    /// The tree as JSON, with unquoted scalars of the type that they have.
    pub(crate) fn to_json(&self) -> Json {
        match self.kind() {
            NodeKind::Scalar(scalar) => match typed(scalar) {
                Kind::Null => Json::Null,
                Kind::Bool(value) => value.into(),
                Kind::Number(value) => value.into(),
                _ => scalar.text.clone().into(),
            },
            NodeKind::List(items) => items.iter().map(Node::to_json).collect(),
            NodeKind::Map(entries) => {
                let entry = |entry: &NodeEntry| (entry.key.clone(), entry.value.to_json());
                entries.iter().map(entry).collect()
            }
        }
    }

    /// Levels of nesting below this node.
    pub(crate) fn depth(&self) -> u32 {
        self.0.depth
    }

    /// Nodes in this tree with every alias written out; stops counting at [`u32::MAX`].
    pub(crate) fn weight(&self) -> u32 {
        self.0.weight
    }

    pub(crate) fn scalar(&self) -> Option<&Scalar> {
        match self.kind() {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.text.as_str())
    }

    pub(crate) fn items(&self) -> Option<&[Node]> {
        match self.kind() {
            NodeKind::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn entries(&self) -> Option<&[NodeEntry]> {
        match self.kind() {
            NodeKind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&NodeEntry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The kind in words, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self.kind() {
            NodeKind::Scalar(_) => "a scalar",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a map",
        }
    }
}
