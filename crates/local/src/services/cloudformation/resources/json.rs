//! Small tools for the documents that handlers pass on.

use serde_json::{Map, Value as Json};

use crate::protocol::value::Value;

/// The members of `from` that are there, under the same names.
pub(super) fn pick(from: &Json, members: &[&str]) -> Json {
    let picked = members.iter().filter_map(|name| {
        let value = from.get(*name).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    });
    Json::Object(picked.collect())
}

/// The text of a member.
pub(super) fn text<'a>(from: &'a Json, member: &str) -> &'a str {
    from[member].as_str().unwrap_or_default()
}

/// A scalar as text: templates write numbers and booleans either way.
pub(super) fn scalar(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Every scalar as text. CloudFormation gives a property the type that its resource wants, and a
/// service's input takes a number or a boolean from text.
pub(super) fn all_text(value: Value) -> Value {
    match value {
        Value::Bool(flag) => Value::Text(flag.to_string()),
        Value::Int(number) => Value::Text(number.to_string()),
        Value::Float(number) => Value::Text(number.to_string()),
        Value::List(items) => Value::List(items.into_iter().map(all_text).collect()),
        Value::Map(members) => {
            let members = members.into_iter();
            Value::Map(
                members
                    .map(|(name, inner)| (name, all_text(inner)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// A document as text: policies and patterns may be given as either.
pub(super) fn document(value: &Json) -> Json {
    match value {
        Json::Null | Json::String(_) => value.clone(),
        other => Json::String(other.to_string()),
    }
}

/// Sets a member unless the value is null.
pub(super) fn set(into: &mut Json, member: &str, value: Json) {
    if !value.is_null() {
        into[member] = value;
    }
}

/// `ApiId` → `apiId`, at the top and in nested structures, except inside `untouched` members.
pub(super) fn camel(value: &Json, untouched: &[&str]) -> Json {
    match value {
        Json::Object(members) => {
            let lowered = members.iter().map(|(name, inner)| {
                let inner = if untouched.contains(&name.as_str()) {
                    inner.clone()
                } else {
                    camel(inner, untouched)
                };
                (lower_first(name), inner)
            });
            Json::Object(lowered.collect::<Map<_, _>>())
        }
        Json::Array(items) => items.iter().map(|item| camel(item, untouched)).collect(),
        other => other.clone(),
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// `apiId` → `ApiId`, the other way.
pub(super) fn pascal(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let raised = members
                .iter()
                .map(|(name, inner)| (upper_first(name), pascal(inner)));
            Json::Object(raised.collect::<Map<_, _>>())
        }
        Json::Array(items) => items.iter().map(pascal).collect(),
        other => other.clone(),
    }
}

fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Texts of a list.
pub(super) fn texts(value: &Json) -> Vec<String> {
    value.as_array().into_iter().flatten().map(scalar).collect()
}
