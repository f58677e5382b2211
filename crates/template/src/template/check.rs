//! What can be said about a template before its parameters are known.

use super::declaration::Declaration;
use crate::diagnostic::{Problem, Reporter};
use crate::intrinsic;
use crate::node::{Node, NodeEntry, NodeKind};

const SECTIONS: &[&str] = &[
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Rules",
    "Mappings",
    "Conditions",
    "Transform",
    "Hooks",
    "Globals",
    "Resources",
    "Outputs",
];

/// Checks the sections and, in those that hold expressions, every intrinsic function.
pub(super) fn sections(root: &Node, reporter: &mut Reporter) {
    let Some(entries) = root.entries() else {
        let message = format!("a template is a map of sections, not {}", root.describe());
        reporter.error(Problem::new("not-a-template", root.span(), message));
        return;
    };
    for entry in entries {
        section(entry, reporter);
    }
    if root.get("Resources").is_none() {
        reporter.error(Problem::new(
            "no-resources",
            root.span().start_only(),
            "the template has no `Resources` section",
        ));
    }
}

fn section(entry: &NodeEntry, reporter: &mut Reporter) {
    let name = entry.key.as_str();
    match name {
        "Resources" => resources(&entry.value, reporter),
        "Conditions" | "Outputs" | "Rules" | "Hooks" | "Globals" => {
            if must_be_map(entry, reporter) {
                calls(&entry.value, reporter);
            }
            if name == "Outputs" {
                outputs(&entry.value, reporter);
            }
        }
        "Parameters" | "Mappings" | "Metadata" => {
            must_be_map(entry, reporter);
        }
        known if SECTIONS.contains(&known) => {}
        unknown => reporter.error(
            Problem::new(
                "unknown-section",
                entry.key_span,
                format!("unknown section `{unknown}` at the top of the template"),
            )
            .suggest(unknown, SECTIONS.iter().copied()),
        ),
    }
}

fn resources(node: &Node, reporter: &mut Reporter) {
    let entries = node.entries().unwrap_or_default();
    if entries.is_empty() {
        let problem = Problem::new(
            "no-resources",
            node.span(),
            "`Resources` declares no resource",
        );
        reporter.error(problem);
    }
    for entry in entries {
        if entry.key.starts_with("Fn::") {
            calls(&entry.value, reporter);
        } else {
            Declaration::read(entry, reporter);
        }
    }
    calls(node, reporter);
}

fn outputs(node: &Node, reporter: &mut Reporter) {
    let declared = node.entries().unwrap_or_default().iter();
    for entry in declared.filter(|e| !e.key.starts_with("Fn::") && e.value.get("Value").is_none()) {
        let message = format!("output `{}` has no `Value`", entry.key);
        reporter.error(Problem::new(
            "output-without-value",
            entry.key_span,
            message,
        ));
    }
}

fn must_be_map(entry: &NodeEntry, reporter: &mut Reporter) -> bool {
    if entry.value.entries().is_some() {
        return true;
    }
    let message = format!(
        "`{}` must be a map, not {}",
        entry.key,
        entry.value.describe()
    );
    reporter.error(Problem::new(
        "section-not-a-map",
        entry.value.span(),
        message,
    ));
    false
}

/// Reports every malformed or unknown intrinsic function below a node.
pub(super) fn calls(node: &Node, reporter: &mut Reporter) {
    if let Some(Err(problem)) = intrinsic::recognise(node) {
        reporter.error(problem);
        return;
    }
    match node.kind() {
        NodeKind::Scalar(_) => {}
        NodeKind::List(items) => items.iter().for_each(|item| calls(item, reporter)),
        NodeKind::Map(entries) => {
            let nested = entries.iter().filter(|entry| entry.key != "Metadata");
            nested.for_each(|entry| calls(&entry.value, reporter));
        }
    }
}
