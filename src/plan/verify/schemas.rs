//! Schemas of the registry beside the events of the catalogue.

mod compare;

use std::collections::HashMap;

use coagent_template::wiring::Schema;
use coagent_template::{Severity, nearest, token};
use serde_json::Value;

use super::context::{Context, label};
use super::finding::{Check, Findings};

const INVALID: Check = Check {
    id: "schema-invalid",
    severity: Severity::Error,
    title: "The content of a schema is not JSON",
    why: "EventBridge refuses the schema and the deployment fails.",
    source: "EventBridge Schema Registry API Reference, CreateSchema",
};
const MISMATCH: Check = Check {
    id: "schema-mismatch",
    severity: Severity::Warning,
    title: "A schema of the registry is not that of the event",
    why: "Whoever generates code from the registry sends or expects fields that the event does not have, \
          or has of another type.",
    source: "EventBridge User Guide, Schemas; the application's event catalogue",
};

pub(super) const CHECKS: &[Check] = &[INVALID, MISMATCH];

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    let events = context.events_by_envelope();
    for schema in &context.wiring.schemas {
        let Some(text) = schema.content.get().filter(|text| !token::present(text)) else {
            continue;
        };
        let name = label(&schema.origin, &schema.name);
        match serde_json::from_str(text) {
            Ok(content) => compared(context, schema, &content, &events, findings),
            Err(cause) => {
                let message = format!("the content of schema `{name}` is not JSON: {cause}");
                findings.add(&INVALID, &schema.origin, schema.content.span(), message);
            }
        }
    }
}

fn compared(
    context: &Context<'_>,
    schema: &Schema,
    content: &Value,
    events: &HashMap<(&str, &str), usize>,
    findings: &mut Findings,
) {
    let Some((source, detail_type)) = envelope(schema, content) else {
        return;
    };
    let name = label(&schema.origin, &schema.name);
    let span = schema.content.span();
    let Some(event) = events.get(&(source.as_str(), detail_type.as_str())) else {
        // A schema of another application's event is none of our business.
        let ours = events.keys().filter(|(known, _)| *known == source);
        let types: Vec<&str> = ours.map(|(_, detail_type)| *detail_type).collect();
        if types.is_empty() {
            return;
        }
        let message = format!(
            "schema `{name}` is of `{source}` / `{detail_type}`, which the catalogue does not have"
        );
        let finding = findings.add(&MISMATCH, &schema.origin, span, message);
        if let Some(near) = nearest(&detail_type, types) {
            finding.fix(format!("the detail-type is called `{near}`"));
        }
        return;
    };
    let event = &context.catalogue.events[*event];
    let (Some(registered), Some(known)) =
        (detail(content), event.schema.pointer("/properties/detail"))
    else {
        return;
    };
    for difference in compare::differences(content, registered, known) {
        let message = format!("schema `{name}` of {}: {difference}", event.name);
        findings.add(&MISMATCH, &schema.origin, span, message);
    }
}

/// Source and detail-type, as the registry marks them or, of a discovered schema, as its name says.
fn envelope(schema: &Schema, content: &Value) -> Option<(String, String)> {
    let event = content
        .pointer("/components/schemas/AWSEvent")
        .unwrap_or(content);
    let text = |key: &str| event.get(key).and_then(Value::as_str).map(str::to_owned);
    let marked = text("x-amazon-events-source").zip(text("x-amazon-events-detail-type"));
    let constant = |field: &str| {
        let field = event.get("properties")?.get(field)?;
        let only = field
            .get("const")
            .or_else(|| match field.get("enum")?.as_array()?.as_slice() {
                [only] => Some(only),
                _ => None,
            });
        only?.as_str().map(str::to_owned)
    };
    marked
        .or_else(|| constant("source").zip(constant("detail-type")))
        .or_else(|| {
            let (source, detail_type) = schema.name.split_once('@')?;
            (!token::present(&schema.name)).then(|| (source.to_owned(), detail_type.to_owned()))
        })
}

/// The schema of the detail.
fn detail(content: &Value) -> Option<&Value> {
    let event = content
        .pointer("/components/schemas/AWSEvent")
        .unwrap_or(content);
    event.pointer("/properties/detail")
}
