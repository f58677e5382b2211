//! `Fn::ForEach`: loops of the AWS::LanguageExtensions transform, written out.

use super::scope::Nothing;
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::{Evaluator, Frame};
use crate::node::{Node, NodeEntry, NodeKind, Scalar};

const PREFIX: &str = "Fn::ForEach::";
/// Entries that the loops of one template may produce, so that nested loops end.
const MAX_ENTRIES: usize = 20_000;

/// The tree with every loop replaced by what it makes. Without loops it is the same tree.
pub(super) fn expand(root: &Node, frame: &Frame, reporter: &mut Reporter) -> Node {
    if !has_loop(root) {
        return root.clone();
    }
    Expander {
        frame,
        reporter,
        made: 0,
    }
    .node(root)
}

/// Whether a key begins a loop.
pub(super) fn is_loop(key: &str) -> bool {
    key.starts_with(PREFIX)
}

fn has_loop(node: &Node) -> bool {
    match node.kind() {
        NodeKind::Scalar(_) => false,
        NodeKind::List(items) => items.iter().any(has_loop),
        NodeKind::Map(entries) => entries
            .iter()
            .any(|entry| is_loop(&entry.key) || has_loop(&entry.value)),
    }
}

struct Expander<'a> {
    frame: &'a Frame,
    reporter: &'a mut Reporter,
    made: usize,
}

impl Expander<'_> {
    fn node(&mut self, node: &Node) -> Node {
        match node.kind() {
            NodeKind::Scalar(_) => node.clone(),
            NodeKind::List(items) => Node::list(
                node.span(),
                items.iter().map(|item| self.node(item)).collect(),
            ),
            NodeKind::Map(entries) => {
                let mut expanded = Vec::with_capacity(entries.len());
                entries
                    .iter()
                    .for_each(|entry| self.entry(entry, &mut expanded));
                Node::map(node.span(), expanded)
            }
        }
    }

    fn entry(&mut self, entry: &NodeEntry, into: &mut Vec<NodeEntry>) {
        if !is_loop(&entry.key) {
            into.push(NodeEntry {
                value: self.node(&entry.value),
                ..entry.clone()
            });
            return;
        }
        match parts(&entry.value) {
            Some((variable, values, body)) => self.iterate(variable, values, body, into),
            None => self.error(entry, "`Fn::ForEach` takes [variable, list of values, map]"),
        }
    }

    fn iterate(&mut self, variable: &str, values: &Node, body: &Node, into: &mut Vec<NodeEntry>) {
        for value in self.values(values) {
            let substitution = Substitution::new(variable, &value);
            for entry in substitution.apply(body).entries().unwrap_or_default() {
                self.made += 1;
                if self.made > MAX_ENTRIES {
                    self.error(entry, "`Fn::ForEach` makes too many entries");
                    return;
                }
                self.entry(entry, into);
            }
        }
    }

    fn values(&mut self, node: &Node) -> Vec<String> {
        let mut evaluator = Evaluator::new(self.frame, &Nothing);
        let list = evaluator.list(node, "Fn::ForEach goes through a list");
        evaluator
            .problems
            .into_iter()
            .for_each(|problem| self.reporter.error(problem));
        let texts = list.unwrap_or_default();
        texts
            .iter()
            .filter_map(crate::value::Value::to_text)
            .collect()
    }

    fn error(&mut self, entry: &NodeEntry, message: &str) {
        self.reporter
            .error(Problem::new("for-each", entry.key_span, message));
    }
}

fn parts(node: &Node) -> Option<(&str, &Node, &Node)> {
    match node.items()? {
        [variable, values, body] if body.entries().is_some() => {
            Some((variable.text()?, values, body))
        }
        _ => None,
    }
}

/// `${Name}` stands for the value and `&{Name}` for the value's letters and digits.
struct Substitution<'a> {
    variable: &'a str,
    plain: String,
    alphanumeric: String,
    value: &'a str,
}

impl<'a> Substitution<'a> {
    fn new(variable: &'a str, value: &'a str) -> Substitution<'a> {
        let (plain, alphanumeric) = (format!("${{{variable}}}"), format!("&{{{variable}}}"));
        Substitution {
            variable,
            plain,
            alphanumeric,
            value,
        }
    }

    fn apply(&self, node: &Node) -> Node {
        let span = node.span();
        match node.kind() {
            NodeKind::Scalar(scalar) => {
                let Scalar { plain, .. } = *scalar;
                let text = self.text(&scalar.text);
                Node::new(span, NodeKind::Scalar(Scalar { text, plain }))
            }
            NodeKind::List(items) => {
                Node::list(span, items.iter().map(|item| self.apply(item)).collect())
            }
            NodeKind::Map(entries) => match entries.as_slice() {
                [only] if only.key == "Ref" && only.value.text() == Some(self.variable) => {
                    Node::string(span, self.value)
                }
                _ => Node::map(
                    span,
                    entries.iter().map(|entry| self.entry(entry)).collect(),
                ),
            },
        }
    }

    fn entry(&self, entry: &NodeEntry) -> NodeEntry {
        NodeEntry {
            key: self.text(&entry.key),
            key_span: entry.key_span,
            value: self.apply(&entry.value),
        }
    }

    fn text(&self, text: &str) -> String {
        let letters: String = self
            .value
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        text.replace(&self.plain, self.value)
            .replace(&self.alphanumeric, &letters)
    }
}
