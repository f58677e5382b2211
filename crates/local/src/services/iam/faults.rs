//! IAM's errors, with the HTTP status of its model.

use crate::fault::Fault;

pub(super) fn no_such(what: &str, name: &str) -> Fault {
    let message = format!("The {what} with name {name} cannot be found.");
    Fault::new("NoSuchEntity", message).with_status(404)
}

pub(super) fn no_such_policy(arn: &str) -> Fault {
    let message = format!("Policy {arn} does not exist or is not attachable.");
    Fault::new("NoSuchEntity", message).with_status(404)
}

pub(super) fn already_exists(what: &str, name: &str) -> Fault {
    let message = format!("{what} with name {name} already exists.");
    Fault::new("EntityAlreadyExists", message).with_status(409)
}

pub(super) fn delete_conflict(message: &str) -> Fault {
    Fault::new("DeleteConflict", message).with_status(409)
}

pub(super) fn limit_exceeded(message: &str) -> Fault {
    Fault::new("LimitExceeded", message).with_status(409)
}

pub(super) fn invalid_input(message: impl Into<String>) -> Fault {
    Fault::new("InvalidInput", message)
}

pub(super) fn not_attachable() -> Fault {
    let message = "Cannot attach a Service Role Policy to a Customer Role.";
    Fault::new("PolicyNotAttachable", message)
}

pub(super) fn malformed(message: impl Into<String>) -> Fault {
    Fault::new("MalformedPolicyDocument", message)
}

pub(super) fn invalid(value: &str, member: &str, constraint: &str) -> Fault {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         {constraint}"
    );
    Fault::new("ValidationError", message)
}
