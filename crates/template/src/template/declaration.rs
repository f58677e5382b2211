//! A resource's declaration, apart from its properties.

use crate::diagnostic::{Problem, Reporter};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

const ATTRIBUTES: &[&str] = &[
    "Type",
    "Properties",
    "DependsOn",
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "Metadata",
    "Connectors",
    "IgnoreGlobals",
];

/// A resource as declared.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) logical_id: String,
    /// Where the logical id is written.
    pub(crate) span: Span,
    pub(crate) type_name: String,
    pub(crate) type_span: Span,
    pub(crate) condition: Option<(String, Span)>,
    pub(crate) depends_on: Vec<(String, Span)>,
    pub(crate) node: Node,
}

impl Declaration {
    /// Reads one entry of `Resources`; what is wrong is reported.
    pub(crate) fn read(entry: &NodeEntry, reporter: &mut Reporter) -> Option<Declaration> {
        check_logical_id(entry, reporter);
        let Some(attributes) = entry.value.entries() else {
            let message = format!("resource `{}` must be a map", entry.key);
            reporter.error(Problem::new(
                "resource-not-a-map",
                entry.value.span(),
                message,
            ));
            return None;
        };
        attributes
            .iter()
            .for_each(|attribute| check_attribute(entry, attribute, reporter));
        let (type_name, type_span) = resource_type(entry, reporter)?;
        Some(Declaration {
            logical_id: entry.key.clone(),
            span: entry.key_span,
            type_name,
            type_span,
            condition: entry.value.get("Condition").and_then(name),
            depends_on: depends_on(entry, reporter),
            node: entry.value.clone(),
        })
    }

    pub(crate) fn properties(&self) -> Option<&Node> {
        self.node.get("Properties")
    }
}

fn name(node: &Node) -> Option<(String, Span)> {
    Some((node.text()?.to_owned(), node.span()))
}

fn check_logical_id(entry: &NodeEntry, reporter: &mut Reporter) {
    if entry.key.is_empty() || !entry.key.chars().all(|c| c.is_ascii_alphanumeric()) {
        let message = format!(
            "logical id `{}` may have only letters and digits",
            entry.key
        );
        reporter.error(Problem::new("logical-id", entry.key_span, message));
    }
}

fn check_attribute(resource: &NodeEntry, attribute: &NodeEntry, reporter: &mut Reporter) {
    let key = attribute.key.as_str();
    if ATTRIBUTES.contains(&key) || key.starts_with("Fn::") {
        return;
    }
    let logical_id = &resource.key;
    let kind = resource.value.get("Type").and_then(Node::text);
    if key == "Version" && kind.is_some_and(is_custom) {
        return;
    }
    let mut message = format!("resource `{logical_id}` has an unknown attribute `{key}`");
    let is_serverless = kind.is_some_and(|kind| kind.starts_with("AWS::Serverless::"));
    if is_serverless {
        message += ", which SAM leaves out";
    }
    let problem = Problem::new("unknown-attribute", attribute.key_span, message);
    let problem = problem.suggest(key, ATTRIBUTES.iter().copied());
    if is_serverless {
        reporter.warning(problem);
    } else {
        reporter.error(problem);
    }
}

/// Custom resources alone have a `Version`.
fn is_custom(kind: &str) -> bool {
    kind == "AWS::CloudFormation::CustomResource" || kind.starts_with("Custom::")
}

fn resource_type(entry: &NodeEntry, reporter: &mut Reporter) -> Option<(String, Span)> {
    let found = entry.value.get("Type");
    let named = found.and_then(name).filter(|(text, _)| !text.is_empty());
    if named.is_none() {
        let at = found.map_or(entry.key_span, Node::span);
        let message = format!("resource `{}` has no `Type`", entry.key);
        reporter.error(Problem::new("no-type", at, message).hint("for instance AWS::SQS::Queue"));
    }
    named
}

fn depends_on(entry: &NodeEntry, reporter: &mut Reporter) -> Vec<(String, Span)> {
    let Some(node) = entry.value.get("DependsOn") else {
        return Vec::new();
    };
    let names = node.items().unwrap_or(std::slice::from_ref(node));
    let mut found = Vec::with_capacity(names.len());
    for item in names {
        match name(item) {
            Some(named) => found.push(named),
            None => {
                let message = format!("`DependsOn` of `{}` takes logical ids", entry.key);
                reporter.error(Problem::new("depends-on", item.span(), message));
            }
        }
    }
    found
}
