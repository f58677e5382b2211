//! Why an event matches a pattern, or why not.

mod words;

use crate::event::{Event, Field};
use crate::matching::{branch_matches, field_matches, may_be_absent};
use crate::pattern::{Branch, Condition, Pattern};
use serde::Serialize;

/// The verdict with its reasons; `Display` says it in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Whether the event matches.
    pub matched: bool,
    /// If it does not: for each alternative of `$or` (one if there is none), the first field that
    /// fails, in the order of the paths.
    pub reasons: Vec<Reason>,
    /// How many alternatives the pattern has.
    pub alternatives: usize,
}

/// Why one alternative does not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Which alternative, from 1.
    pub alternative: usize,
    /// The dotted path of the field.
    pub path: String,
    /// What the pattern wants there, as JSON.
    pub expected: String,
    /// What the event has there.
    pub found: Found,
}

/// What an event has at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "values")]
pub enum Found {
    /// No such field.
    Missing,
    /// An object or an array of objects: no leaf.
    NotALeaf,
    /// These values, as JSON, at most eight of them.
    Values(Vec<String>),
    /// Values that satisfy the pattern, but in an element of an array other than the one that
    /// satisfies the fields before.
    OtherElement(Vec<String>),
}

/// How many values are shown.
const MAX_VALUES: usize = 8;

/// How many alternatives are explained.
const MAX_REASONS: usize = 20;

/// Explains whether the event matches the pattern.
pub fn explain(pattern: &Pattern, event: &Event) -> Explanation {
    let branches = pattern.branches();
    let matched = pattern.matches(event);
    let reasons = match matched {
        true => Vec::new(),
        false => branches
            .iter()
            .enumerate()
            .take(MAX_REASONS)
            .map(|(i, branch)| reason(i + 1, branch, event))
            .collect(),
    };
    Explanation {
        matched,
        reasons,
        alternatives: branches.len(),
    }
}

fn reason(alternative: usize, branch: &Branch, event: &Event) -> Reason {
    let failing = branch.conditions.iter().find(|c| !holds_alone(c, event));
    let (condition, found) = match failing {
        Some(condition) => (condition, found(condition, event)),
        None => inconsistent(branch, event),
    };
    Reason {
        alternative,
        path: condition.path.to_string(),
        expected: expected(condition),
        found,
    }
}

fn expected(condition: &Condition) -> String {
    let matchers: Vec<String> = condition.matchers.iter().map(ToString::to_string).collect();
    format!("[{}]", matchers.join(","))
}

fn holds_alone(condition: &Condition, event: &Event) -> bool {
    let alone = Branch {
        conditions: vec![condition.clone()],
    };
    branch_matches(&alone, event)
}

/// Each condition holds, but not together: the first that the ones before it rule out.
fn inconsistent<'a>(branch: &'a Branch, event: &Event) -> (&'a Condition, Found) {
    let mut tried = Branch {
        conditions: Vec::new(),
    };
    for condition in &branch.conditions {
        tried.conditions.push(condition.clone());
        if !branch_matches(&tried, event) {
            let fields = event.fields_at(&condition.path);
            let satisfying = fields
                .iter()
                .filter(|field| field_matches(condition, &field.value));
            let values = shown(satisfying);
            let absent = values.is_empty() && may_be_absent(&condition.matchers);
            let values = if absent { shown(fields.iter()) } else { values };
            return (condition, Found::OtherElement(values));
        }
    }
    let last = branch.conditions.len() - 1;
    (&branch.conditions[last], Found::OtherElement(Vec::new()))
}

fn found(condition: &Condition, event: &Event) -> Found {
    let fields = event.fields_at(&condition.path);
    if !fields.is_empty() {
        return Found::Values(shown(fields.iter()));
    }
    let inside = format!("{}.", condition.path);
    match event.paths().iter().any(|path| path.starts_with(&inside)) {
        true => Found::NotALeaf,
        false => Found::Missing,
    }
}

fn shown<'a>(fields: impl Iterator<Item = &'a Field>) -> Vec<String> {
    fields
        .take(MAX_VALUES)
        .map(|field| field.value.to_string())
        .collect()
}
