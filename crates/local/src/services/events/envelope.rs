//! The event as rules and targets see it: what the client sent in the envelope of the bus.

use std::sync::Arc;

use serde::Serialize;
use uuid::Uuid;

use super::model::Entry;

/// An event that a bus has accepted.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub id: Uuid,
    /// Name of the bus.
    pub bus: String,
    pub source: String,
    pub detail_type: String,
    /// The event's own time, in milliseconds.
    pub time: i64,
    /// The whole event, a JSON object.
    pub text: Arc<str>,
    pub trace: Option<Arc<str>>,
    /// The replay that it comes from.
    pub replay: Option<Arc<str>>,
    /// Whether another bus has sent it: no third one gets it.
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html>
    pub forwarded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Head<'a> {
    version: &'a str,
    id: &'a str,
    detail_type: &'a str,
    source: &'a str,
    account: &'a str,
    time: &'a str,
    region: &'a str,
    resources: &'a [String],
}

/// Where an event comes about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    pub account: &'a str,
    pub region: &'a str,
    /// Milliseconds.
    pub now: i64,
}

impl Incoming {
    /// Puts a valid entry into its envelope. The detail goes in as it was sent.
    pub(crate) fn new(entry: Entry, bus: String, id: Uuid, origin: Origin<'_>) -> Self {
        let time = entry.time.map_or(origin.now, |time| time.millis());
        let source = entry.source.unwrap_or_default();
        let detail_type = entry.detail_type.unwrap_or_default();
        let head = Head {
            version: "0",
            id: &id.to_string(),
            detail_type: &detail_type,
            source: &source,
            account: origin.account,
            time: &instant(time),
            region: origin.region,
            resources: &entry.resources,
        };
        let text = with_detail(&head, entry.detail.as_deref().unwrap_or("{}"));
        Self {
            id,
            bus,
            source,
            detail_type,
            time,
            text: text.into(),
            trace: entry.trace_header.map(Into::into),
            replay: None,
            forwarded: false,
        }
    }

    /// The same event, as a replay sends it.
    pub(crate) fn replayed(mut self, name: &Arc<str>) -> Self {
        let name_text = serde_json::Value::String(name.to_string());
        let body = self.text.trim_start().trim_start_matches('{');
        let separator = if body.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        self.text = format!(r#"{{"replay-name":{name_text}{separator}{body}"#).into();
        self.replay = Some(Arc::clone(name));
        self
    }
}

fn with_detail(head: &Head<'_>, detail: &str) -> String {
    let mut text = serde_json::to_string(head).expect("the head is plain data");
    text.pop();
    text.reserve(detail.len() + 12);
    text.push_str(r#","detail":"#);
    text.push_str(detail.trim());
    text.push('}');
    text
}

/// A time in an event: `2026-11-21T00:00:00Z`, without a fraction.
pub(crate) fn instant(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{time:.0}")
}

/// A time with milliseconds: `2026-11-21T00:00:00.000Z`.
pub(crate) fn instant_millis(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::wire::Timestamp;

    fn incoming() -> Incoming {
        let entry = Entry {
            source: Some("shop".into()),
            detail_type: Some("Order \"placed\"".into()),
            detail: Some(" {\"a\": 1.0} ".into()),
            resources: vec!["r".into()],
            time: Some(Timestamp(1_800_000_000.5)),
            ..Entry::default()
        };
        let origin = Origin {
            account: "000000000000",
            region: "us-east-1",
            now: 0,
        };
        Incoming::new(entry, "default".into(), Uuid::nil(), origin)
    }

    #[test]
    fn an_entry_is_put_into_the_envelope_of_the_bus() {
        let event: Value = serde_json::from_str(&incoming().text).unwrap();
        let expected = json!({"version": "0", "id": Uuid::nil().to_string(), "detail-type": "Order \"placed\"",
            "source": "shop", "account": "000000000000", "time": "2027-01-15T08:00:00Z",
            "region": "us-east-1", "resources": ["r"], "detail": {"a": 1.0}});
        assert_eq!(event, expected);
    }

    #[test]
    fn a_replayed_event_says_so() {
        let name: Arc<str> = "again".into();
        let event: Value = serde_json::from_str(&incoming().replayed(&name).text).unwrap();
        assert_eq!(
            (&event["replay-name"], &event["id"]),
            (&json!("again"), &json!(Uuid::nil().to_string()))
        );
    }
}
