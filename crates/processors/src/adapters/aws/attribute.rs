//! JSON values as DynamoDB attributes and back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Number, Value};

use crate::seams::{Item, Key};

pub(super) fn attributes(item: &Item) -> HashMap<String, AttributeValue> {
    item.iter()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

pub(super) fn key(key: &Key) -> HashMap<String, AttributeValue> {
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(key.pk.clone())),
        ("sk".to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

pub(super) fn attribute(value: &Value) -> AttributeValue {
    match value {
        Value::Null => AttributeValue::Null(true),
        Value::Bool(bool) => AttributeValue::Bool(*bool),
        Value::Number(number) => AttributeValue::N(number.to_string()),
        Value::String(text) => AttributeValue::S(text.clone()),
        Value::Array(items) => AttributeValue::L(items.iter().map(attribute).collect()),
        Value::Object(fields) => AttributeValue::M(attributes(fields)),
    }
}

/// A row in the order of its names: DynamoDB keeps none.
pub(super) fn item(attributes: HashMap<String, AttributeValue>) -> Item {
    let mut fields: Vec<_> = attributes.into_iter().collect();
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields
        .into_iter()
        .map(|(name, attribute)| (name, value(attribute)))
        .collect::<Map<_, _>>()
}

/// The processors write no sets and no binary values; what others wrote of those reads as null.
fn value(attribute: AttributeValue) -> Value {
    match attribute {
        AttributeValue::Bool(bool) => Value::Bool(bool),
        AttributeValue::N(number) => number
            .parse::<Number>()
            .map_or(Value::String(number), Value::Number),
        AttributeValue::S(text) => Value::String(text),
        AttributeValue::L(items) => items.into_iter().map(value).collect(),
        AttributeValue::M(fields) => Value::Object(item(fields)),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(written in json_value()) {
            prop_assert_eq!(value(attribute(&written)), written);
        }
    }

    #[test]
    fn fractions_survive_as_dynamodb_writes_them() {
        assert_eq!(value(AttributeValue::N("0.72".into())), json!(0.72));
        assert_eq!(attribute(&json!(0.72)), AttributeValue::N("0.72".into()));
    }
}
