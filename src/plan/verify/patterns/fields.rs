//! Fields and values that the events meant by a pattern never have.

use coagent_template::nearest;
use coagent_template::wiring::{Rule, RulePattern};
use serde_json::Value;

use super::super::catalogue::EventShape;
use super::super::context::{Context, label};
use super::super::finding::Findings;
use super::{FIELD, VALUE};

/// A rule is judged by the events that its source and detail-type let through: if none of them can
/// match the whole pattern, some field or value of it is impossible.
pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for (at, rule) in context.live_rules() {
        let valid = rule
            .pattern
            .as_ref()
            .filter(|p| p.certain && p.pattern.is_ok());
        let Some(pattern) = valid else { continue };
        let Some(detail) = detail(&pattern.text) else {
            continue;
        };
        let meant = context.meant(at, pattern);
        let none = meant
            .iter()
            .all(|(event, _)| context.can_match(at, *event).is_no());
        if !meant.is_empty() && none {
            let shapes: Vec<_> = meant.into_iter().map(|(_, shape)| shape).collect();
            report(rule, pattern, &detail, &shapes, findings);
        }
    }
}

fn detail(pattern: &str) -> Option<Value> {
    serde_json::from_str::<Value>(pattern)
        .ok()?
        .get_mut("detail")
        .map(Value::take)
}

fn report(
    rule: &Rule,
    pattern: &RulePattern,
    detail: &Value,
    shapes: &[&EventShape],
    findings: &mut Findings,
) {
    let name = label(&rule.origin, &rule.name);
    let events = shapes
        .iter()
        .map(|shape| shape.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    for path in leaves(detail) {
        if shapes
            .iter()
            .all(|shape| property(&shape.schema, &path).is_none())
        {
            let shown = path.join(".");
            let message =
                format!("rule `{name}` asks for `detail.{shown}`, which {events} does not have");
            let finding = findings.add(&FIELD, &rule.origin, pattern.span, message);
            let last = path.last().map_or("", String::as_str);
            let siblings = shapes
                .iter()
                .flat_map(|shape| names(&shape.schema, &path[..path.len() - 1]));
            if let Some(near) = nearest(last, siblings) {
                finding.fix(format!("the field is called `{near}`"));
            }
            return;
        }
    }
    let message = format!("rule `{name}` asks for values of the detail that {events} never has");
    findings.add(&VALUE, &rule.origin, pattern.span, message);
}

/// The paths to the leaves of a pattern; `$or` is looked into by its alternatives.
fn leaves(pattern: &Value) -> Vec<Vec<String>> {
    let Value::Object(fields) = pattern else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, value) in fields {
        match value {
            Value::Array(alternatives) if key == "$or" => {
                found.extend(alternatives.iter().flat_map(leaves));
            }
            Value::Object(_) => found.extend(leaves(value).into_iter().map(|mut path| {
                path.insert(0, key.clone());
                path
            })),
            _ => found.push(key.split('.').map(str::to_owned).collect()),
        }
    }
    found
}

/// The schema of a field of the detail; open objects have every field.
fn property<'s>(schema: &'s Value, path: &[String]) -> Option<&'s Value> {
    path.iter()
        .try_fold(schema.get("properties")?.get("detail")?, |schema, name| {
            let items = schema.get("items").unwrap_or(schema);
            match items.get("properties").and_then(|fields| fields.get(name)) {
                Some(field) => Some(field),
                None if items.get("additionalProperties") == Some(&Value::Bool(false)) => None,
                None => Some(items),
            }
        })
}

fn names<'s>(schema: &'s Value, path: &[String]) -> Vec<&'s str> {
    let fields = property(schema, path).and_then(|schema| schema.get("properties")?.as_object());
    fields
        .map(|fields| fields.keys().map(String::as_str).collect())
        .unwrap_or_default()
}
