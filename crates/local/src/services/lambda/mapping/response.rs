//! What a function says about the messages of a batch.

use std::collections::HashSet;

use serde_json::Value;

/// The messages that the function failed on.
#[derive(Debug, PartialEq)]
pub(super) enum Failed {
    None,
    These(HashSet<String>),
    /// The answer cannot be understood, which AWS takes for a failure of all.
    All,
}

/// Reads `{"batchItemFailures": [{"itemIdentifier": ID}]}`.
pub(super) fn failures(answer: &[u8]) -> Failed {
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else {
        return Failed::All;
    };
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return Failed::None,
        Some(Value::Array(failures)) => failures,
        Some(_) => return Failed::All,
    };
    let id = |failure: &Value| failure["itemIdentifier"].as_str().map(str::to_owned);
    let ids: Option<HashSet<String>> = failures.iter().map(id).collect();
    match ids {
        Some(ids) if ids.is_empty() => Failed::None,
        Some(ids) if !ids.contains("") => Failed::These(ids),
        _ => Failed::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_messages_have_failed_and_nothing_said_is_success() {
        for answer in [
            "null",
            "{}",
            r#"{"batchItemFailures":[]}"#,
            r#"{"batchItemFailures":null}"#,
        ] {
            assert_eq!(failures(answer.as_bytes()), Failed::None, "{answer}");
        }
        let answer = r#"{"batchItemFailures":[{"itemIdentifier":"a"}]}"#;
        assert_eq!(
            failures(answer.as_bytes()),
            Failed::These(["a".to_owned()].into())
        );
    }

    #[test]
    fn what_cannot_be_understood_fails_all() {
        for answer in [
            "",
            r#"{"batchItemFailures":1}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"id":"a"}]}"#,
        ] {
            assert_eq!(failures(answer.as_bytes()), Failed::All, "{answer}");
        }
    }
}
