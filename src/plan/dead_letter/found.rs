//! Which function a dead letter is of that does not say so itself.
//!
//! Lambda's own dead letters carry the request id, the error's code and its text (Lambda developer
//! guide, "Adding a dead-letter queue"), and not their function. But only the logs of the function
//! that failed have an invocation of that request.

use serde::Serialize;
use serde_json::Value;

/// Which function it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Found {
    /// The only one whose failures come to the queue; its ARN.
    Only(String),
    /// The one whose logs have the request; its ARN.
    ByLogs(String),
    /// It is not known; why.
    Unknown(String),
}

/// A line of the log of a function, by the function's ARN.
pub(crate) type Logged<'a> = (&'a str, &'a str);

impl Found {
    /// By what was logged by all functions that it can be.
    pub(crate) fn by_logs(request: &str, functions: usize, lines: &[Logged<'_>]) -> Self {
        let own = lines.iter().filter(|(_, line)| is_of(line, request));
        let mut arns: Vec<&str> = own.map(|(arn, _)| *arn).collect();
        arns.sort_unstable();
        arns.dedup();
        match arns[..] {
            [only] => Self::ByLogs(only.to_owned()),
            [] => Self::Unknown(format!(
                "{}, and no log of theirs has its request {request}",
                among(functions)
            )),
            _ => Self::Unknown(format!(
                "{}, and the logs of {} have its request {request}",
                among(functions),
                arns.len()
            )),
        }
    }

    /// Without logs to be asked.
    pub(crate) fn unknown(functions: usize, why: &str) -> Self {
        Self::Unknown(format!("{}, and {why}", among(functions)))
    }

    /// Its ARN.
    pub(crate) fn arn(&self) -> Option<&str> {
        match self {
            Self::Only(arn) | Self::ByLogs(arn) => Some(arn),
            Self::Unknown(_) => None,
        }
    }

    /// Whether its logs named it.
    pub(crate) fn is_by_logs(&self) -> bool {
        matches!(self, Self::ByLogs(_))
    }
}

fn among(functions: usize) -> String {
    format!("the message does not say which of {functions} functions failed")
}

/// Whether a line is of the invocation itself: `START RequestId: …` and its like, or a JSON record of
/// Lambda or its runtimes. Another function may well log the request that it has caused.
fn is_of(line: &str, request: &str) -> bool {
    is_platform_text(line, request) || is_record(line, request).unwrap_or(false)
}

fn is_platform_text(line: &str, request: &str) -> bool {
    let begins = ["START RequestId: ", "END RequestId: ", "REPORT RequestId: "];
    let id = begins.iter().find_map(|begin| line.strip_prefix(begin));
    id.and_then(|rest| rest.split_whitespace().next()) == Some(request)
}

fn is_record(line: &str, request: &str) -> Option<bool> {
    let record = serde_json::from_str::<Value>(line).ok()?;
    let platform = || record.get("record")?.get("requestId");
    let id = record.get("requestId").or_else(platform)?;
    Some(id.as_str()? == request)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "8f0c2b6e-1d5a-4c7e-8b6f-2f0d7c9a1b3e";

    fn found(lines: &[(&str, String)]) -> Found {
        let lines: Vec<Logged> = lines.iter().map(|(arn, line)| (*arn, &**line)).collect();
        Found::by_logs(REQUEST, 2, &lines)
    }

    #[test]
    fn the_function_whose_invocation_it_was_is_found_in_either_format() {
        for own in [
            format!("START RequestId: {REQUEST} Version: $LATEST"),
            format!("REPORT RequestId: {REQUEST}\tDuration: 3 ms"),
            format!(r#"{{"type":"platform.start","record":{{"requestId":"{REQUEST}"}}}}"#),
            format!(r#"{{"level":"ERROR","requestId":"{REQUEST}","message":"no"}}"#),
        ] {
            let caused = format!("invoked b: {REQUEST}");
            let by = found(&[("a", caused), ("b", own.clone()), ("b", own)]);
            assert_eq!(by, Found::ByLogs("b".into()));
        }
    }

    #[test]
    fn what_nobody_or_more_than_one_has_logged_is_not_guessed() {
        let none = found(&[("a", format!("invoked b: {REQUEST}"))]);
        let start = || format!("START RequestId: {REQUEST} Version: 1");
        let both = found(&[("a", start()), ("b", start())]);
        for (unknown, why) in [(none, "no log of theirs"), (both, "the logs of 2")] {
            assert_eq!(unknown.arn(), None);
            let Found::Unknown(said) = unknown else {
                panic!("{unknown:?}")
            };
            assert!(
                said.contains("which of 2 functions") && said.contains(why),
                "{said}"
            );
        }
    }

    #[test]
    fn a_longer_id_is_another_request() {
        let other = found(&[("a", format!("START RequestId: {REQUEST}0 Version: 1"))]);
        assert_eq!(other.arn(), None);
    }
}
