//! Names in `Ref` and `Fn::GetAtt` that functions make: the AWS::LanguageExtensions transform puts
//! the name there before anybody looks for what it names.

use super::conditions;
use super::scope::Nothing;
use crate::diagnostic::Reporter;
use crate::evaluate::{Evaluator, Frame};
use crate::node::{Node, NodeEntry, NodeKind};
use crate::template::Template;
use crate::token;

/// Whether the argument of a function holds a name that is no plain text.
pub(super) fn is_computed(key: &str, argument: &Node) -> bool {
    let is_map = |node: &Node| node.entries().is_some();
    match key {
        "Ref" => is_map(argument),
        "Fn::GetAtt" => argument
            .items()
            .and_then(<[Node]>::first)
            .is_some_and(is_map),
        _ => false,
    }
}

/// The tree with those names in place. What depends on a parameter without a value is unknown.
pub(super) fn compute(template: &Template, frame: &Frame, reporter: &mut Reporter) -> Node {
    if !has_computed(&template.root) {
        return template.root.clone();
    }
    let mut frame = frame.clone();
    // Only their truth is asked for here; what is wrong with them is reported when they are decided.
    let mut unheard = Reporter::new(template.file.clone());
    conditions::decide(template, &mut frame, &mut unheard);
    let frame = &frame;
    Computer { frame, reporter }.node(&template.root)
}

fn has_computed(node: &Node) -> bool {
    match node.kind() {
        NodeKind::Scalar(_) => false,
        NodeKind::List(items) => items.iter().any(has_computed),
        NodeKind::Map(entries) => {
            let mut entries = entries.iter();
            entries.any(|entry| is_computed(&entry.key, &entry.value) || has_computed(&entry.value))
        }
    }
}

struct Computer<'a> {
    frame: &'a Frame,
    reporter: &'a mut Reporter,
}

impl Computer<'_> {
    fn node(&mut self, node: &Node) -> Node {
        match node.kind() {
            NodeKind::Scalar(_) => node.clone(),
            NodeKind::List(items) => {
                let items = items.iter().map(|item| self.node(item));
                Node::list(node.span(), items.collect())
            }
            NodeKind::Map(entries) => match entries.as_slice() {
                [only] if is_computed(&only.key, &only.value) => self.call(node, only),
                entries => {
                    let entries = entries.iter().map(|entry| self.entry(entry));
                    Node::map(node.span(), entries.collect())
                }
            },
        }
    }

    fn entry(&mut self, entry: &NodeEntry) -> NodeEntry {
        match entry.key.as_str() {
            "Metadata" => entry.clone(),
            _ => NodeEntry {
                value: self.node(&entry.value),
                ..entry.clone()
            },
        }
    }

    fn call(&mut self, node: &Node, call: &NodeEntry) -> Node {
        let (name, rest) = match call.value.items() {
            Some([name, rest @ ..]) => (name, Some(rest)),
            _ => (&call.value, None),
        };
        // Inside of it there may be another one.
        let name = self.node(name);
        let Some(text) = self.text(&name) else {
            return unknown(node);
        };
        let text = Node::string(name.span(), text);
        let argument = match rest {
            Some(rest) => {
                let all = std::iter::once(text).chain(rest.iter().cloned());
                Node::list(call.value.span(), all.collect())
            }
            None => text,
        };
        let call = NodeEntry {
            value: argument,
            ..call.clone()
        };
        Node::map(node.span(), vec![call])
    }

    fn text(&mut self, name: &Node) -> Option<String> {
        let mut evaluator = Evaluator::new(self.frame, &Nothing);
        let text = evaluator.text(name, "a resource's name is text");
        let problems = evaluator.problems.into_iter();
        problems.for_each(|problem| self.reporter.error(problem));
        text.ok().filter(|text| !token::present(text))
    }
}

/// What is known only when the transform runs.
fn unknown(node: &Node) -> Node {
    let nothing = Node::map(node.span(), Vec::new());
    Node::call(node.span(), "Fn::Transform", nothing)
}
