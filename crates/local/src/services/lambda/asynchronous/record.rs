//! What a destination is told about an event.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::services::lambda::{run::Outcome, state::Resolved};

use super::pending::Pending;

/// The invocation record, as Lambda documents it. `outcome` is absent when nothing ran last.
pub(super) fn record(
    at: Timestamp,
    pending: &Pending,
    resolved: &Resolved,
    condition: &str,
    payload: &[u8],
    outcome: Option<&Outcome>,
) -> Value {
    let mut record = json!({
        "version": "1.0",
        "timestamp": format!("{at:.3}"),
        "requestContext": {
            "requestId": pending.request_id,
            "functionArn": function_arn(resolved),
            "condition": condition,
            "approximateInvokeCount": pending.attempts,
        },
        "requestPayload": document(payload),
    });
    if let Some(outcome) = outcome {
        let mut context = json!({ "statusCode": 200, "executedVersion": outcome.version });
        let body = match &outcome.result {
            Ok(body) => body,
            Err(failure) => {
                context["functionError"] = json!("Unhandled");
                &failure.body
            }
        };
        record["responseContext"] = context;
        record["responsePayload"] = document(body);
    }
    record
}

fn function_arn(resolved: &Resolved) -> String {
    match resolved.is_qualified() {
        true => resolved.invoked_arn.clone(),
        false => format!(
            "{}:$LATEST",
            resolved.invoked_arn.trim_end_matches(":$LATEST")
        ),
    }
}

/// JSON as it is; what is none, as text.
fn document(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|_| match std::str::from_utf8(bytes) {
        Ok("") => Value::Null,
        Ok(text) => json!(text),
        Err(_) => json!(STANDARD.encode(bytes)),
    })
}
