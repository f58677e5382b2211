//! The errors of Amazon EventBridge.

use std::fmt::Display;

use crate::fault::Fault;

/// `ResourceNotFoundException`.
pub(crate) fn not_found(what: impl Display) -> Fault {
    Fault::new(
        "ResourceNotFoundException",
        format!("{what} does not exist."),
    )
}

/// `ResourceNotFoundException` for an event bus.
pub(crate) fn bus_not_found(name: &str) -> Fault {
    not_found(format!("Event bus {name}"))
}

/// `ResourceNotFoundException` for a rule.
pub(crate) fn rule_not_found(rule: &str, bus: &str) -> Fault {
    not_found(format!("Rule {rule} on EventBus {bus}"))
}

/// `ResourceAlreadyExistsException`.
pub(crate) fn already_exists(what: impl Display) -> Fault {
    Fault::new(
        "ResourceAlreadyExistsException",
        format!("{what} already exists."),
    )
}

/// `LimitExceededException`.
pub(crate) fn limit_exceeded(text: impl Into<String>) -> Fault {
    Fault::new("LimitExceededException", text)
}

/// `PolicyLengthExceededException`.
pub(crate) fn policy_too_long() -> Fault {
    let text = "The policy of the event bus exceeds its limit of 10,240 bytes.";
    Fault::new("PolicyLengthExceededException", text)
}

/// `ManagedRuleException`.
pub(crate) fn managed_rule(name: &str) -> Fault {
    Fault::new(
        "ManagedRuleException",
        format!("Rule {name} is managed by an AWS service can only be modified by that service."),
    )
}

/// `IllegalStatusException`.
pub(crate) fn illegal_status(text: impl Into<String>) -> Fault {
    Fault::new("IllegalStatusException", text)
}

/// `ValidationException` about one parameter.
pub(crate) fn parameter(name: &str, reason: impl Display) -> Fault {
    Fault::validation(format!("Parameter {name} is not valid. Reason: {reason}"))
}

/// `ValidationException` as the service's model words a broken constraint.
pub(crate) fn constraint(value: impl Display, at: &str, constraint: &str) -> Fault {
    Fault::validation(format!(
        "1 validation error detected: Value '{value}' at '{at}' failed to satisfy constraint: {constraint}"
    ))
}
