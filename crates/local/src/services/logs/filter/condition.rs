//! Conditions on a JSON document.

use serde_json::Value;

use super::{regular::Regular, selector::Selector};
use crate::services::text::like;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare(Selector, Operator, Operand),
    IsNull(Selector),
    Is(Selector, bool),
    Absent(Selector),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// What a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Number(f64),
    /// A number that a word is compared with, which is text.
    Column(f64),
    /// With `*` for any text.
    Text(String),
    Regular(Regular),
}

impl Condition {
    /// Whether the condition holds for a document.
    pub(crate) fn holds(&self, document: &Value) -> bool {
        match self {
            Self::All(conditions) => conditions.iter().all(|one| one.holds(document)),
            Self::Any(conditions) => conditions.iter().any(|one| one.holds(document)),
            Self::Compare(selector, operator, operand) => {
                let values = selector.values(document);
                values
                    .into_iter()
                    .any(|value| compare(value, *operator, operand))
            }
            Self::IsNull(selector) => selector
                .values(document)
                .iter()
                .any(|value| value.is_null()),
            Self::Is(selector, wanted) => {
                let values = selector.values(document);
                values.iter().any(|value| value.as_bool() == Some(*wanted))
            }
            Self::Absent(selector) => selector.values(document).is_empty(),
        }
    }
}

fn compare(value: &Value, operator: Operator, operand: &Operand) -> bool {
    match operator {
        Operator::Equal => equals(value, operand),
        Operator::NotEqual => !equals(value, operand),
        _ => match (value.as_f64(), operand) {
            (Some(left), Operand::Number(right)) => orders(left, operator, *right),
            (_, Operand::Column(right)) => {
                let left = value.as_str().and_then(|text| text.parse().ok());
                left.is_some_and(|left| orders(left, operator, *right))
            }
            _ => false,
        },
    }
}

fn orders(left: f64, operator: Operator, right: f64) -> bool {
    match operator {
        Operator::Less => left < right,
        Operator::AtMost => left <= right,
        Operator::Greater => left > right,
        Operator::AtLeast => left >= right,
        Operator::Equal | Operator::NotEqual => false,
    }
}

fn equals(value: &Value, operand: &Operand) -> bool {
    match (value, operand) {
        // `*` alone is any value, a number too.
        (value, Operand::Text(text)) if text == "*" => !value.is_null(),
        (Value::Number(number), Operand::Number(wanted)) => number.as_f64() == Some(*wanted),
        (Value::String(text), Operand::Text(pattern)) => like(pattern, text),
        (Value::String(text), Operand::Regular(expression)) => expression.is_match(text),
        (Value::String(text), Operand::Number(wanted) | Operand::Column(wanted)) => {
            text.parse() == Ok(*wanted)
        }
        (Value::Bool(flag), Operand::Text(text)) => flag.to_string() == *text,
        (Value::Null, Operand::Text(text)) => text == "null",
        _ => false,
    }
}
