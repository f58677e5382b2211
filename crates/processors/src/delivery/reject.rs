//! Putting aside an event that no retry can mend.

use serde_json::Value;

use super::entry::Invocation;
use crate::event::BadEvent;
use crate::seams::{Attributes, SeamError, Seams};

/// What `ERROR_CODE` is when the event itself is the fault.
pub(crate) const INVALID_EVENT: &str = "INVALID_EVENT";

/// The most bytes of a reason that go with the message.
const MOST_REASON: usize = 2000;

/// Sends the event to the dead-letter queue with the reason, and with the function as its target,
/// so that a mended event can be sent back.
pub(super) async fn reject(
    seams: &Seams,
    payload: &Value,
    reason: &BadEvent,
    invocation: &Invocation,
) -> Result<(), SeamError> {
    let mut attributes = Attributes::from([
        ("ERROR_CODE".to_owned(), INVALID_EVENT.to_owned()),
        ("ERROR_MESSAGE".to_owned(), shortened(&reason.to_string())),
    ]);
    if let Some(arn) = &invocation.function_arn {
        attributes.insert("TARGET_ARN".to_owned(), arn.clone());
    }
    seams
        .dead_letters
        .send(&payload.to_string(), &attributes)
        .await
}

fn shortened(reason: &str) -> String {
    reason[..reason.floor_char_boundary(MOST_REASON)].to_owned()
}
