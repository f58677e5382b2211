//! Can a value that a schema allows pass a test?

use super::Answer;
use super::schema::{Places, allows};
use crate::event::Value;
use crate::matching::field_matches;
use crate::pattern::{Condition, Excluded, Matcher, NumericRange};
use crate::value::number;
use serde_json::Value as Json;

/// The leaves that one schema allows.
#[derive(Debug)]
pub(super) struct Possible {
    /// All of them, if the schema lists them.
    listed: Option<Vec<Value>>,
    string: bool,
    number: bool,
    boolean: bool,
    null: bool,
    /// Keywords that restrict strings in ways not understood here.
    restricted_strings: bool,
    low: Option<f64>,
    high: Option<f64>,
    /// Only whole numbers.
    integer: bool,
    /// Objects, and arrays that may be empty, are no leaves.
    pub(super) may_be_no_leaf: bool,
}

impl Possible {
    pub(super) fn of(schema: &Json) -> Self {
        let list = schema.get("enum").and_then(Json::as_array);
        let list = list
            .map(Vec::as_slice)
            .or_else(|| schema.get("const").map(std::slice::from_ref));
        let bound = |keys: [&str; 2]| {
            keys.iter()
                .find_map(|k| schema.get(*k).and_then(Json::as_f64))
        };
        let keywords = ["pattern", "format", "minLength", "maxLength", "not", "if"];
        Self {
            listed: list.map(|list| list.iter().filter_map(scalar).collect()),
            string: allows(schema, "string"),
            number: allows(schema, "number") || allows(schema, "integer"),
            boolean: allows(schema, "boolean"),
            null: allows(schema, "null"),
            restricted_strings: keywords.iter().any(|k| schema.get(*k).is_some()),
            low: bound(["minimum", "exclusiveMinimum"]),
            high: bound(["maximum", "exclusiveMaximum"]),
            integer: !allows(schema, "number"),
            may_be_no_leaf: match list {
                Some(list) => list.iter().any(|v| scalar(v).is_none()),
                None => allows(schema, "object") || allows(schema, "array"),
            },
        }
    }

    fn is_any(&self) -> bool {
        match &self.listed {
            Some(list) => !list.is_empty(),
            None => self.string || self.number || self.boolean || self.null,
        }
    }
}

fn scalar(json: &Json) -> Option<Value> {
    Some(match json {
        Json::String(text) => Value::String(text.clone()),
        Json::Number(n) => Value::Number(n.to_string(), number::comparable(&n.to_string())),
        Json::Bool(value) => Value::Bool(*value),
        Json::Null => Value::Null,
        _ => return None,
    })
}

pub(super) fn can_match(condition: &Condition, places: &Places) -> Answer {
    if places.unclear {
        return Answer::Unknown;
    }
    let absent = condition
        .matchers
        .iter()
        .any(|m| matches!(m, Matcher::Exists(false)));
    if absent && places.optional {
        return Answer::Yes;
    }
    let answers: Vec<Option<bool>> = places
        .possible
        .iter()
        .map(|possible| passes(condition, possible))
        .collect();
    if answers.contains(&Some(true)) {
        return Answer::Yes;
    }
    if places.open || answers.contains(&None) {
        return Answer::Unknown;
    }
    Answer::No(reason(condition, places))
}

fn reason(condition: &Condition, places: &Places) -> String {
    let path = &condition.path;
    let wanted: Vec<String> = condition.matchers.iter().map(ToString::to_string).collect();
    if !places.possible.iter().any(Possible::is_any) {
        return format!("the schema has no value at {path}");
    }
    format!(
        "no value that the schema allows at {path} matches [{}]",
        wanted.join(",")
    )
}

/// `None` when it cannot be told.
fn passes(condition: &Condition, possible: &Possible) -> Option<bool> {
    if let Some(list) = &possible.listed {
        return Some(list.iter().any(|value| field_matches(condition, value)));
    }
    let answers: Vec<Option<bool>> = condition
        .matchers
        .iter()
        .map(|m| matcher_passes(m, possible))
        .collect();
    if answers.contains(&Some(true)) {
        return Some(true);
    }
    if answers.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn matcher_passes(matcher: &Matcher, possible: &Possible) -> Option<bool> {
    match matcher {
        Matcher::Exists(true) => Some(possible.is_any()),
        Matcher::Exists(false) => Some(false),
        Matcher::Null => Some(possible.null),
        Matcher::Bool(_) => Some(possible.boolean),
        Matcher::Number(_) | Matcher::Numeric(_) if !possible.number => Some(false),
        Matcher::Number(n) => n.value.map(|value| in_bounds(possible, value)),
        Matcher::Numeric(range) => overlaps(possible, range),
        Matcher::AnythingBut(excluded) => but(excluded, possible),
        _ => match (possible.string, possible.restricted_strings) {
            (false, _) => Some(false),
            (true, true) => None,
            (true, false) => Some(true),
        },
    }
}

fn but(excluded: &Excluded, possible: &Possible) -> Option<bool> {
    let other_type = match excluded {
        Excluded::Numbers(_) => possible.string,
        _ => possible.number,
    };
    if other_type || possible.null || possible.boolean {
        return Some(true);
    }
    match (possible.string, possible.restricted_strings, excluded) {
        (true, false, Excluded::Wildcards(_)) | (true, true, _) => None,
        (true, false, _) => Some(true),
        (false, ..) if possible.number => None,
        _ => Some(false),
    }
}

fn in_bounds(possible: &Possible, value: f64) -> bool {
    possible.low.is_none_or(|low| value >= low)
        && possible.high.is_none_or(|high| value <= high)
        && (!possible.integer || value.fract() == 0.0)
}

/// Touching ends, and whole numbers in a narrow range, are left open.
fn overlaps(possible: &Possible, range: &NumericRange) -> Option<bool> {
    let low = range.low().map(|(low, _)| low);
    let high = range.high().map(|(high, _)| high);
    if range.equals {
        return low.map(|value| in_bounds(possible, value));
    }
    let bottom = low
        .into_iter()
        .chain(possible.low)
        .fold(f64::NEG_INFINITY, f64::max);
    let top = high
        .into_iter()
        .chain(possible.high)
        .fold(f64::INFINITY, f64::min);
    match (bottom < top, possible.integer && top - bottom <= 1.0) {
        (true, false) => Some(true),
        (true, true) => None,
        (false, _) => {
            if bottom == top {
                None
            } else {
                Some(false)
            }
        }
    }
}
