//! What a dead letter says about the delivery that failed.

use serde_json::Value;

use crate::event::Event;
use crate::processors::{self, ProcessorInfo};
use crate::seams::DeadLetter;

/// Codes after which no try can succeed: the event, or what the rule makes of it, is the fault.
const HOPELESS: [&str; 2] = ["INVALID_EVENT", "INVALID_JSON"];

/// A delivery that failed.
#[derive(Debug, PartialEq)]
pub struct Failed {
    /// Which function failed.
    pub target: Target,
    /// What it was, or should have been, invoked with.
    pub payload: Value,
}

/// Which function failed.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// This one.
    Function(String),
    /// The message does not say.
    Unknown,
}

impl Failed {
    /// Reads any of the three kinds: a rule's dead letter (attribute `TARGET_ARN`), a destination
    /// record (`requestContext`, `requestPayload`), and a function's own dead letter (the payload
    /// alone).
    ///
    /// # Errors
    /// Why it is not worth a try.
    pub fn read(letter: &DeadLetter) -> Result<Self, String> {
        let code = letter
            .attributes
            .get("ERROR_CODE")
            .map(String::as_str)
            .unwrap_or_default();
        if HOPELESS.contains(&code) {
            return Err(format!("{code}: no retry can mend it"));
        }
        let body: Value = serde_json::from_str(&letter.body)
            .map_err(|error| format!("the message is not JSON: {error}"))?;
        let record = body["requestContext"]["functionArn"].as_str();
        let (target, payload) = match (letter.attributes.get("TARGET_ARN"), record) {
            (Some(arn), _) => (function(arn)?, body),
            (None, Some(arn)) => (function(arn)?, body["requestPayload"].clone()),
            (None, None) => (Target::Unknown, body),
        };
        let failed = Self { target, payload };
        if failed.event_id().is_empty() {
            return Err("the payload is not an event: it has no id".to_owned());
        }
        Ok(failed)
    }

    /// The event's id.
    pub fn event_id(&self) -> &str {
        self.payload["id"].as_str().unwrap_or_default()
    }

    /// The processors that act on the event.
    pub(super) fn processors(&self) -> Vec<&'static ProcessorInfo> {
        let Ok(event) = Event::parse(&self.payload) else {
            return Vec::new();
        };
        processors::all()
            .iter()
            .filter(|processor| processor.handles(&event))
            .collect()
    }
}

fn function(arn: &str) -> Result<Target, String> {
    if arn.contains(":lambda:") {
        Ok(Target::Function(arn.to_owned()))
    } else {
        Err(format!("`{arn}` is not a function"))
    }
}
