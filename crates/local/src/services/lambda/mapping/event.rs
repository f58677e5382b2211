//! The event that a function gets from a queue, and the filters before it.

use base64::{Engine, engine::general_purpose::STANDARD};
use coagent_pattern::{Event, Pattern};
use serde_json::{Map, Value as Json, json};

use super::source::Received;
use crate::{protocol::value::Value, services::lambda::model::mapping::FilterCriteria};

/// A message as the event has it.
pub(super) fn record(message: &Received, queue: &str, region: &str) -> Json {
    let text = |name: &str| message.fields.get(name).and_then(Value::scalar_text);
    json!({
        "messageId": message.id,
        "receiptHandle": message.handle,
        "body": text("Body").unwrap_or_default(),
        "attributes": attributes(message.fields.get("Attributes")),
        "messageAttributes": message_attributes(message.fields.get("MessageAttributes")),
        "md5OfBody": text("MD5OfBody").unwrap_or_default(),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue,
        "awsRegion": region,
    })
}

fn attributes(value: Option<&Value>) -> Map<String, Json> {
    let Some(Value::Map(members)) = value else {
        return Map::new();
    };
    let text = |(name, value): &(String, Value)| Some((name.clone(), json!(value.scalar_text()?)));
    members.iter().filter_map(text).collect()
}

fn message_attributes(value: Option<&Value>) -> Map<String, Json> {
    let Some(Value::Map(members)) = value else {
        return Map::new();
    };
    members
        .iter()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect()
}

fn attribute(value: &Value) -> Json {
    let text = |name: &str| value.get(name).and_then(Value::scalar_text);
    let mut shown = json!({
        "stringListValues": [], "binaryListValues": [],
        "dataType": text("DataType").unwrap_or_default(),
    });
    if let Some(string) = text("StringValue") {
        shown["stringValue"] = json!(string);
    }
    if let Some(Value::Blob(bytes)) = value.get("BinaryValue") {
        shown["binaryValue"] = json!(STANDARD.encode(bytes));
    }
    shown
}

/// The filters of a mapping: a record passes when one of them matches, or there are none.
pub(super) struct Filters(Vec<Pattern>);

impl Filters {
    /// Reads the patterns.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn parse(criteria: Option<&FilterCriteria>) -> Result<Self, String> {
        let filters = criteria
            .map(|criteria| criteria.filters.as_slice())
            .unwrap_or_default();
        let patterns = filters
            .iter()
            .filter_map(|filter| filter.pattern.as_deref());
        let parsed = patterns.map(|text| Pattern::parse(text).map_err(|why| why.to_string()));
        Ok(Self(parsed.collect::<Result<_, _>>()?))
    }

    /// Whether a record passes. A pattern sees the body as JSON or as text, whichever it asks for.
    pub(super) fn pass(&self, record: &Json) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let body = record["body"].as_str().unwrap_or_default();
        let mut parsed = record.clone();
        parsed["body"] = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
        [record, &parsed]
            .iter()
            .any(|document| self.match_one(document))
    }

    fn match_one(&self, document: &Json) -> bool {
        Event::parse(&document.to_string())
            .is_ok_and(|event| self.0.iter().any(|pattern| pattern.matches(&event)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::lambda::model::mapping::Filter;

    fn passes(pattern: &str, body: &str) -> bool {
        let filter = Filter {
            pattern: Some(pattern.to_owned()),
        };
        let filters = Filters::parse(Some(&FilterCriteria {
            filters: vec![filter],
        }))
        .unwrap();
        filters.pass(&json!({ "messageId": "m", "body": body }))
    }

    #[test]
    fn a_body_is_filtered_as_json_or_as_text() {
        assert!(passes(
            r#"{"body":{"level":["high"]}}"#,
            r#"{"level":"high"}"#
        ));
        assert!(!passes(
            r#"{"body":{"level":["high"]}}"#,
            r#"{"level":"low"}"#
        ));
        assert!(!passes(r#"{"body":{"level":["high"]}}"#, "high"));
        assert!(passes(r#"{"body":["high"]}"#, "high"));
    }

    #[test]
    fn no_filters_let_everything_pass() {
        assert!(Filters::parse(None).unwrap().pass(&json!({})));
        assert!(
            Filters::parse(Some(&FilterCriteria::default()))
                .unwrap()
                .pass(&json!({}))
        );
    }
}
