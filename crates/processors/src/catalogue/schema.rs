//! JSON Schema (draft 2020-12) of an event type.

use serde_json::{Map, Value, json};

use super::event_type::EventType;
use super::field::{Bounds, Field, Kind};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

impl EventType {
    /// The JSON Schema of the event's detail.
    pub fn schema(&self) -> Value {
        let mut schema = object(self.fields(), false);
        schema.insert("$schema".into(), DRAFT.into());
        schema.insert("title".into(), self.detail_type().into());
        schema.insert("description".into(), self.description().into());
        Value::Object(schema)
    }

    /// The JSON Schema of the whole event, as a rule's pattern or a target sees it.
    pub fn event_schema(&self) -> Value {
        json!({
            "$schema": DRAFT,
            "title": self.detail_type(),
            "description": self.description(),
            "type": "object",
            "properties": {
                "version": {"type": "string", "const": "0"},
                "id": {"type": "string"},
                "detail-type": {"type": "string", "const": self.detail_type()},
                "source": {"type": "string", "const": self.source()},
                "account": {"type": "string"},
                "time": {"type": "string", "format": "date-time"},
                "region": {"type": "string"},
                "resources": {"type": "array", "items": {"type": "string"}},
                "replay-name": {"type": "string"},
                "detail": object(self.fields(), false),
            },
            "required": [
                "version", "id", "detail-type", "source", "account", "time", "region",
                "resources", "detail",
            ],
            "additionalProperties": false,
        })
    }
}

fn object(fields: &[Field], open: bool) -> Map<String, Value> {
    let required: Vec<_> = fields
        .iter()
        .filter(|f| f.required)
        .map(|f| f.name)
        .collect();
    let properties: Map<_, _> = fields
        .iter()
        .map(|f| (f.name.to_owned(), Value::Object(property(f))))
        .collect();
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), json!(required)),
        ("additionalProperties".to_owned(), json!(open)),
    ])
}

fn property(field: &Field) -> Map<String, Value> {
    let mut schema = kind(&field.kind);
    schema.insert("description".into(), field.description.into());
    schema
}

fn kind(kind: &Kind) -> Map<String, Value> {
    match kind {
        Kind::Object(fields) => object(fields, false),
        Kind::Open(fields) => object(fields, true),
        other => scalar_or_list(other),
    }
}

fn scalar_or_list(value: &Kind) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!(value.type_name()))]);
    if let Some(format) = value.format() {
        schema.insert("format".into(), format.into());
    }
    match value {
        Kind::OneOf(allowed) => drop(schema.insert("enum".into(), json!(allowed))),
        Kind::Text(examples) => examples_of(&mut schema, examples),
        Kind::Id(_) => drop(schema.insert("minLength".into(), json!(1))),
        Kind::Integer(bounds) | Kind::Number(bounds) => limit(&mut schema, *bounds),
        Kind::List { of, max } => {
            schema.insert("items".into(), Value::Object(kind(of)));
            schema.insert("maxItems".into(), json!(max));
        }
        _ => {}
    }
    schema
}

fn examples_of(schema: &mut Map<String, Value>, examples: &[&str]) {
    if !examples.is_empty() {
        schema.insert("examples".into(), json!(examples));
    }
}

fn limit(schema: &mut Map<String, Value>, bounds: Bounds) {
    for (key, bound) in [("minimum", bounds.min), ("maximum", bounds.max)] {
        if let Some(bound) = bound {
            schema.insert(key.into(), number(bound));
        }
    }
}

/// Whole bounds read better, and some readers want them, without a fraction.
fn number(bound: f64) -> Value {
    if bound.fract() == 0.0 {
        json!(bound as i64)
    } else {
        json!(bound)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::find;

    #[test]
    fn the_detail_schema_carries_types_formats_enums_and_bounds() {
        insta::assert_json_snapshot!(find("job-progress-update").unwrap().schema());
    }

    #[test]
    fn the_event_schema_fixes_the_envelope() {
        let schema = find("user-created").unwrap().event_schema();
        assert_eq!(
            schema["properties"]["source"]["const"],
            "bayon.coagent.user"
        );
        assert_eq!(schema["properties"]["detail-type"]["const"], "User Created");
        assert_eq!(
            schema["properties"]["detail"]["properties"]["email"]["format"],
            "email"
        );
    }
}
