//! The record that Lambda sends to a failure destination (Lambda developer guide, "Capturing
//! records of Lambda asynchronous invocations").

use serde_json::Value;

use super::{DeadLetter, Kind, text};

/// The dead letter, when the body is such a record.
pub(super) fn read(body: &Value) -> Option<DeadLetter> {
    let event = payload(body)?;
    let context = body.get("requestContext")?;
    let response = body.get("responsePayload").unwrap_or(&Value::Null);
    let invocations = context
        .get("approximateInvokeCount")
        .and_then(Value::as_u64);
    Some(DeadLetter {
        kind: Kind::Function,
        rule_arn: None,
        found: None,
        target_arn: text(context, "functionArn"),
        error_code: text(response, "errorType").or_else(|| text(context, "condition")),
        error_message: text(response, "errorMessage"),
        retry_attempts: invocations.and_then(|count| u32::try_from(count.saturating_sub(1)).ok()),
        exhausted: text(context, "condition"),
        request_id: text(context, "requestId"),
        event_id: text(event, "id"),
        source: text(event, "source"),
        detail_type: text(event, "detail-type"),
    })
}

/// What the function was invoked with.
pub(super) fn payload(body: &Value) -> Option<&Value> {
    body.get("requestContext")?.get("functionArn")?.as_str()?;
    body.get("requestPayload")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::*;

    const RECORD: &str = r#"{
        "requestContext": {"requestId": "r1", "functionArn": "arn:f:$LATEST",
            "condition": "RetriesExhausted", "approximateInvokeCount": 3},
        "requestPayload": {"id": "e1", "detail-type": "User Created"},
        "responsePayload": {"errorType": "Boom", "errorMessage": "no"}}"#;

    #[test]
    fn a_destination_record_is_of_the_function_that_it_names() {
        let letter = read(&BTreeMap::new(), RECORD);
        assert_eq!(letter.kind, Kind::Function);
        assert_eq!(letter.target_arn.as_deref(), Some("arn:f:$LATEST"));
        assert_eq!(letter.error_code.as_deref(), Some("Boom"));
        assert_eq!(letter.retry_attempts, Some(2));
        assert_eq!(letter.event_id.as_deref(), Some("e1"));
    }

    #[test]
    fn what_was_to_be_delivered_is_the_payload_in_the_record() {
        assert_eq!(
            payload(RECORD),
            r#"{"id":"e1","detail-type":"User Created"}"#
        );
        assert_eq!(payload(r#"{"id": "e1"}"#), r#"{"id": "e1"}"#);
        assert_eq!(payload("not json"), "not json");
    }
}
