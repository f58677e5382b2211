//! CloudFormation's errors. Most are `ValidationError`, which its model does not have.

use coagent_template::Diagnostics;

use crate::fault::Fault;

pub(super) fn validation(message: impl Into<String>) -> Fault {
    Fault::new("ValidationError", message)
}

/// What is wrong with a template, each at its place.
pub(super) fn template(diagnostics: &Diagnostics) -> Fault {
    validation(format!("Template error: {diagnostics}"))
}

pub(super) fn no_stack(name: &str) -> Fault {
    validation(format!("Stack with id {name} does not exist"))
}

pub(super) fn no_export(name: &str) -> Fault {
    validation(format!("No export named {name} found"))
}

pub(super) fn stack_exists(name: &str) -> Fault {
    Fault::new(
        "AlreadyExistsException",
        format!("Stack [{name}] already exists"),
    )
}

pub(super) fn no_stack_set(name: &str) -> Fault {
    Fault::new(
        "StackSetNotFoundException",
        format!("StackSet {name} not found"),
    )
    .with_status(404)
}

pub(super) fn token_exists(token: &str) -> Fault {
    Fault::new(
        "TokenAlreadyExistsException",
        format!("ClientRequestToken {token} already exists"),
    )
}

pub(super) fn limit_exceeded(message: impl Into<String>) -> Fault {
    Fault::new("LimitExceededException", message)
}

pub(super) fn no_change_set(name: &str) -> Fault {
    Fault::new(
        "ChangeSetNotFound",
        format!("ChangeSet [{name}] does not exist"),
    )
    .with_status(404)
}

pub(super) fn wrong_status(id: &str, status: &str, doing: &str) -> Fault {
    validation(format!(
        "Stack:{id} is in {status} state and can not be {doing}."
    ))
}

pub(super) fn nothing_changes() -> Fault {
    validation("No updates are to be performed.")
}
