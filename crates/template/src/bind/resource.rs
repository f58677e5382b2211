//! Resources and outputs as the rest of the program sees them.

use serde::Serialize;
use serde_json::Value as Json;

use super::references;
use super::scope::Nothing;
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::{Evaluator, Frame, Truth};
use crate::node::Node;
use crate::position::Span;
use crate::template::Declaration;

/// A resource that exists in the bound template.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Resource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its type, for instance `AWS::Events::Rule`.
    pub type_name: String,
    /// Logical ids of what must exist first: `DependsOn`, and what its properties mention.
    pub depends_on: Vec<String>,
    /// What becomes of it when the stack or the resource is deleted.
    pub deletion_policy: DeletionPolicy,
    /// What becomes of the old one when it is replaced.
    pub update_replace_policy: DeletionPolicy,
    /// Its `Metadata`, as written.
    pub metadata: Option<Json>,
    /// The name of its condition.
    pub condition: Option<String>,
    /// False when its condition is not known, which only happens after an open bind.
    pub certain: bool,
    /// Where the logical id is written.
    pub span: Span,
    /// Where the type is written.
    pub type_span: Span,
}

/// `DeletionPolicy` and `UpdateReplacePolicy`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum DeletionPolicy {
    /// The resource is deleted.
    #[default]
    Delete,
    /// The resource is left alone.
    Retain,
    /// The resource is left alone, unless its own creation is being rolled back.
    RetainExceptOnCreate,
    /// A snapshot is made first.
    Snapshot,
}

/// An output of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its name in the template.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What it is.
    pub description: Option<String>,
    /// The name under which other stacks import it.
    pub export_name: Option<String>,
}

/// The declarations that exist, with their dependencies by name.
pub(super) fn existing(
    declarations: &[Declaration],
    dependencies: Vec<Vec<usize>>,
    frame: &Frame,
    reporter: &mut Reporter,
) -> Vec<Resource> {
    let live = |declaration: &Declaration| {
        references::exists(
            frame,
            declaration
                .condition
                .as_ref()
                .map(|(name, _)| name.as_str()),
        )
    };
    let with_needs = declarations.iter().zip(dependencies);
    with_needs
        .filter(|(declaration, _)| live(declaration))
        .map(|(declaration, needs)| {
            let needed = needs.into_iter().map(|index| &declarations[index]);
            let names = needed
                .filter(|d| live(d))
                .map(|d| d.logical_id.clone())
                .collect();
            resource(declaration, names, frame, reporter)
        })
        .collect()
}

fn resource(
    declaration: &Declaration,
    depends_on: Vec<String>,
    frame: &Frame,
    reporter: &mut Reporter,
) -> Resource {
    let condition = declaration.condition.as_ref().map(|(name, _)| name.clone());
    let certain = condition
        .as_ref()
        .is_none_or(|name| frame.condition(name) == Truth::True);
    let mut policy = |key| deletion_policy(declaration.node.get(key), key, frame, reporter);
    Resource {
        logical_id: declaration.logical_id.clone(),
        type_name: declaration.type_name.clone(),
        depends_on,
        deletion_policy: policy("DeletionPolicy"),
        update_replace_policy: policy("UpdateReplacePolicy"),
        metadata: declaration
            .node
            .get("Metadata")
            .map(|node| metadata(node, frame)),
        condition,
        certain,
        span: declaration.span,
        type_span: declaration.type_span,
    }
}

fn metadata(node: &Node, frame: &Frame) -> Json {
    let value = Evaluator::new(frame, &Nothing).value(node);
    value.map_or(Json::Null, |value| value.to_json())
}

fn deletion_policy(
    node: Option<&Node>,
    key: &str,
    frame: &Frame,
    reporter: &mut Reporter,
) -> DeletionPolicy {
    let Some(node) = node else {
        return DeletionPolicy::Delete;
    };
    let mut evaluator = Evaluator::new(frame, &Nothing);
    let value = evaluator.value(node);
    let text = value
        .as_ref()
        .and_then(|value| value.as_str())
        .unwrap_or_default();
    match text {
        "Delete" => DeletionPolicy::Delete,
        "Retain" => DeletionPolicy::Retain,
        "RetainExceptOnCreate" if key == "DeletionPolicy" => DeletionPolicy::RetainExceptOnCreate,
        "Snapshot" => DeletionPolicy::Snapshot,
        _ if value.as_ref().is_some_and(|value| !value.is_certain()) => DeletionPolicy::Delete,
        other => {
            let known = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
            let message = format!("`{other}` is not a {key}");
            let problem = Problem::new("deletion-policy", node.span(), message);
            reporter.error(problem.suggest(other, known));
            DeletionPolicy::Delete
        }
    }
}
