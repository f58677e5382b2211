//! The resources of a template with everything evaluated that can be before it is deployed.

mod catalogue;
mod named;
pub(crate) mod physical;

use std::collections::HashMap;
use std::sync::Arc;

use crate::bind::{Bound, Pseudo, Resource};
use crate::diagnostic::Diagnostics;
use crate::evaluate::Evaluator;
use crate::position::Span;
use crate::template::Declaration;
use crate::value::{Kind, Map, Value};

pub use named::{Named, named};
pub use physical::Identity;
use physical::Predictions;

/// A template's resources, symbolically evaluated. References to resources are their predicted
/// names and ARNs, so that two ways to name the same thing compare equal; what AWS makes up is a
/// [token](crate::token) and what cannot be known is [`Kind::Unknown`].
#[derive(Clone, Debug)]
pub struct Model {
    /// The template's name.
    pub file: Arc<str>,
    /// Where the stack is, or tokens.
    pub pseudo: Pseudo,
    /// The resources in source order.
    pub resources: Vec<ModelResource>,
    /// Whether a transform (`AWS::Include`) adds resources that are not known here.
    pub included: bool,
    /// What AWS accepts but is probably not meant.
    pub warnings: Diagnostics,
    index: HashMap<String, usize>,
}

/// One resource of a [`Model`].
#[derive(Clone, Debug)]
pub struct ModelResource {
    /// What the bound template says about it.
    pub declared: Resource,
    /// Its properties; an empty map when it has none.
    pub properties: Value,
    /// Its predicted name, ARN and reference.
    pub identity: Identity,
}

impl ModelResource {
    /// The resource's type, for instance `AWS::Events::Rule`.
    pub fn type_name(&self) -> &str {
        &self.declared.type_name
    }

    /// A property, when it is set.
    pub fn get(&self, property: &str) -> Option<&Value> {
        self.properties.get(property)
    }

    /// Where the resource's logical id is written.
    pub fn span(&self) -> Span {
        self.declared.span
    }
}

impl Model {
    /// One resource by its logical id.
    pub fn resource(&self, logical_id: &str) -> Option<&ModelResource> {
        self.index.get(logical_id).map(|at| &self.resources[*at])
    }

    /// The resources of a type.
    pub fn of_type<'m>(&'m self, type_name: &'m str) -> impl Iterator<Item = &'m ModelResource> {
        self.resources
            .iter()
            .filter(move |resource| resource.type_name() == type_name)
    }
}

impl Bound {
    /// Evaluates every property as far as it can be known without a deployment.
    pub fn symbolic(&self) -> Model {
        let predictions = Predictions::new(self);
        let resources: Vec<_> = self
            .resources()
            .iter()
            .map(|declared| ModelResource {
                declared: declared.clone(),
                properties: properties(self, &predictions, &declared.logical_id),
                identity: predictions.identity(&declared.logical_id),
            })
            .collect();
        let ids = resources.iter().enumerate();
        let index = ids
            .map(|(at, r)| (r.declared.logical_id.clone(), at))
            .collect();
        Model {
            file: self.frame.file.clone(),
            pseudo: self.frame.pseudo.clone(),
            included: self.frame.included,
            warnings: self.warnings(),
            resources,
            index,
        }
    }

    pub(crate) fn declaration(&self, logical_id: &str) -> Option<&Declaration> {
        self.frame
            .resources
            .get(logical_id)
            .map(|at| &self.declarations[*at])
    }
}

/// Problems are dropped here: binding has reported those that are certain.
fn properties(bound: &Bound, predictions: &Predictions<'_>, logical_id: &str) -> Value {
    let declaration = bound.declaration(logical_id);
    let node = declaration.and_then(Declaration::properties);
    let value = node.and_then(|node| Evaluator::new(&bound.frame, predictions).value(node));
    let span = declaration
        .map(|declaration| declaration.span)
        .unwrap_or_default();
    value.unwrap_or_else(|| Value::new(span, Kind::Map(Map::default())))
}

#[cfg(test)]
mod tests;
