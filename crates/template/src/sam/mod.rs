//! The SAM transform (`AWS::Serverless-2016-10-31`): serverless resources → what they stand for.
//!
//! Logical ids, names and properties are those of AWS's own translator, so that references to
//! generated resources (`!GetAtt WorkRole.Arn`, `!Ref ServerlessRestApi`) work. Every generated
//! resource carries the position of what it was made from.

mod api;
mod connectors;
mod deployment;
mod destination;
mod events;
mod function;
mod globals;
mod layer;
mod make;
mod policies;
mod references;
mod role;
mod source;
mod state_machine;
mod table;
mod templates;

use std::collections::HashMap;

use crate::diagnostic::{Problem, Reporter};
use crate::node::{Node, NodeEntry};
use make::Make;
use source::Source;

pub(crate) const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

/// The tree with its serverless resources expanded; the same tree when it does not ask for it.
/// With `open`, what cannot be expanded here becomes unknown; otherwise it is left out.
/// `parameter` gives the values of parameters that are known.
pub(crate) fn expand(
    root: &Node,
    open: bool,
    parameter: &dyn Fn(&str) -> Option<String>,
    reporter: &mut Reporter,
) -> Node {
    if !is_declared(root) {
        report_undeclared(root, reporter);
        return root.clone();
    }
    let resources = root
        .get("Resources")
        .and_then(Node::entries)
        .unwrap_or_default();
    let globals = root.get("Globals");
    let mut expansion = Expansion::new(open, parameter, reporter);
    for entry in resources {
        expansion.resource(entry, globals);
    }
    let made = expansion.finish(globals);
    references::rename(with_resources(root, made.resources), &made.renamed)
}

fn is_declared(root: &Node) -> bool {
    let Some(transform) = root.get("Transform") else {
        return false;
    };
    let names = transform.items().unwrap_or(std::slice::from_ref(transform));
    names.iter().any(|name| name.text() == Some(TRANSFORM))
}

fn report_undeclared(root: &Node, reporter: &mut Reporter) {
    let resources = root
        .get("Resources")
        .and_then(Node::entries)
        .unwrap_or_default();
    let types = resources.iter().filter_map(|entry| entry.value.get("Type"));
    let serverless = types.filter(|node| {
        node.text()
            .is_some_and(|name| name.starts_with("AWS::Serverless::"))
    });
    for node in serverless {
        let message = format!(
            "`{}` needs the SAM transform",
            node.text().unwrap_or_default()
        );
        let problem = Problem::new("sam-transform", node.span(), message);
        reporter.error(problem.hint(format!("add `Transform: {TRANSFORM}` to the template")));
    }
}

fn with_resources(root: &Node, resources: Vec<NodeEntry>) -> Node {
    let sections = root.entries().unwrap_or_default().iter();
    let kept = sections
        .filter(|section| section.key != "Globals")
        .map(|section| {
            if section.key == "Resources" {
                let value = Node::map(section.value.span(), resources.clone());
                NodeEntry {
                    value,
                    ..section.clone()
                }
            } else {
                section.clone()
            }
        });
    Node::map(root.span(), kept.collect())
}

/// What has been made so far.
struct Expansion<'r> {
    reporter: &'r mut Reporter,
    open: bool,
    parameter: &'r dyn Fn(&str) -> Option<String>,
    resources: Vec<NodeEntry>,
    /// Bucket → the notifications that functions ask of it.
    notifications: Vec<events::BucketNotification>,
    apis: api::Implicit,
    /// `Function.Alias` → the logical id of what was made.
    renamed: HashMap<String, String>,
}

impl<'r> Expansion<'r> {
    fn new(
        open: bool,
        parameter: &'r dyn Fn(&str) -> Option<String>,
        reporter: &'r mut Reporter,
    ) -> Expansion<'r> {
        Expansion {
            reporter,
            open,
            parameter,
            resources: Vec::new(),
            notifications: Vec::new(),
            apis: api::Implicit::default(),
            renamed: HashMap::new(),
        }
    }

    fn resource(&mut self, entry: &NodeEntry, globals: Option<&Node>) {
        let type_name = entry
            .value
            .get("Type")
            .and_then(Node::text)
            .unwrap_or_default();
        connectors::expand(self, entry);
        let Some(kind) = type_name.strip_prefix("AWS::Serverless::") else {
            self.resources.push(connectors::without(entry));
            return;
        };
        let properties = globals::merged(kind, entry, globals);
        let source = Source { entry, properties };
        match kind {
            "Function" => function::expand(self, &source),
            "SimpleTable" => table::expand(self, &source),
            "StateMachine" => state_machine::expand(self, &source),
            "Api" => api::rest(self, &source),
            "HttpApi" => api::http(self, &source),
            "LayerVersion" => layer::expand(self, &source),
            _ => self.unexpanded(entry, type_name),
        }
    }

    /// Applications, connectors and the like stay as they are: what they allow or create is unknown.
    fn unexpanded(&mut self, entry: &NodeEntry, type_name: &str) {
        let message = format!("`{type_name}` is not expanded: what it makes is not known here");
        self.warn("sam-not-expanded", entry.key_span, message);
        self.resources.push(entry.clone());
    }

    /// What a text says, or the parameter that it refers to.
    fn text(&self, node: &Node) -> Option<String> {
        match node.get("Ref").and_then(Node::text) {
            Some(parameter) => (self.parameter)(parameter),
            None => node.text().map(str::to_owned),
        }
    }

    fn warn(&mut self, code: &'static str, span: crate::position::Span, message: String) {
        self.reporter.warning(Problem::new(code, span, message));
    }

    /// Whether nothing of this logical id was made.
    fn is_new(&self, logical_id: &str) -> bool {
        self.resources.iter().all(|made| made.key != logical_id)
    }

    fn add(&mut self, make: Make) {
        self.resources.push(make.finish());
    }

    fn wrong(&mut self, code: &'static str, entry: &NodeEntry, message: String, known: &[&str]) {
        let problem = Problem::new(code, entry.key_span, message);
        let problem = problem.suggest(&entry.key, known.iter().copied());
        self.reporter.error(problem);
    }

    /// A property that nothing is known of: wrong when it is like one that is, since then that is
    /// meant.
    fn unknown_property(&mut self, entry: &NodeEntry, message: String, known: &[&str]) {
        let code = "sam-property";
        match crate::suggest::nearest(&entry.key, known.iter().copied()) {
            Some(_) => self.wrong(code, entry, message, known),
            None => self.warn(code, entry.key_span, message),
        }
    }

    fn finish(mut self, globals: Option<&Node>) -> Self {
        events::notify_buckets(&mut self.resources, std::mem::take(&mut self.notifications));
        let apis = std::mem::take(&mut self.apis);
        apis.expand(&mut self, globals);
        self
    }
}

#[cfg(test)]
mod tests;
