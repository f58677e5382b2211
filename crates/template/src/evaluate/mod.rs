//! Expressions → values. One evaluator serves deployment and checks: they differ only in what the
//! [`Resolve`] knows about resources, and in what becomes of what it does not know.

mod frame;
mod logic;
mod lookup;
mod network;
#[cfg(test)]
mod tests;
mod text;

use crate::diagnostic::Problem;
use crate::intrinsic::{self, Call};
use crate::node::{Node, NodeKind, Scalar};
use crate::position::Span;
use crate::value::{Entry, Kind, Map, Value};
use crate::yaml;

pub(crate) use crate::truth::Truth;
pub(crate) use frame::Frame;
pub(crate) use logic::named_condition;

/// What the surroundings know about resources; `None` is "not known".
pub(crate) trait Resolve {
    /// What `Ref` of a resource gives.
    fn reference(&self, logical_id: &str) -> Option<Kind>;
    /// What `Fn::GetAtt` of a resource gives.
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Kind>;
    /// The value of another stack's export.
    fn import(&self, name: &str) -> Option<Kind>;
    /// The value of a dynamic reference such as `{{resolve:ssm:/name}}`.
    fn dynamic(&self, reference: &str) -> Option<Kind>;
    /// What stands for a value that is known only after a change. A part of it is the same again.
    fn later(&self) -> Option<&str> {
        None
    }
}

/// Evaluates expressions of one template, collecting what is wrong.
pub(crate) struct Evaluator<'a> {
    pub(crate) frame: &'a Frame,
    pub(crate) resolve: &'a dyn Resolve,
    pub(crate) problems: Vec<Problem>,
}

/// Marks a value whose problem has been reported already.
const REPORTED: &str = "";

impl<'a> Evaluator<'a> {
    pub(crate) fn new(frame: &'a Frame, resolve: &'a dyn Resolve) -> Evaluator<'a> {
        Evaluator {
            frame,
            resolve,
            problems: Vec::new(),
        }
    }

    /// The value of an expression; `None` is `AWS::NoValue`, which removes its property.
    pub(crate) fn value(&mut self, node: &Node) -> Option<Value> {
        let span = node.span();
        let kind = match intrinsic::recognise(node) {
            Some(Ok(call)) => self.call(call, span)?,
            Some(Err(problem)) => self.wrong(problem),
            None => self.data(node),
        };
        Some(Value { span, kind })
    }

    fn data(&mut self, node: &Node) -> Kind {
        match node.kind() {
            NodeKind::Scalar(scalar) => self.scalar(scalar),
            NodeKind::List(items) => {
                Kind::List(items.iter().filter_map(|item| self.value(item)).collect())
            }
            NodeKind::Map(_) if node.get("Fn::Transform").is_some() => {
                made_by_transform(node.get("Fn::Transform"))
            }
            NodeKind::Map(entries) => {
                let entries = entries.iter().filter_map(|entry| {
                    let value = self.value(&entry.value)?;
                    Some(Entry {
                        key: entry.key.clone(),
                        key_span: entry.key_span,
                        value,
                    })
                });
                Kind::Map(Map(entries.collect()))
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar) -> Kind {
        if scalar.text.contains("{{resolve:") {
            let known = self.resolve.dynamic(&scalar.text);
            let why = || format!("dynamic reference `{}`", scalar.text);
            return known.unwrap_or_else(|| Kind::Unknown(why().into()));
        }
        yaml::typed(scalar)
    }

    fn call(&mut self, call: Call<'_>, span: Span) -> Option<Kind> {
        Some(match call {
            Call::Ref(name) => return self.reference(name.text().unwrap_or_default(), span),
            Call::GetAtt {
                resource,
                attribute,
            } => self.get_att(resource, attribute),
            Call::Sub {
                template,
                variables,
            } => self.sub(template, variables),
            Call::Join { delimiter, items } => self.join(delimiter, items),
            Call::Select { index, items } => return self.select(index, items),
            Call::Split { delimiter, source } => self.split(delimiter, source),
            Call::If {
                condition,
                then,
                otherwise,
            } => {
                return self.choose(condition, then, otherwise);
            }
            Call::FindInMap { keys, fallback } => return self.find_in_map(keys, fallback),
            Call::ImportValue(name) => self.import(name),
            Call::Base64(source) => self.base64(source),
            Call::Cidr { block, count, bits } => self.cidr(block, count, bits),
            Call::GetAzs(region) => self.availability_zones(region),
            Call::Transform(node) => made_by_transform(Some(node)),
            Call::ToJsonString(source) => self.json_string(source),
            Call::Length(source) => self.length(source),
            Call::RuleLookup => Kind::Unknown("asks AWS about live resources".into()),
            Call::And(_)
            | Call::Or(_)
            | Call::Not(_)
            | Call::Equals(..)
            | Call::Contains { .. }
            | Call::EachMemberEquals { .. }
            | Call::EachMemberIn { .. } => self.truth_of(call, span).into(),
        })
    }

    /// Evaluates to text: `Err` carries the kind that the whole expression becomes instead.
    pub(crate) fn text(&mut self, node: &Node, role: &str) -> Result<String, Kind> {
        let Some(value) = self.value(node) else {
            return Err(self.wrong_type(node, role, "AWS::NoValue"));
        };
        match value.kind {
            Kind::Unknown(_) => Err(value.kind),
            Kind::List(_) => Err(self.wrong_type(node, role, "a list")),
            Kind::Map(_) => Err(self.wrong_type(node, role, "a map")),
            _ => Ok(value.to_text().unwrap_or_default()),
        }
    }

    /// Evaluates to a list, as [`Evaluator::text`] does to text.
    pub(crate) fn list(&mut self, node: &Node, role: &str) -> Result<Vec<Value>, Kind> {
        let kind = self.value(node).map(|value| value.kind);
        match kind {
            Some(Kind::List(items)) => Ok(items),
            Some(Kind::Unknown(why)) => Err(Kind::Unknown(why)),
            Some(Kind::String(text)) if crate::token::present(&text) => Err(Kind::Unknown(
                format!("`{}`", crate::token::display(&text)).into(),
            )),
            _ => Err(self.wrong_type(node, role, "something else")),
        }
    }

    fn wrong_type(&mut self, node: &Node, role: &str, found: &str) -> Kind {
        self.wrong(Problem::new(
            "wrong-type",
            node.span(),
            format!("{role}, not {found}"),
        ))
    }

    pub(crate) fn wrong(&mut self, problem: Problem) -> Kind {
        self.problems.push(problem);
        Kind::Unknown(REPORTED.into())
    }

    /// The problems found, and one for each part of `value` that is not known.
    pub(crate) fn finish_certain(self, value: &Value) -> Vec<Problem> {
        let mut problems = self.problems;
        collect_unknown(value, &mut problems);
        problems
    }
}

/// What only AWS, or a macro of the account, makes.
fn made_by_transform(transform: Option<&Node>) -> Kind {
    let name = transform.and_then(|node| node.get("Name")?.text());
    let which = name.map_or_else(
        || "a transform".to_owned(),
        |name| format!("transform `{name}`"),
    );
    Kind::Unknown(format!("what {which} makes, which only AWS carries out").into())
}

fn collect_unknown(value: &Value, problems: &mut Vec<Problem>) {
    match &value.kind {
        Kind::Unknown(why) if &**why != REPORTED => {
            problems.push(Problem::new(
                "not-available",
                value.span,
                format!("not available: {why}"),
            ));
        }
        Kind::List(items) => items
            .iter()
            .for_each(|item| collect_unknown(item, problems)),
        Kind::Map(map) => map
            .0
            .iter()
            .for_each(|entry| collect_unknown(&entry.value, problems)),
        _ => {}
    }
}
