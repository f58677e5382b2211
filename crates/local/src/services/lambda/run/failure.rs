//! The errors that Lambda itself reports about a function's process.

use std::process::ExitStatus;

use serde_json::json;

use crate::services::lambda::runtime_api::Failure;

fn failure(kind: &str, request_id: &str, text: &str) -> Failure {
    let message = format!("RequestId: {request_id} Error: {text}");
    let document = json!({ "errorType": kind, "errorMessage": message });
    Failure {
        kind: kind.to_owned(),
        body: document.to_string().into(),
    }
}

const EXIT: &str = "Runtime.ExitError";

/// The process ended.
pub(super) fn exited(request_id: &str, status: ExitStatus) -> Failure {
    failure(EXIT, request_id, &cause(status))
}

/// What the log says about the end of a process.
pub(super) fn exit_line(request_id: &str, status: ExitStatus) -> String {
    format!("RequestId: {request_id} Error: {}\n{EXIT}\n", cause(status))
}

fn cause(status: ExitStatus) -> String {
    match (status.code(), signal(status)) {
        (Some(0), _) => "Runtime exited without providing a reason".to_owned(),
        (Some(code), _) => format!("Runtime exited with error: exit status {code}"),
        (None, Some(9)) => "Runtime exited with error: signal: killed".to_owned(),
        (None, Some(number)) => format!("Runtime exited with error: signal: {number}"),
        (None, None) => "Runtime exited with error".to_owned(),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    use std::os::unix::process::ExitStatusExt;
    status.signal()
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> Option<i32> {
    None
}

/// The same failure, naming the request for which the process was started.
pub(super) fn with_request_id(failure: Failure, request_id: &str) -> Failure {
    let text = String::from_utf8_lossy(&failure.body);
    let named = text.replacen("RequestId:  ", &format!("RequestId: {request_id} "), 1);
    Failure {
        body: named.into(),
        ..failure
    }
}

/// The package has no `bootstrap` that can be run.
pub(super) fn no_entrypoint(request_id: &str, cause: &std::io::Error) -> Failure {
    let text = match cause.kind() {
        std::io::ErrorKind::NotFound => {
            "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => {
            "fork/exec /var/task/bootstrap: permission denied".to_owned()
        }
        _ => format!("fork/exec /var/task/bootstrap: {cause}"),
    };
    failure("Runtime.InvalidEntrypoint", request_id, &text)
}

/// The environment was stopped with the server.
pub(super) fn stopped(request_id: &str) -> Failure {
    failure(EXIT, request_id, "The environment was stopped")
}

/// The function took too long.
pub(super) fn timed_out(request_id: &str, seconds: u32) -> Failure {
    let text = format!("Task timed out after {seconds}.00 seconds");
    failure("Sandbox.Timedout", request_id, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn message(status: i32) -> String {
        let body = exited("r", ExitStatus::from_raw(status)).body;
        let document: serde_json::Value = serde_json::from_slice(&body).unwrap();
        document["errorMessage"].as_str().unwrap().to_owned()
    }

    #[test]
    fn an_exit_is_told_as_lambda_tells_it() {
        assert!(message(1 << 8).ends_with("exit status 1"));
        assert!(message(9).ends_with("signal: killed"));
        assert!(message(0).ends_with("without providing a reason"));
    }
}
