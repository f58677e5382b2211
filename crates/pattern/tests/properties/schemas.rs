//! Random JSON Schemas with finitely many values, and all those values.

use crate::generate::{self, Json, Object};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Larger sets of values are cut off.
pub(crate) const MOST: usize = 500;

const NAMES: &[&str] = &["a", "b", "c", "a.b", "source"];

fn scalar() -> impl Strategy<Value = Value> {
    let values = [
        json!("a"),
        json!("ab"),
        json!(""),
        json!("10.0.0.1"),
        json!(0),
        json!(1.5),
    ];
    prop_oneof![
        prop::sample::select(values.to_vec()),
        Just(json!(null)),
        any::<bool>().prop_map(Value::Bool),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    let nested = json!({"b": "a", "c": [1.5]});
    prop_oneof![
        4 => prop::collection::vec(scalar(), 1..3).prop_map(|list| json!({ "enum": list })),
        2 => scalar().prop_map(|value| json!({ "const": value })),
        1 => Just(json!({ "const": nested })),
        1 => Just(json!({ "type": "boolean" })),
        1 => Just(json!({ "type": "null" })),
        1 => Just(json!({ "$ref": "#/$defs/shared" })),
    ]
}

fn object(member: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let members = prop::collection::btree_map(prop::sample::select(NAMES), member, 1..5);
    (members, any::<u8>()).prop_map(|(members, required)| {
        let is_required = |(at, _): &(usize, &&str)| required >> at & 1 == 1;
        let required: Vec<&str> = members
            .keys()
            .enumerate()
            .filter(is_required)
            .map(|(_, name)| *name)
            .collect();
        json!({
            "type": "object", "properties": members, "required": required,
            "additionalProperties": false,
        })
    })
}

/// A pattern about the few fields that the schemas have.
pub(crate) fn pattern() -> impl Strategy<Value = Object> {
    let name = || prop::sample::select(NAMES).prop_map(str::to_string);
    let inner = prop::collection::vec((name(), generate::leaf()), 1..3).prop_map(Json::Object);
    let value = prop_oneof![3 => generate::leaf(), 1 => inner];
    prop::collection::vec((name(), value), 1..3)
}

/// A schema of the whole event.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    let member = leaf().prop_recursive(2, 10, 3, |inner| {
        prop_oneof![
            3 => object(inner.clone()),
            1 => inner.clone().prop_map(|items| json!({"type": "array", "items": items, "maxItems": 2})),
            1 => prop::collection::vec(inner, 1..3).prop_map(|any| json!({ "anyOf": any })),
        ]
    });
    (object(member), leaf()).prop_map(|(mut event, shared)| {
        let shared = match shared.get("$ref") {
            Some(_) => json!({ "const": "a" }),
            None => shared,
        };
        event["$defs"] = json!({ "shared": shared });
        event
    })
}

/// All values that the schema allows, and whether that is all.
pub(crate) fn values(schema: &Value, root: &Value) -> (Vec<Value>, bool) {
    let mut all = every(schema, root);
    let complete = all.len() <= MOST;
    all.truncate(MOST);
    (all, complete)
}

fn every(schema: &Value, root: &Value) -> Vec<Value> {
    if schema.get("$ref").is_some() {
        return every(&root["$defs"]["shared"], root);
    }
    if let Some(list) = schema.get("enum").and_then(Value::as_array) {
        return list.clone();
    }
    if let Some(value) = schema.get("const") {
        return vec![value.clone()];
    }
    if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
        return any.iter().flat_map(|one| every(one, root)).collect();
    }
    match schema["type"].as_str() {
        Some("boolean") => vec![json!(true), json!(false)],
        Some("null") => vec![Value::Null],
        Some("array") => lists(&every(&schema["items"], root)),
        _ => objects(schema, root),
    }
}

fn lists(items: &[Value]) -> Vec<Value> {
    let ones = items.iter().map(|one| json!([one]));
    let twos = items
        .iter()
        .flat_map(|one| items.iter().map(move |two| json!([one, two])));
    std::iter::once(json!([]))
        .chain(ones)
        .chain(twos)
        .take(MOST + 1)
        .collect()
}

fn objects(schema: &Value, root: &Value) -> Vec<Value> {
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let mut all = vec![Map::new()];
    for (name, member) in properties {
        let choices = every(member, root);
        let optional = !required.contains(&json!(name));
        let without = if optional { all.clone() } else { Vec::new() };
        let with = all.iter().flat_map(|object| {
            choices.iter().map(move |choice| {
                let mut object = object.clone();
                object.insert(name.clone(), choice.clone());
                object
            })
        });
        all = without.into_iter().chain(with).take(MOST + 1).collect();
    }
    all.into_iter().map(Value::Object).collect()
}
