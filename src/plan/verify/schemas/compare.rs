//! Two schemas of one thing.

use serde_json::Value;

/// References that are followed from one schema: more is a circle.
const DEPTH: usize = 16;

/// How a registered schema differs from the one that is known; paths are within the detail.
pub(super) fn differences(document: &Value, registered: &Value, known: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let comparison = Comparison { document };
    comparison.object(registered, known, "", 0, &mut found);
    found
}

struct Comparison<'a> {
    /// Where references of the registered schema lead.
    document: &'a Value,
}

impl<'a> Comparison<'a> {
    fn object(
        &self,
        registered: &'a Value,
        known: &Value,
        path: &str,
        depth: usize,
        found: &mut Vec<String>,
    ) {
        let Some(registered) = self.resolved(registered).filter(|_| depth < DEPTH) else {
            return;
        };
        let closed = known.get("additionalProperties") == Some(&Value::Bool(false));
        for (name, field) in fields(registered) {
            let at = joined(path, name);
            match known.get("properties").and_then(|fields| fields.get(name)) {
                Some(known) => self.field(field, known, &at, depth + 1, found),
                None if closed => found.push(format!("the event has no `{at}`")),
                None => {}
            }
        }
        let closed = registered.get("additionalProperties") == Some(&Value::Bool(false));
        for name in required(known) {
            if closed
                && registered
                    .get("properties")
                    .and_then(|fields| fields.get(name))
                    .is_none()
            {
                found.push(format!(
                    "the event always has `{}`, which the schema forbids",
                    joined(path, name)
                ));
            }
        }
        let always: Vec<&str> = required(known).collect();
        for name in required(registered).filter(|name| !always.contains(name)) {
            let there = known
                .get("properties")
                .is_some_and(|fields| fields.get(name).is_some());
            if there {
                found.push(format!("`{}` is not in every event", joined(path, name)));
            }
        }
    }

    fn field(
        &self,
        registered: &'a Value,
        known: &Value,
        path: &str,
        depth: usize,
        found: &mut Vec<String>,
    ) {
        let Some(registered) = self.resolved(registered) else {
            return;
        };
        if let (Some(there), Some(here)) = (kind(registered), kind(known))
            && there != here
            && (there, here) != ("number", "integer")
        {
            found.push(format!("`{path}` is of type {here}, not {there}"));
            return;
        }
        match (registered.get("items"), known.get("items")) {
            (Some(registered), Some(known)) => {
                self.field(registered, known, &format!("{path}[]"), depth + 1, found)
            }
            _ => self.object(registered, known, path, depth, found),
        }
    }

    /// The schema that `$ref` leads to within the document.
    fn resolved(&self, mut schema: &'a Value) -> Option<&'a Value> {
        for _ in 0..DEPTH {
            let Some(reference) = schema.get("$ref") else {
                return Some(schema);
            };
            schema = self
                .document
                .pointer(reference.as_str()?.strip_prefix('#')?)?;
        }
        None
    }
}

fn fields(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

/// The one type of a schema; a choice of several is not compared.
fn kind(schema: &Value) -> Option<&str> {
    schema.get("type")?.as_str()
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn known() -> Value {
        json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["id"],
            "properties": {
                "id": { "type": "string" },
                "count": { "type": "integer" },
                "items": { "type": "array", "items": { "type": "object", "additionalProperties": false, "properties": { "sku": { "type": "string" } } } },
            },
        })
    }

    fn found(registered: Value) -> Vec<String> {
        differences(&json!({ "d": { "type": "string" } }), &registered, &known())
    }

    #[test]
    fn a_schema_that_says_less_does_not_differ() {
        assert_eq!(found(json!({})), [""; 0]);
        assert_eq!(
            found(
                json!({ "properties": { "id": { "$ref": "#/d" }, "count": { "type": "number" } } })
            ),
            [""; 0]
        );
    }

    #[test]
    fn fields_types_and_what_is_required_are_compared() {
        assert_eq!(
            found(json!({ "properties": { "di": {} } })),
            ["the event has no `di`"]
        );
        assert_eq!(
            found(json!({ "properties": { "count": { "$ref": "#/d" } } })),
            ["`count` is of type integer, not string"]
        );
        assert_eq!(
            found(json!({ "required": ["count"] })),
            ["`count` is not in every event"]
        );
        assert_eq!(
            found(json!({ "additionalProperties": false })),
            ["the event always has `id`, which the schema forbids"]
        );
        let nested =
            json!({ "properties": { "items": { "items": { "properties": { "skuu": {} } } } } });
        assert_eq!(found(nested), ["the event has no `items[].skuu`"]);
    }

    #[test]
    fn a_circle_of_references_ends() {
        let circle = json!({ "$ref": "#" });
        assert_eq!(differences(&circle, &circle, &known()), [""; 0]);
    }
}
