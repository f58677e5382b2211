//! Evaluated values: typed, positioned, and honest about what is not known.

use std::sync::Arc;

use serde_json::Number;

use crate::position::Span;
use crate::token;

/// A value with the place it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where the value (or the expression that made it) is written.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// JSON null.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, which may hold [tokens](crate::token).
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A map in source order.
    Map(Map),
    /// Cannot be known from the template; no finding may rest on it.
    Unknown(Arc<str>),
}

/// A map in source order. Lookup is linear: properties have few keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(pub Vec<Entry>);

/// One key with its place, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

impl Map {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The key with its place and its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.key == key)
    }

    /// The keys in source order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.key.as_str())
    }
}

impl Value {
    /// A value at a place.
    pub fn new(span: Span, kind: Kind) -> Value {
        Value { span, kind }
    }

    /// A string at a place.
    pub fn string(span: Span, text: impl Into<String>) -> Value {
        Value::new(span, Kind::String(text.into()))
    }

    /// A value that cannot be known, and why.
    pub fn unknown(span: Span, why: impl Into<Arc<str>>) -> Value {
        Value::new(span, Kind::Unknown(why.into()))
    }

    /// A value from JSON, every part of it at the same place.
    pub fn from_json(span: Span, json: &serde_json::Value) -> Value {
        use serde_json::Value as Json;
        let kind = match json {
            Json::Null => Kind::Null,
            Json::Bool(flag) => Kind::Bool(*flag),
            Json::Number(number) => Kind::Number(number.clone()),
            Json::String(text) => Kind::String(text.clone()),
            Json::Array(items) => Kind::List(
                items
                    .iter()
                    .map(|item| Value::from_json(span, item))
                    .collect(),
            ),
            Json::Object(fields) => Kind::Map(Map(fields
                .iter()
                .map(|(key, value)| Entry {
                    key: key.clone(),
                    key_span: span,
                    value: Value::from_json(span, value),
                })
                .collect())),
        };
        Value::new(span, kind)
    }

    /// The value of a key, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_map()?.get(key)
    }

    /// Follows keys through nested maps.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The map, when it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items, when it is a list.
    pub fn as_list(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::List(items) => Some(items),
            _ => None,
        }
    }

    /// A list's items; anything else is a list of itself, as AWS reads `Action: x` like `[x]`.
    pub fn one_or_many(&self) -> &[Value] {
        match &self.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text of a string, tokens included.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// A number, also when it is written as a string.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.kind {
            Kind::Number(number) => number.as_i64(),
            Kind::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A boolean, also when it is written as a string.
    pub fn as_bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(flag) => Some(*flag),
            Kind::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Kind::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// A scalar as CloudFormation would put it into text; `None` for lists, maps and the unknown.
    pub fn to_text(&self) -> Option<String> {
        match &self.kind {
            Kind::String(text) => Some(text.clone()),
            Kind::Bool(flag) => Some(flag.to_string()),
            Kind::Number(number) => Some(number.to_string()),
            Kind::Null => Some(String::new()),
            Kind::List(_) | Kind::Map(_) | Kind::Unknown(_) => None,
        }
    }

    /// Whether this very value cannot be known.
    pub fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown(_))
    }

    /// The first part that cannot be known, tokens not counted.
    pub fn first_unknown(&self) -> Option<&Value> {
        match &self.kind {
            Kind::Unknown(_) => Some(self),
            Kind::List(items) => items.iter().find_map(Value::first_unknown),
            Kind::Map(map) => map.0.iter().find_map(|entry| entry.value.first_unknown()),
            _ => None,
        }
    }

    /// Whether nothing in it is unknown and no text holds a token.
    pub fn is_certain(&self) -> bool {
        match &self.kind {
            Kind::Unknown(_) => false,
            Kind::String(text) => !token::present(text),
            Kind::List(items) => items.iter().all(Value::is_certain),
            Kind::Map(map) => map.0.iter().all(|entry| entry.value.is_certain()),
            _ => true,
        }
    }

    /// The value as JSON; unknown parts become null, so ask [`Value::first_unknown`] first.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.kind {
            Kind::Null | Kind::Unknown(_) => Json::Null,
            Kind::Bool(flag) => Json::Bool(*flag),
            Kind::Number(number) => Json::Number(number.clone()),
            Kind::String(text) => Json::String(text.clone()),
            Kind::List(items) => items.iter().map(Value::to_json).collect(),
            Kind::Map(map) => Json::Object(
                map.0
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.to_json()))
                    .collect(),
            ),
        }
    }
}
