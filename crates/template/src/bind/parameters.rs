//! Given values against declared parameters.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Problem, Reporter};
use crate::position::Span;
use crate::template::{ParameterDecl, ParameterType, Template};
use crate::token;
use crate::value::{Kind, Value};

pub(super) fn bind(
    template: &Template,
    given: &BTreeMap<String, String>,
    open: bool,
    reporter: &mut Reporter,
) -> HashMap<String, Kind> {
    reject_unknown(template, given, reporter);
    let mut bound = HashMap::new();
    for decl in template.parameters() {
        match given.get(&decl.name).or(decl.default.as_ref()) {
            Some(text) => {
                for problem in violations(decl, text) {
                    reporter.error(problem);
                }
                bound.insert(decl.name.clone(), typed(decl, text));
            }
            None if open => {
                bound.insert(decl.name.clone(), Kind::String(token::opaque(&decl.name)));
            }
            None => reporter.error(missing(decl)),
        }
    }
    bound
}

fn reject_unknown(template: &Template, given: &BTreeMap<String, String>, reporter: &mut Reporter) {
    for name in given.keys() {
        if template.parameters().any(|decl| decl.name == *name) {
            continue;
        }
        let at = template
            .root
            .entry("Parameters")
            .map_or(Span::default(), |e| e.key_span);
        let message = format!("the template has no parameter `{name}`");
        let known = template.parameters().map(|decl| decl.name.as_str());
        reporter.error(Problem::new("unknown-parameter", at, message).suggest(name, known));
    }
}

fn missing(decl: &ParameterDecl) -> Problem {
    let message = format!("parameter `{}` needs a value: it has no default", decl.name);
    Problem::new("missing-parameter", decl.span, message).hint(format!("give {}=VALUE", decl.name))
}

fn typed(decl: &ParameterDecl, text: &str) -> Kind {
    match decl.kind {
        ParameterType::Text | ParameterType::Number => Kind::String(text.to_owned()),
        ParameterType::TextList | ParameterType::NumberList => {
            let items = text
                .split(',')
                .map(|item| Value::string(decl.span, item.trim()));
            Kind::List(if text.is_empty() {
                Vec::new()
            } else {
                items.collect()
            })
        }
        ParameterType::Stored => {
            Kind::Unknown(format!("the stored parameter `{text}` (`{}`)", decl.type_name).into())
        }
    }
}

impl ParameterDecl {
    /// Whether this one value is allowed.
    #[must_use]
    pub fn takes(&self, value: &str) -> bool {
        reason(self, value).is_none()
    }
}

fn violations(decl: &ParameterDecl, text: &str) -> Vec<Problem> {
    let list = matches!(
        decl.kind,
        ParameterType::TextList | ParameterType::NumberList
    );
    let values: Vec<&str> = if list {
        text.split(',').map(str::trim).collect()
    } else {
        vec![text]
    };
    values
        .into_iter()
        .filter_map(|value| violation(decl, value))
        .collect()
}

fn violation(decl: &ParameterDecl, value: &str) -> Option<Problem> {
    let shown = if decl.no_echo { "****" } else { value };
    let reason = reason(decl, value)?;
    let message = format!("parameter `{}` cannot be `{shown}`: {reason}", decl.name);
    let problem = Problem::new("parameter-value", decl.span, message);
    Some(match &decl.constraint_description {
        Some(description) => problem.hint(description.clone()),
        None => problem,
    })
}

fn reason(decl: &ParameterDecl, value: &str) -> Option<String> {
    if !decl.allowed_values.is_empty() && !decl.allowed_values.iter().any(|v| v == value) {
        return Some(format!("allowed are {}", decl.allowed_values.join(", ")));
    }
    if let Some(pattern) = decl.allowed_pattern.as_deref()
        && !matches_whole(pattern, value)
    {
        return Some(format!("it must match `{pattern}`"));
    }
    match decl.kind {
        ParameterType::Number | ParameterType::NumberList => number_reason(decl, value),
        _ => length_reason(decl, value),
    }
}

/// Patterns that use Java syntax the engine lacks (look-around, classes by name) are not checked
/// here: CloudFormation will.
fn matches_whole(pattern: &str, value: &str) -> bool {
    regex_lite::Regex::new(&format!("^(?:{pattern})$")).map_or(true, |regex| regex.is_match(value))
}

fn number_reason(decl: &ParameterDecl, value: &str) -> Option<String> {
    let Ok(number) = value.parse::<f64>() else {
        return Some("it must be a number".into());
    };
    match (decl.min_value, decl.max_value) {
        (Some(least), _) if number < least => Some(format!("the least is {least}")),
        (_, Some(most)) if number > most => Some(format!("the most is {most}")),
        _ => None,
    }
}

fn length_reason(decl: &ParameterDecl, value: &str) -> Option<String> {
    let length = value.chars().count();
    match (decl.min_length, decl.max_length) {
        (Some(least), _) if length < least => Some(format!("at least {least} characters")),
        (_, Some(most)) if length > most => Some(format!("at most {most} characters")),
        _ => None,
    }
}
