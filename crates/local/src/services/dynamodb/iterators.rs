//! Shard iterators: the engine's last for ever, DynamoDB's for a quarter of an hour. So when one is
//! given out is written into it, beside what the engine reads.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};

use crate::fault::Fault;

/// How long an iterator can be used, in milliseconds.
const LIFE: i64 = 15 * 60 * 1000;
const ISSUED: &str = "issued";

/// Writes into the iterator of an answer, if it has one, that it was given out at `now`.
pub(super) fn stamp(answer: &mut Json, member: &str, now: i64) {
    let Some(iterator) = answer.get_mut(member) else {
        return;
    };
    if let Some(mut read) = iterator.as_str().and_then(read) {
        read[ISSUED] = json!(now);
        *iterator = Json::String(STANDARD.encode(read.to_string()));
    }
}

/// Whether the iterator of a request can still be used at `now`. What is none is left to the
/// engine.
///
/// # Errors
/// `ExpiredIteratorException`.
pub(super) fn check(iterator: &Json, now: i64) -> Result<(), Fault> {
    let issued = iterator.as_str().and_then(read);
    let issued = issued.and_then(|read| read[ISSUED].as_i64());
    match issued.is_some_and(|issued| now - issued > LIFE) {
        true => Err(Fault::new(
            "ExpiredIteratorException",
            "The shard iterator has expired: it can be used for 15 minutes after it was given out.",
        )),
        false => Ok(()),
    }
}

fn read(iterator: &str) -> Option<Json> {
    let bytes = STANDARD.decode(iterator).ok()?;
    let read: Json = serde_json::from_slice(&bytes).ok()?;
    read.is_object().then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iterator_lasts_a_quarter_of_an_hour() {
        let mut answer = json!({ "Next": STANDARD.encode(r#"{"position":1}"#) });
        stamp(&mut answer, "Next", 1000);
        let iterator = &answer["Next"];
        assert!(check(iterator, 1000 + LIFE).is_ok());
        let fault = check(iterator, 1001 + LIFE).unwrap_err();
        assert_eq!(fault.code, "ExpiredIteratorException");
        let kept = read(iterator.as_str().unwrap()).unwrap();
        assert_eq!(kept["position"], 1);
    }

    #[test]
    fn what_is_no_iterator_is_left_alone() {
        let mut answer = json!({ "Next": "nonsense" });
        stamp(&mut answer, "Next", 0);
        stamp(&mut answer, "Other", 0);
        assert_eq!(answer, json!({ "Next": "nonsense" }));
        assert!(check(&answer["Next"], i64::MAX).is_ok());
    }
}
