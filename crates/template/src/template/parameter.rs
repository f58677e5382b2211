//! The `Parameters` section.

use crate::diagnostic::{Problem, Reporter};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

/// A declared parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterDecl {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ParameterType,
    /// The type as written, for instance `List<AWS::EC2::Subnet::Id>`.
    pub type_name: String,
    /// The default as text.
    pub default: Option<String>,
    /// The only values allowed; empty when any is.
    pub allowed_values: Vec<String>,
    /// A regular expression that the whole value must match.
    pub allowed_pattern: Option<String>,
    /// Fewest characters.
    pub min_length: Option<usize>,
    /// Most characters.
    pub max_length: Option<usize>,
    /// Smallest number.
    pub min_value: Option<f64>,
    /// Largest number.
    pub max_value: Option<f64>,
    /// Whether its value must not be shown.
    pub no_echo: bool,
    /// What it is for.
    pub description: Option<String>,
    /// What to say when a constraint is not met.
    pub constraint_description: Option<String>,
    /// Where its name is written.
    pub span: Span,
}

/// The kinds of parameter that are treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// `String`, and AWS-specific types that are a string.
    Text,
    /// `Number`.
    Number,
    /// `CommaDelimitedList`, and `List<…>` of AWS-specific types.
    TextList,
    /// `List<Number>`.
    NumberList,
    /// `AWS::SSM::Parameter::Value<…>`: the value is the name of a stored parameter.
    Stored,
}

const ATTRIBUTES: &[&str] = &[
    "Type",
    "Default",
    "AllowedValues",
    "AllowedPattern",
    "MinLength",
    "MaxLength",
    "MinValue",
    "MaxValue",
    "NoEcho",
    "Description",
    "ConstraintDescription",
];

pub(super) fn read_all(root: &Node, reporter: &mut Reporter) -> Vec<ParameterDecl> {
    let entries = root
        .get("Parameters")
        .and_then(Node::entries)
        .unwrap_or_default();
    entries
        .iter()
        .filter_map(|entry| read(entry, reporter))
        .collect()
}

fn read(entry: &NodeEntry, reporter: &mut Reporter) -> Option<ParameterDecl> {
    let Some(attributes) = entry.value.entries() else {
        let message = format!("parameter `{}` must be a map", entry.key);
        reporter.error(Problem::new(
            "parameter-not-a-map",
            entry.value.span(),
            message,
        ));
        return None;
    };
    attributes
        .iter()
        .for_each(|attribute| check_attribute(&entry.key, attribute, reporter));
    let type_name = entry.value.get("Type").and_then(Node::text);
    if type_name.is_none() {
        let message = format!("parameter `{}` has no `Type`", entry.key);
        reporter
            .error(Problem::new("no-type", entry.key_span, message).hint("for instance String"));
    }
    let field = Fields(&entry.value);
    let type_name = type_name?.to_owned();
    Some(ParameterDecl {
        name: entry.key.clone(),
        kind: kind(&type_name, entry, reporter)?,
        type_name,
        default: field.text("Default"),
        allowed_values: field.texts("AllowedValues"),
        allowed_pattern: field.text("AllowedPattern"),
        min_length: field.number("MinLength"),
        max_length: field.number("MaxLength"),
        min_value: field.number("MinValue"),
        max_value: field.number("MaxValue"),
        no_echo: field
            .text("NoEcho")
            .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        description: field.text("Description"),
        constraint_description: field.text("ConstraintDescription"),
        span: entry.key_span,
    })
}

fn check_attribute(parameter: &str, attribute: &NodeEntry, reporter: &mut Reporter) {
    let key = attribute.key.as_str();
    if !ATTRIBUTES.contains(&key) {
        let message = format!("parameter `{parameter}` has an unknown attribute `{key}`");
        let problem = Problem::new("unknown-attribute", attribute.key_span, message);
        reporter.error(problem.suggest(key, ATTRIBUTES.iter().copied()));
    }
}

fn kind(name: &str, entry: &NodeEntry, reporter: &mut Reporter) -> Option<ParameterType> {
    Some(match name {
        "String" => ParameterType::Text,
        "Number" => ParameterType::Number,
        "List<Number>" => ParameterType::NumberList,
        "CommaDelimitedList" | "List<String>" => ParameterType::TextList,
        _ if name.starts_with("AWS::SSM::Parameter::Value<") => ParameterType::Stored,
        _ if name.starts_with("List<AWS::") => ParameterType::TextList,
        _ if name.starts_with("AWS::") => ParameterType::Text,
        other => {
            let known = ["String", "Number", "List<Number>", "CommaDelimitedList"];
            let message = format!("parameter `{}` has the unknown type `{other}`", entry.key);
            let at = entry.value.get("Type").map_or(entry.key_span, Node::span);
            reporter.error(Problem::new("parameter-type", at, message).suggest(other, known));
            return None;
        }
    })
}

/// Scalar attributes of a parameter.
struct Fields<'a>(&'a Node);

impl Fields<'_> {
    fn text(&self, key: &str) -> Option<String> {
        self.0.get(key)?.text().map(str::to_owned)
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let items = self.0.get(key).and_then(Node::items).unwrap_or_default();
        items
            .iter()
            .filter_map(Node::text)
            .map(str::to_owned)
            .collect()
    }

    fn number<N: std::str::FromStr>(&self, key: &str) -> Option<N> {
        self.0.get(key)?.text()?.parse().ok()
    }
}
