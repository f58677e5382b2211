//! An event as EventBridge hands it to a processor.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::catalogue::{self, Violation};

/// An event with its envelope.
#[derive(Debug, Clone)]
pub struct Event {
    /// The id that EventBridge gave it; the same at every delivery.
    pub id: String,
    /// The envelope's `source`.
    pub source: String,
    /// The envelope's `detail-type`.
    pub detail_type: String,
    /// When it was published.
    pub time: Timestamp,
    /// The detail.
    pub detail: Value,
}

/// Why a payload is not an event that a processor may work on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEvent {
    /// The envelope lacks something or holds the wrong type.
    #[error("{0}")]
    Envelope(String),
    /// No event of the catalogue has this envelope.
    #[error("$: the catalogue has no event `{detail_type}` of source `{source_name}`")]
    Unknown {
        /// The envelope's `source`.
        source_name: String,
        /// The envelope's `detail-type`.
        detail_type: String,
    },
    /// The detail violates the event's schema.
    #[error("{}", join(.0))]
    Detail(Vec<Violation>),
    /// The detail is valid by its schema, yet the processor cannot make sense of it.
    #[error("{0}")]
    Meaning(String),
}

impl Event {
    /// Reads the envelope.
    ///
    /// # Errors
    /// [`BadEvent::Envelope`] naming the first field that is missing or wrong.
    pub fn parse(payload: &Value) -> Result<Self, BadEvent> {
        let Value::Object(envelope) = payload else {
            return Err(BadEvent::Envelope("$: expected an event object".into()));
        };
        let time = text(envelope, "time")?;
        let time = time.parse().map_err(|_| {
            BadEvent::Envelope(format!("$.time: `{time}` is not a time in ISO 8601 UTC"))
        })?;
        Ok(Self {
            id: text(envelope, "id")?.to_owned(),
            source: text(envelope, "source")?.to_owned(),
            detail_type: text(envelope, "detail-type")?.to_owned(),
            time,
            detail: envelope.get("detail").cloned().unwrap_or(Value::Null),
        })
    }

    /// Checks the detail against the catalogue.
    ///
    /// # Errors
    /// [`BadEvent::Unknown`] or [`BadEvent::Detail`] with every violation.
    pub fn validate(&self) -> Result<(), BadEvent> {
        let event_type = catalogue::find_by_envelope(&self.source, &self.detail_type);
        let event_type = event_type.ok_or_else(|| BadEvent::Unknown {
            source_name: self.source.clone(),
            detail_type: self.detail_type.clone(),
        })?;
        event_type.validate(&self.detail).map_err(BadEvent::Detail)
    }

    /// The detail as a type of ours.
    ///
    /// # Errors
    /// [`BadEvent::Meaning`] when it does not fit, which a validated detail does.
    pub fn detail<T: DeserializeOwned>(&self) -> Result<T, BadEvent> {
        T::deserialize(&self.detail)
            .map_err(|error| BadEvent::Meaning(format!("$.detail: {error}")))
    }

    /// The X-Ray trace id that the publisher put into the detail.
    pub fn trace_id(&self) -> Option<&str> {
        self.detail.get("traceId").and_then(Value::as_str)
    }

    /// `source` and `detail-type`.
    pub fn envelope(&self) -> (&str, &str) {
        (&self.source, &self.detail_type)
    }
}

fn text<'a>(envelope: &'a Map<String, Value>, field: &str) -> Result<&'a str, BadEvent> {
    match envelope.get(field) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(BadEvent::Envelope(format!(
            "$.{field}: expected a non-empty string"
        ))),
        None => Err(BadEvent::Envelope(format!("$.{field}: missing"))),
    }
}

fn join(violations: &[Violation]) -> String {
    violations
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn envelope() -> Value {
        json!({
            "id": "e-1", "source": "bayon.coagent.user", "detail-type": "User Created",
            "time": "2026-11-20T08:30:00Z", "detail": {"userId": "u"},
        })
    }

    #[test]
    fn an_envelope_without_an_id_is_refused_by_name() {
        let mut payload = envelope();
        payload.as_object_mut().unwrap().remove("id");
        assert_eq!(
            Event::parse(&payload).unwrap_err().to_string(),
            "$.id: missing"
        );
    }

    #[test]
    fn a_payload_that_is_no_object_is_refused() {
        assert!(Event::parse(&json!([1])).is_err());
    }

    #[test]
    fn every_violation_of_the_detail_is_told() {
        let error = Event::parse(&envelope())
            .unwrap()
            .validate()
            .unwrap_err()
            .to_string();
        assert!(error.contains("$.detail.email: missing"), "{error}");
        assert!(error.contains("$.detail.createdAt: missing"), "{error}");
    }

    #[test]
    fn an_event_outside_the_catalogue_is_named() {
        let mut payload = envelope();
        payload["detail-type"] = json!("User Creatd");
        let error = Event::parse(&payload)
            .unwrap()
            .validate()
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("`User Creatd` of source `bayon.coagent.user`"),
            "{error}"
        );
    }
}
