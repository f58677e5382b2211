//! The faults of Lambda's model.

use crate::fault::Fault;

/// `ResourceNotFoundException`, with the text that AWS gives for `resource`.
pub(super) fn not_found(text: impl Into<String>) -> Fault {
    Fault::new("ResourceNotFoundException", text).with_status(404)
}

/// `InvalidParameterValueException`.
pub(super) fn invalid(text: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterValueException", text)
}

/// `ResourceConflictException`.
pub(super) fn conflict(text: impl Into<String>) -> Fault {
    Fault::new("ResourceConflictException", text).with_status(409)
}

/// `PreconditionFailedException`: the revision id is not the current one.
pub(super) fn stale_revision() -> Fault {
    Fault::new(
        "PreconditionFailedException",
        "The RevisionId provided does not match the latest RevisionId. Call the \
         GetFunction/GetAlias API to retrieve the latest RevisionId",
    )
    .with_status(412)
}

/// `TooManyRequestsException`: the function's own limit is reached, or what is left to all.
pub(super) fn throttled(reserved: bool) -> Fault {
    let reason = match reserved {
        true => "ReservedFunctionConcurrentInvocationLimitExceeded",
        false => "ConcurrentInvocationLimitExceeded",
    };
    Fault::new("TooManyRequestsException", "Rate Exceeded.")
        .with_status(429)
        .with_detail("Reason", reason.into())
}

/// Something that AWS has and the local environment has not, named.
pub(super) fn lacking(what: &str) -> Fault {
    Fault::new(
        "UnsupportedOperation",
        format!("The local environment does not emulate {what}."),
    )
    .with_status(501)
}
