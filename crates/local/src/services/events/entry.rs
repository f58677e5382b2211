//! What `PutEvents` refuses, entry by entry and as a whole.

use serde::de::IgnoredAny;

use super::{fault, model::Entry};
use crate::fault::Fault;

/// The most bytes that all entries together may have.
const MAX_BYTES: usize = 1_048_576;

/// Why an entry is refused: code and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub code: &'static str,
    pub message: String,
}

/// Checks the request as a whole.
///
/// # Errors
/// `ValidationException` for no entries or more than ten, too many bytes, or no entry that has
/// all that an event needs.
pub(crate) fn check_request(entries: &[Entry]) -> Result<(), Fault> {
    if entries.is_empty() {
        return Err(fault::constraint(
            "[]",
            "entries",
            "Member must have length greater than or equal to 1",
        ));
    }
    if entries.len() > 10 {
        let given = format!("[{} entries]", entries.len());
        return Err(fault::constraint(
            given,
            "entries",
            "Member must have length less than or equal to 10",
        ));
    }
    if entries.iter().map(bytes).sum::<usize>() >= MAX_BYTES {
        return Err(Fault::validation(
            "Total size of the entries in the request is over the limit.",
        ));
    }
    let refusals: Vec<_> = entries.iter().map(missing).collect();
    match refusals.first() {
        Some(Err(refusal)) if refusals.iter().all(Result::is_err) => {
            Err(Fault::validation(&refusal.message))
        }
        _ => Ok(()),
    }
}

/// Checks one entry.
///
/// # Errors
/// Why it is refused; the others are not concerned.
pub(crate) fn check(entry: &Entry) -> Result<(), Refusal> {
    missing(entry)?;
    let source = entry.source.as_deref().unwrap_or_default();
    if source.to_ascii_lowercase().starts_with("aws.") {
        return Err(refusal(
            "NotAuthorizedForSource",
            "Not authorized for the source.",
        ));
    }
    let detail = entry.detail.as_deref().unwrap_or_default();
    let is_object =
        detail.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(detail).is_ok();
    if !is_object {
        return Err(refusal("MalformedDetail", "Detail is malformed."));
    }
    Ok(())
}

/// The size that counts: 14 bytes for a time, and the bytes of source, detail type, detail and
/// every resource.
pub(crate) fn bytes(entry: &Entry) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let time = if entry.time.is_some() { 14 } else { 0 };
    let resources: usize = entry.resources.iter().map(String::len).sum();
    time + length(&entry.source) + length(&entry.detail_type) + length(&entry.detail) + resources
}

fn missing(entry: &Entry) -> Result<(), Refusal> {
    let needed = [
        ("Source", &entry.source),
        ("DetailType", &entry.detail_type),
        ("Detail", &entry.detail),
    ];
    for (name, value) in needed {
        if value.as_deref().unwrap_or_default().is_empty() {
            let reason =
                format!("Parameter {name} is not valid. Reason: {name} is a required argument.");
            return Err(refusal("InvalidArgument", reason));
        }
    }
    Ok(())
}

fn refusal(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal {
        code,
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Timestamp;

    fn entry(source: &str, detail_type: &str, detail: &str) -> Entry {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Entry {
            source: some(source),
            detail_type: some(detail_type),
            detail: some(detail),
            ..Entry::default()
        }
    }

    #[test]
    fn entries_are_refused_one_by_one() {
        for (entry, code) in [
            (entry("", "t", "{}"), "InvalidArgument"),
            (entry("s", "", "{}"), "InvalidArgument"),
            (entry("s", "t", ""), "InvalidArgument"),
            (entry("s", "t", "{"), "MalformedDetail"),
            (entry("s", "t", "[1]"), "MalformedDetail"),
            (entry("s", "t", "{} x"), "MalformedDetail"),
            (entry("aws.ec2", "t", "{}"), "NotAuthorizedForSource"),
        ] {
            assert_eq!(check(&entry).unwrap_err().code, code, "{entry:?}");
        }
        assert_eq!(check(&entry("s", "t", "{}")), Ok(()));
    }

    #[test]
    fn a_request_fails_as_a_whole_only_when_no_entry_is_complete() {
        assert!(check_request(&[entry("", "t", "{}")]).is_err());
        assert!(check_request(&[entry("", "t", "{}"), entry("s", "t", "{}")]).is_ok());
        assert!(check_request(&[]).is_err());
        assert!(check_request(&vec![entry("s", "t", "{}"); 11]).is_err());
    }

    #[test]
    fn the_size_is_counted_as_the_guide_says() {
        let mut sized = entry("src", "type", r#"{"é":1}"#);
        sized.resources = vec!["ab".into()];
        assert_eq!(bytes(&sized), 3 + 4 + 8 + 2);
        sized.time = Some(Timestamp(0.0));
        assert_eq!(bytes(&sized), 3 + 4 + 8 + 2 + 14);
        let big = entry("s", "t", &"x".repeat(MAX_BYTES));
        assert!(
            check_request(&[big])
                .unwrap_err()
                .message
                .contains("over the limit")
        );
    }
}
