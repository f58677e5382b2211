//! What a message in a dead-letter queue is: of which kind, and where it failed.

mod filter;
mod found;
mod record;
mod roll;

pub(crate) use self::{
    filter::Filter,
    found::{Found, Logged},
    roll::Roll,
};

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::message::Message;

/// Where a dead letter comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// A rule could not deliver to its target: the body is the event, the attributes say why.
    Rule,
    /// A function failed on an asynchronous invocation: the body is the payload, or the record of
    /// a failure destination that has the payload in it.
    Function,
    /// A processor refused the event as invalid and put it here itself.
    Processor,
    /// SQS moved it here after too many receives, or somebody sent it.
    Queue,
}

impl Kind {
    /// How it is called in tables.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Function => "function",
            Self::Processor => "processor",
            Self::Queue => "queue",
        }
    }
}

/// A dead letter, read. Everything but the body may be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeadLetter {
    /// Which kind it is.
    pub(crate) kind: Kind,
    /// The rule that could not deliver.
    pub(crate) rule_arn: Option<String>,
    /// What it was for: the target's ARN, or the function's.
    pub(crate) target_arn: Option<String>,
    /// The function that it was for, when that was found out without the message saying so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<Found>,
    /// The error's code.
    pub(crate) error_code: Option<String>,
    /// The error's text.
    pub(crate) error_message: Option<String>,
    /// Attempts after the first.
    pub(crate) retry_attempts: Option<u32>,
    /// Which limit ended the attempts: `MaximumRetryAttempts` or `MaximumEventAgeInSeconds`.
    pub(crate) exhausted: Option<String>,
    /// The request id of the failed invocation.
    pub(crate) request_id: Option<String>,
    /// Id of the event in the body.
    pub(crate) event_id: Option<String>,
    /// Source of the event in the body.
    pub(crate) source: Option<String>,
    /// Detail type of the event in the body.
    pub(crate) detail_type: Option<String>,
}

impl DeadLetter {
    /// What it was for: as the message says, or as it was found out.
    pub(crate) fn target(&self) -> Option<&str> {
        let found = || self.found.as_ref()?.arn();
        self.target_arn.as_deref().or_else(found)
    }

    /// Whether a function failed that the message does not name.
    pub(crate) fn is_nameless(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::Processor) && self.target_arn.is_none()
    }
}

/// Reads a message.
pub(crate) fn of(message: &Message) -> DeadLetter {
    read(&message.texts(), &message.body)
}

/// Reads a message by its string attributes and body. Never fails: what is not there is `None`.
pub(crate) fn read(attributes: &BTreeMap<String, String>, body: &str) -> DeadLetter {
    let body: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    match record::read(&body) {
        Some(letter) => letter,
        None => by_attributes(attributes, &body),
    }
}

/// What was to be delivered: the payload in a destination record, or the body as it is.
pub(crate) fn payload(body: &str) -> String {
    let read = serde_json::from_str(body).ok();
    read.and_then(|body: Value| record::payload(&body).map(Value::to_string))
        .unwrap_or_else(|| body.to_owned())
}

fn by_attributes(attributes: &BTreeMap<String, String>, body: &Value) -> DeadLetter {
    let attribute = |name: &str| {
        attributes
            .get(name)
            .filter(|text| !text.is_empty())
            .cloned()
    };
    let event = |name: &str| text(body, name);
    DeadLetter {
        kind: kind(attributes),
        rule_arn: attribute("RULE_ARN"),
        found: None,
        target_arn: attribute("TARGET_ARN").or_else(|| attribute("FunctionArn")),
        error_code: attribute("ERROR_CODE").or_else(|| attribute("ErrorCode")),
        error_message: attribute("ERROR_MESSAGE").or_else(|| attribute("ErrorMessage")),
        retry_attempts: attribute("RETRY_ATTEMPTS").and_then(|text| text.parse().ok()),
        exhausted: attribute("EXHAUSTED_RETRY_CONDITION"),
        request_id: attribute("RequestID"),
        event_id: event("id"),
        source: event("source"),
        detail_type: event("detail-type"),
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn kind(attributes: &BTreeMap<String, String>) -> Kind {
    let has = |name: &str| attributes.contains_key(name);
    if has("RULE_ARN") {
        Kind::Rule
    } else if has("RequestID") && has("ErrorCode") {
        Kind::Function
    } else if has("ERROR_CODE") {
        Kind::Processor
    } else {
        Kind::Queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    const EVENT: &str = r#"{"id":"e1","source":"app.user","detail-type":"User Created"}"#;

    #[test]
    fn a_rules_dead_letter_names_rule_target_and_limit() {
        let letter = read(
            &attributes(&[
                ("RULE_ARN", "arn:rule"),
                ("TARGET_ARN", "arn:function"),
                ("ERROR_CODE", "SDK_CLIENT_ERROR"),
                ("RETRY_ATTEMPTS", "3"),
                ("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts"),
            ]),
            EVENT,
        );
        assert_eq!(letter.kind, Kind::Rule);
        assert_eq!(letter.target_arn.as_deref(), Some("arn:function"));
        assert_eq!(letter.retry_attempts, Some(3));
        assert_eq!(letter.detail_type.as_deref(), Some("User Created"));
    }

    #[test]
    fn a_functions_dead_letter_has_a_request_id() {
        let pairs = [
            ("RequestID", "r1"),
            ("ErrorCode", "200"),
            ("ErrorMessage", "boom"),
        ];
        let letter = read(&attributes(&pairs), EVENT);
        assert_eq!(letter.kind, Kind::Function);
        assert_eq!(letter.error_message.as_deref(), Some("boom"));
    }

    #[test]
    fn an_event_that_a_processor_refused_is_told_apart() {
        let letter = read(&attributes(&[("ERROR_CODE", "INVALID_EVENT")]), EVENT);
        assert_eq!(letter.kind, Kind::Processor);
    }

    #[test]
    fn a_body_that_is_no_event_is_still_a_dead_letter() {
        let letter = read(&attributes(&[]), "not json");
        assert_eq!((letter.kind, letter.event_id), (Kind::Queue, None));
    }
}
