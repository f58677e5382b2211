//! Event patterns, also those of which a part is not known.

use coagent_pattern::Pattern;
use serde_json::{Value as Json, json};

use crate::value::{Kind, Value};
use crate::wiring::RulePattern;

/// Reads a pattern written as a map or as JSON text.
///
/// Fields whose values are not known are replaced by `{"exists": true}`, and what is wholly unknown
/// is left out, so that the pattern matches at least what the deployed one will.
pub fn read_pattern(value: &Value) -> RulePattern {
    let certain = value.is_certain();
    let text = match &value.kind {
        Kind::String(text) => text.clone(),
        _ => opened(value).unwrap_or_else(|| json!({})).to_string(),
    };
    // An empty pattern is what a wholly unknown one becomes; the service would refuse it.
    let pattern = Pattern::parse(if text == "{}" && !certain {
        ANYTHING
    } else {
        &text
    });
    RulePattern {
        text,
        certain,
        span: Some(value.span),
        pattern,
    }
}

/// Every event has a source.
const ANYTHING: &str = r#"{"source":[{"exists":true}]}"#;

fn opened(value: &Value) -> Option<Json> {
    match &value.kind {
        Kind::Unknown(_) => None,
        Kind::List(items) if items.iter().all(is_leaf) && !value.is_certain() => {
            Some(json!([{ "exists": true }]))
        }
        Kind::List(items) => Some(items.iter().filter_map(opened).collect()),
        Kind::Map(map) => {
            let fields: serde_json::Map<_, _> = map
                .0
                .iter()
                .filter_map(|entry| Some((entry.key.clone(), opened(&entry.value)?)))
                .collect();
            // A map that became empty said only what is not known.
            (!fields.is_empty() || map.0.is_empty()).then_some(Json::Object(fields))
        }
        _ => Some(value.to_json()),
    }
}

/// `$or` holds patterns in its list; every other list holds what a field is compared with.
fn is_leaf(item: &Value) -> bool {
    !item.as_map().is_some_and(|map| {
        map.0
            .iter()
            .any(|entry| matches!(entry.value.kind, Kind::Map(_) | Kind::List(_)))
            && map.0.iter().all(|entry| !is_operator(&entry.key))
    })
}

fn is_operator(key: &str) -> bool {
    matches!(
        key,
        "prefix"
            | "suffix"
            | "anything-but"
            | "numeric"
            | "exists"
            | "cidr"
            | "wildcard"
            | "equals-ignore-case"
    )
}
