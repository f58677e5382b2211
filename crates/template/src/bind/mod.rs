//! A template with its parameters fixed.

mod conditions;
mod dependence;
pub(crate) mod extensions;
mod foreach;
mod names;
mod order;
mod parameters;
mod pseudo;
mod references;
mod resource;
mod rules;
mod scope;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Diagnostics, Problem, Reporter};
use crate::evaluate::{Evaluator, Frame, Truth};
use crate::node::{Node, NodeEntry};
use crate::position::Span;
use crate::sam;
use crate::template::{Declaration, Template};
use crate::token;
use crate::value::{Kind, Value};

pub use dependence::Dependence;
pub use pseudo::Pseudo;
pub use resource::{DeletionPolicy, Output, Resource};
pub use scope::Scope;
use scope::ScopeResolve;

/// A template whose parameters, mappings and conditions are decided and whose SAM resources are
/// expanded. Cheap to keep: it shares the template's tree.
#[derive(Clone, Debug)]
pub struct Bound {
    template: Template,
    pub(crate) frame: Frame,
    pub(crate) declarations: Vec<Declaration>,
    resources: Vec<Resource>,
    /// Logical id → index into `resources`.
    by_id: HashMap<String, usize>,
    outputs: Node,
    warnings: Diagnostics,
}

impl Bound {
    pub(crate) fn new(
        template: &Template,
        given: &BTreeMap<String, String>,
        pseudo: &Pseudo,
        open: bool,
    ) -> Result<Bound, Diagnostics> {
        let mut reporter = Reporter::new(template.file.clone());
        let parameters = parameters::bind(template, given, open, &mut reporter);
        // Conditions and references mean nothing while parameters are wrong.
        let (parameters, _) = reporter.finish(parameters)?;
        let mut reporter = Reporter::new(template.file.clone());
        let mut frame = Frame {
            file: template.file.clone(),
            source: template.source.clone(),
            parameters,
            pseudo: pseudo.clone(),
            mappings: mappings(template),
            conditions: Default::default(),
            resources: Default::default(),
            included: !template.macros().is_empty(),
        };
        let root = extensions::expand(template, &frame, &mut reporter);
        let known = |name: &str| frame.parameter(name).filter(|text| !token::present(text));
        let root = sam::expand(&root, open, &known, &mut reporter);
        let template = &Template {
            root,
            ..template.clone()
        };
        let declarations = declare(template.section("Resources"), &mut frame, &mut reporter);
        conditions::decide(template, &mut frame, &mut reporter);
        if !open {
            rules::check(template, &frame, &mut reporter);
        }
        let outputs = template.root.get("Outputs").cloned();
        let outputs = outputs.unwrap_or_else(|| Node::map(Default::default(), Vec::new()));
        let dependencies =
            references::check(template, &frame, &declarations, &outputs, &mut reporter);
        let resources = resource::existing(&declarations, dependencies, &frame, &mut reporter);
        let bound = Bound {
            template: template.clone(),
            frame,
            declarations,
            by_id: resources
                .iter()
                .enumerate()
                .map(|(at, r)| (r.logical_id.clone(), at))
                .collect(),
            resources,
            outputs,
            warnings: Diagnostics::default(),
        };
        let (bound, warnings) = reporter.finish(bound)?;
        Ok(Bound { warnings, ..bound })
    }

    /// The template that was bound.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// What AWS accepts but is probably not meant, the template's own warnings included.
    pub fn warnings(&self) -> Diagnostics {
        let own = self.warnings.iter();
        let mut all: Vec<_> = self.template.warnings.iter().chain(own).cloned().collect();
        all.sort_by_key(|warning| warning.span.start);
        Diagnostics(all)
    }

    /// The resources whose condition holds (or, after [`Template::bind_open`], may hold).
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// One of [`Bound::resources`].
    pub fn resource(&self, logical_id: &str) -> Option<&Resource> {
        self.by_id.get(logical_id).map(|at| &self.resources[*at])
    }

    /// The value of a parameter as text, lists joined with commas.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.frame.parameter(name)
    }

    /// Where a property is written, by its path such as `Code.S3Key`: of the longest part of the
    /// path that stands in the template as it is.
    pub fn property_span(&self, logical_id: &str, path: &str) -> Option<Span> {
        let declaration = self.declaration(logical_id)?;
        let (mut node, mut span) = (declaration.properties()?, None);
        for name in path.split('.') {
            let items = node.items().unwrap_or(std::slice::from_ref(node));
            let Some(entry) = items.iter().find_map(|item| item.entry(name)) else {
                break;
            };
            (node, span) = (&entry.value, Some(entry.key_span));
        }
        span
    }

    /// Whether a condition holds; `None` when there is no such condition or it is not known.
    pub fn condition(&self, name: &str) -> Option<bool> {
        match self.frame.conditions.get(name)? {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown => None,
        }
    }

    /// The resources' logical ids so that each comes after what it depends on; otherwise in source
    /// order. The error names the ring.
    pub fn creation_order(&self) -> Result<Vec<String>, Diagnostics> {
        order::creation_order(&self.resources, &self.frame.file)
    }

    /// A resource's properties as JSON, for its creation.
    ///
    /// Errors: a property that needs what `scope` does not know, or whose functions do not apply.
    pub fn evaluate_properties(
        &self,
        logical_id: &str,
        scope: &dyn Scope,
    ) -> Result<serde_json::Value, Diagnostics> {
        let found = self
            .frame
            .resources
            .get(logical_id)
            .map(|at| &self.declarations[*at]);
        match found.and_then(Declaration::properties) {
            Some(properties) => {
                let value = self.certain(properties, scope)?;
                Ok(value.map_or_else(|| serde_json::json!({}), |value| value.to_json()))
            }
            None => Ok(serde_json::json!({})),
        }
    }

    /// The outputs whose condition holds.
    pub fn outputs(&self, scope: &dyn Scope) -> Result<Vec<Output>, Diagnostics> {
        let entries = self.outputs.entries().unwrap_or_default();
        let live = entries
            .iter()
            .filter(|entry| self.output_exists(&entry.value));
        live.map(|entry| self.output(entry, scope)).collect()
    }

    fn output(&self, entry: &NodeEntry, scope: &dyn Scope) -> Result<Output, Diagnostics> {
        let export = entry
            .value
            .get("Export")
            .and_then(|export| export.get("Name"));
        let text =
            |node: Option<&Node>| node.map(|node| self.certain_text(node, scope)).transpose();
        Ok(Output {
            name: entry.key.clone(),
            value: text(entry.value.get("Value"))?.unwrap_or_default(),
            description: text(entry.value.get("Description"))?,
            export_name: text(export)?,
        })
    }

    fn certain_text(&self, node: &Node, scope: &dyn Scope) -> Result<String, Diagnostics> {
        let value = self.certain(node, scope)?;
        value.and_then(|value| value.to_text()).ok_or_else(|| {
            let mut reporter = Reporter::new(self.frame.file.clone());
            reporter.error(Problem::new(
                "wrong-type",
                node.span(),
                "an output must be text",
            ));
            reporter.failed()
        })
    }

    fn output_exists(&self, output: &Node) -> bool {
        let condition = output.get("Condition").and_then(Node::text);
        condition.is_none_or(|name| self.frame.condition(name) != Truth::False)
    }

    /// Evaluates with nothing left unknown.
    fn certain(&self, node: &Node, scope: &dyn Scope) -> Result<Option<Value>, Diagnostics> {
        let resolve = ScopeResolve(scope);
        let mut evaluator = Evaluator::new(&self.frame, &resolve);
        let value = evaluator.value(node);
        let whole = value.clone().unwrap_or(Value::new(node.span(), Kind::Null));
        let mut reporter = Reporter::new(self.frame.file.clone());
        evaluator
            .finish_certain(&whole)
            .into_iter()
            .for_each(|problem| reporter.error(problem));
        Ok(reporter.finish(value)?.0)
    }
}

fn is_transform(entry: &NodeEntry) -> bool {
    entry.key == "Fn::Transform"
}

fn mappings(template: &Template) -> HashMap<String, Node> {
    let entries = template.section("Mappings").iter();
    entries
        .map(|entry| (entry.key.clone(), entry.value.clone()))
        .collect()
}

fn declare(entries: &[NodeEntry], frame: &mut Frame, reporter: &mut Reporter) -> Vec<Declaration> {
    let declared = entries.iter().filter(|entry| !is_transform(entry));
    let declarations: Vec<_> = declared
        .filter_map(|entry| Declaration::read(entry, reporter))
        .collect();
    for (index, declaration) in declarations.iter().enumerate() {
        let id = &declaration.logical_id;
        if frame.parameters.contains_key(id) {
            let message = format!("`{id}` is a parameter and a resource");
            reporter.error(Problem::new("name-used-twice", declaration.span, message));
        }
        frame.resources.insert(id.clone(), index);
    }
    declarations
}
