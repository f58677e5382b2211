//! Building generated resources.

use crate::node::{Node, NodeEntry, NodeKind, Scalar};
use crate::position::Span;

/// A resource being made; every part of it stands where its source stands.
pub(super) struct Make {
    logical_id: String,
    span: Span,
    attributes: Vec<NodeEntry>,
    properties: Vec<NodeEntry>,
}

impl Make {
    pub(super) fn new(logical_id: &str, type_name: &str, span: Span) -> Make {
        Make {
            logical_id: logical_id.to_owned(),
            span,
            attributes: vec![entry(span, "Type", text(span, type_name))],
            properties: Vec::new(),
        }
    }

    pub(super) fn copy_attribute(&mut self, from: &Node, key: &str) {
        self.attributes.extend(from.entry(key).cloned());
    }

    /// Sets an attribute that is not there.
    pub(super) fn default_attribute(&mut self, key: &str, value: Node) {
        if !self.attributes.iter().any(|known| known.key == key) {
            self.attributes.push(entry(self.span, key, value));
        }
    }

    pub(super) fn depends_on(&mut self, logical_id: &str) {
        let name = text(self.span, logical_id);
        self.attributes
            .push(entry(self.span, "DependsOn", list(self.span, vec![name])));
    }

    pub(super) fn set(mut self, key: &str, value: Node) -> Make {
        self.properties.push(entry(value.span(), key, value));
        self
    }

    pub(super) fn set_some(self, key: &str, value: Option<Node>) -> Make {
        match value {
            Some(value) => self.set(key, value),
            None => self,
        }
    }

    /// Copies properties under their own names, where they are set.
    pub(super) fn copy(mut self, from: &Node, keys: &[&str]) -> Make {
        self.properties
            .extend(keys.iter().filter_map(|key| from.entry(key).cloned()));
        self
    }

    /// Copies all properties but these under their own names.
    pub(super) fn copy_but(mut self, from: &Node, others: &[&str]) -> Make {
        let entries = from.entries().unwrap_or_default().iter();
        let copied = entries.filter(|entry| !others.contains(&entry.key.as_str()));
        self.properties.extend(copied.cloned());
        self
    }

    /// Copies a property under another name.
    pub(super) fn rename(mut self, from: &Node, key: &str, name: &str) -> Make {
        let found = from.entry(key).cloned();
        self.properties.extend(found.map(|e| NodeEntry {
            key: name.to_owned(),
            ..e
        }));
        self
    }

    pub(super) fn finish(mut self) -> NodeEntry {
        let properties = Node::map(self.span, self.properties);
        self.attributes
            .push(entry(self.span, "Properties", properties));
        let value = Node::map(self.span, self.attributes);
        NodeEntry {
            key: self.logical_id,
            key_span: self.span,
            value,
        }
    }
}

pub(super) fn entry(span: Span, key: &str, value: Node) -> NodeEntry {
    NodeEntry {
        key: key.to_owned(),
        key_span: span,
        value,
    }
}

pub(super) fn text(span: Span, text: impl Into<String>) -> Node {
    Node::string(span, text)
}

/// A scalar that is typed as it would be when written plain: a number or a boolean.
pub(super) fn plain(span: Span, text: &str) -> Node {
    Node::new(
        span,
        NodeKind::Scalar(Scalar {
            text: text.to_owned(),
            plain: true,
        }),
    )
}

pub(super) fn list(span: Span, items: Vec<Node>) -> Node {
    Node::list(span, items)
}

pub(super) fn map<const N: usize>(span: Span, entries: [(&str, Node); N]) -> Node {
    Node::map(
        span,
        entries
            .into_iter()
            .map(|(key, value)| entry(span, key, value))
            .collect(),
    )
}

/// A map of what is given; each entry stands where its value stands.
pub(super) fn map_given<'a>(
    span: Span,
    entries: impl IntoIterator<Item = (&'a str, Option<Node>)>,
) -> Node {
    let given = entries
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| entry(value.span(), key, value)));
    Node::map(span, given.collect())
}

pub(super) fn reference(span: Span, logical_id: &str) -> Node {
    Node::call(span, "Ref", text(span, logical_id))
}

pub(super) fn get_att(span: Span, logical_id: &str, attribute: &str) -> Node {
    let arguments = vec![text(span, logical_id), text(span, attribute)];
    Node::call(span, "Fn::GetAtt", list(span, arguments))
}

/// `Fn::Sub` with variables.
pub(super) fn sub<const N: usize>(
    span: Span,
    template: &str,
    variables: [(&str, Node); N],
) -> Node {
    if N == 0 {
        return Node::call(span, "Fn::Sub", text(span, template));
    }
    let arguments = vec![text(span, template), map(span, variables)];
    Node::call(span, "Fn::Sub", list(span, arguments))
}

/// A policy document with these statements.
pub(super) fn document(span: Span, statements: Vec<Node>) -> Node {
    map(
        span,
        [
            ("Version", text(span, "2012-10-17")),
            ("Statement", list(span, statements)),
        ],
    )
}

/// A statement that allows one action on one resource.
pub(super) fn allow(span: Span, action: &str, resource: Node) -> Node {
    map(
        span,
        [
            ("Effect", text(span, "Allow")),
            ("Action", text(span, action)),
            ("Resource", resource),
        ],
    )
}

/// The inline policy of a role.
pub(super) fn inline_policy(span: Span, name: &str, statements: Vec<Node>) -> Node {
    let document = document(span, statements);
    map(
        span,
        [
            ("PolicyName", text(span, name)),
            ("PolicyDocument", document),
        ],
    )
}

/// The document with which a service may assume a role.
pub(super) fn trust(span: Span, service: &str) -> Node {
    let principal = map(span, [("Service", list(span, vec![text(span, service)]))]);
    let statement = map(
        span,
        [
            ("Effect", text(span, "Allow")),
            ("Principal", principal),
            ("Action", list(span, vec![text(span, "sts:AssumeRole")])),
        ],
    );
    document(span, vec![statement])
}

/// Tags as CloudFormation lists them, after the one that marks what SAM made.
pub(super) fn tags(span: Span, marker: &str, given: Option<&Node>) -> Node {
    let mut tags = vec![tag(span, marker, text(span, "SAM"))];
    let entries = given.and_then(Node::entries).unwrap_or_default();
    tags.extend(
        entries
            .iter()
            .map(|e| tag(e.key_span, &e.key, e.value.clone())),
    );
    list(span, tags)
}

pub(super) fn tag(span: Span, key: &str, value: Node) -> Node {
    map(span, [("Key", text(span, key)), ("Value", value)])
}
