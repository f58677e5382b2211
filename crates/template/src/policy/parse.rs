//! Policy documents → statements.

use std::fmt;

use super::Policy;
use super::condition::Condition;
use super::statement::{Effect, Names, Principals, Statement};
use crate::position::Span;
use crate::value::{Kind, Map, Value};

/// Why a document is not a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PolicyError {}

const STATEMENT_KEYS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub(super) fn policy(document: &Value) -> Result<Policy, PolicyError> {
    if let Kind::String(text) = &document.kind {
        let json = serde_json::from_str(text)
            .map_err(|error| wrong(document, format!("the policy is not JSON: {error}")))?;
        return policy(&Value::from_json(document.span, &json));
    }
    let map = document
        .as_map()
        .ok_or_else(|| wrong(document, "a policy is a map"))?;
    let statements = map
        .get("Statement")
        .ok_or_else(|| wrong(document, "no Statement"))?;
    let parsed: Result<Vec<_>, _> = statements.one_or_many().iter().map(statement).collect();
    Ok(Policy {
        statements: parsed?,
    })
}

fn statement(value: &Value) -> Result<Statement, PolicyError> {
    if value.is_unknown() {
        return Ok(unknown_statement(value.span));
    }
    let map = value
        .as_map()
        .ok_or_else(|| wrong(value, "a statement is a map"))?;
    check_keys(map)?;
    let effect = match map.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => {
            return Err(wrong(
                map.get("Effect").unwrap_or(value),
                "Effect is Allow or Deny",
            ));
        }
    };
    let actions = names(map, "Action", "NotAction");
    Ok(Statement {
        sid: map.get("Sid").and_then(Value::to_text),
        effect,
        principals: principals(map)?,
        actions: actions.ok_or_else(|| wrong(value, "the statement has no Action"))?,
        resources: names(map, "Resource", "NotResource"),
        conditions: map
            .get("Condition")
            .map(conditions)
            .transpose()?
            .unwrap_or_default(),
        span: Some(value.span),
    })
}

/// May allow anything: decisions that would rest on it come out unknown.
fn unknown_statement(span: Span) -> Statement {
    let anything = Names {
        patterns: Vec::new(),
        negated: false,
        incomplete: true,
    };
    Statement {
        sid: None,
        effect: Effect::Allow,
        principals: None,
        actions: anything,
        resources: None,
        conditions: Vec::new(),
        span: Some(span),
    }
}

fn check_keys(map: &Map) -> Result<(), PolicyError> {
    let unknown = map
        .0
        .iter()
        .find(|entry| !STATEMENT_KEYS.contains(&entry.key.as_str()));
    match unknown {
        Some(entry) => Err(PolicyError {
            message: format!("a statement has no element `{}`", entry.key),
            span: entry.key_span,
        }),
        None => Ok(()),
    }
}

fn names(map: &Map, key: &str, negated_key: &str) -> Option<Names> {
    let (value, negated) = match (map.get(key), map.get(negated_key)) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return None,
    };
    let (patterns, incomplete) = texts(value);
    Some(Names {
        patterns,
        negated,
        incomplete,
    })
}

/// The texts of a value or list, and whether some were not known.
fn texts(value: &Value) -> (Vec<String>, bool) {
    let items = value.one_or_many();
    let known: Vec<String> = items.iter().filter_map(Value::to_text).collect();
    let incomplete = known.len() < items.len();
    (known, incomplete)
}

fn principals(map: &Map) -> Result<Option<Principals>, PolicyError> {
    let (value, negated) = match (map.get("Principal"), map.get("NotPrincipal")) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return Ok(None),
    };
    let mut found = Principals {
        negated,
        ..Principals::default()
    };
    match &value.kind {
        Kind::String(text) if text == "*" => found.everyone = true,
        Kind::Unknown(_) => found.incomplete = true,
        Kind::Map(kinds) => {
            for entry in &kinds.0 {
                add_principals(&mut found, &entry.key, &entry.value);
            }
        }
        _ => {
            return Err(wrong(
                value,
                "a principal is \"*\" or a map such as {Service: …}",
            ));
        }
    }
    Ok(Some(found))
}

fn add_principals(found: &mut Principals, kind: &str, value: &Value) {
    let (names, incomplete) = texts(value);
    found.incomplete |= incomplete;
    match kind {
        "Service" => found.services.extend(names),
        "AWS" => {
            found.everyone |= names.iter().any(|name| name == "*");
            found.aws.extend(names);
        }
        // Federated and canonical users never deliver events.
        _ => {}
    }
}

fn conditions(value: &Value) -> Result<Vec<Condition>, PolicyError> {
    if value.is_unknown() {
        return Ok(vec![Condition::unknown()]);
    }
    let operators = value
        .as_map()
        .ok_or_else(|| wrong(value, "Condition is a map of operators"))?;
    let mut found = Vec::new();
    for operator in &operators.0 {
        let keys = operator.value.as_map();
        let keys = keys.ok_or_else(|| wrong(&operator.value, "an operator has a map of keys"))?;
        for key in &keys.0 {
            let (values, incomplete) = texts(&key.value);
            let (operator, key) = (operator.key.clone(), key.key.clone());
            found.push(Condition {
                operator,
                key,
                values,
                incomplete,
            });
        }
    }
    Ok(found)
}

fn wrong(value: &Value, message: impl Into<String>) -> PolicyError {
    PolicyError {
        message: message.into(),
        span: value.span,
    }
}
