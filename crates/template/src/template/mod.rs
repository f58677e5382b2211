//! A template as written: its sections, before any parameter is known.

mod artifacts;
mod check;
mod declaration;
mod parameter;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bind::{Bound, Pseudo, extensions};
use crate::diagnostic::{Diagnostics, Problem, Reporter};
use crate::node::{Node, NodeEntry};
use crate::position::Span;
use crate::sam;

pub use artifacts::Artifact;
pub(crate) use declaration::Declaration;
pub use parameter::{ParameterDecl, ParameterType};

/// The transforms that are carried out here.
const OWN_TRANSFORMS: [&str; 2] = [sam::TRANSFORM, extensions::TRANSFORM];

/// A template that has been read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Template {
    pub(crate) file: Arc<str>,
    pub(crate) source: Arc<str>,
    pub(crate) root: Node,
    pub(crate) parameters: Arc<[ParameterDecl]>,
    pub(crate) warnings: Diagnostics,
}

impl Template {
    /// Reads YAML or JSON. `name` is what diagnostics call the template.
    ///
    /// Errors: text that is not YAML, tabs in the indentation, unknown sections and resource
    /// attributes, unknown or malformed intrinsic functions. References are checked when parameters
    /// are known, by [`Template::bind`], because the SAM transform adds resources. A duplicate key
    /// is a warning.
    pub fn parse(name: &str, text: &str) -> Result<Template, Diagnostics> {
        let file: Arc<str> = Arc::from(name);
        let mut reporter = Reporter::new(file.clone());
        let Some(root) = crate::yaml::read(text, &mut reporter) else {
            return Err(reporter.failed());
        };
        check::sections(&root, &mut reporter);
        let parameters = parameter::read_all(&root, &mut reporter);
        let ((), warnings) = reporter.finish(())?;
        let source = Arc::from(text);
        Ok(Template {
            file,
            source,
            root,
            parameters: parameters.into(),
            warnings,
        })
    }

    /// The name given to [`Template::parse`].
    pub fn name(&self) -> &str {
        &self.file
    }

    /// The text that was read, for excerpts.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What AWS accepts but is probably not meant.
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The declared parameters in source order.
    pub fn parameters(&self) -> impl Iterator<Item = &ParameterDecl> {
        self.parameters.iter()
    }

    /// The `Description` section.
    pub fn description(&self) -> Option<&str> {
        self.root.get("Description")?.text()
    }

    /// The names in the `Transform` section.
    pub fn transforms(&self) -> Vec<&str> {
        match self.root.get("Transform") {
            Some(node) => match node.items() {
                Some(items) => items.iter().filter_map(Node::text).collect(),
                None => node.text().into_iter().collect(),
            },
            None => Vec::new(),
        }
    }

    /// The whole template as JSON, functions by their long names, without its `Transform` section.
    pub fn to_json(&self) -> serde_json::Value {
        let mut json = self.root.to_json();
        if let Some(sections) = json.as_object_mut() {
            sections.remove("Transform");
        }
        json
    }

    /// Transforms that only AWS carries out, with their places: macros and `AWS::Include`, in the
    /// `Transform` section or among the resources. What they make is not known here.
    pub fn macros(&self) -> Vec<(String, Span)> {
        let section = self.root.get("Transform").into_iter();
        let named = section.flat_map(|node| match node.items() {
            Some(items) => items.iter().collect(),
            None => vec![node],
        });
        let resources = self.section("Resources").iter();
        let included = resources.filter(|entry| entry.key == "Fn::Transform");
        let all = named.chain(included.map(|entry| &entry.value));
        let name = |node: &Node| {
            let name = node.text().or_else(|| node.get("Name")?.text());
            (name.unwrap_or("without a name").to_owned(), node.span())
        };
        all.map(name)
            .filter(|(name, _)| !OWN_TRANSFORMS.contains(&name.as_str()))
            .collect()
    }

    /// Fixes the parameters and decides everything that depends only on them.
    ///
    /// Errors: missing, unknown or disallowed parameters; references to what does not exist;
    /// conditions that refer to each other in a ring; a failed assertion of the `Rules` section.
    pub fn bind(
        &self,
        given: &BTreeMap<String, String>,
        pseudo: &Pseudo,
    ) -> Result<Bound, Diagnostics> {
        Bound::new(self, given, pseudo, false)
    }

    /// Like [`Template::bind`], but a parameter without a value becomes a [token](crate::token):
    /// equal to itself and otherwise unknown. For checks that run without a deployment's values.
    pub fn bind_open(
        &self,
        given: &BTreeMap<String, String>,
        pseudo: &Pseudo,
    ) -> Result<Bound, Diagnostics> {
        Bound::new(self, given, pseudo, true)
    }

    /// The entries of a section; empty when it is absent or not a map.
    pub(crate) fn section(&self, name: &str) -> &[NodeEntry] {
        self.root
            .get(name)
            .and_then(Node::entries)
            .unwrap_or_default()
    }

    /// Narrows a problem about `part` of a longer text to where that part stands.
    pub(crate) fn narrow(&self, mut problem: Problem, part: &str) -> Problem {
        problem.span = problem.span.narrow(&self.source, part);
        problem
    }
}
