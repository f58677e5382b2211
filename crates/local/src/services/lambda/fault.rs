//! The faults of Lambda's model.

use crate::{fault::Fault, services::kms::Unusable};

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

/// `ResourceConflictException`: a resource policy has a statement of this id.
pub(super) fn statement_exists(id: &str) -> Fault {
    conflict(format!(
        "The statement id ({id}) provided already exists. Please provide a new statement id, or \
         remove the existing statement."
    ))
}

/// `ResourceNotFoundException`: a resource policy has no statement of this id.
pub(super) fn no_statement(id: &str) -> Fault {
    not_found(format!("Statement {id} is not found in resource policy."))
}

/// `InvalidParameterValueException`: nobody can be meant by this.
pub(super) fn no_principal() -> Fault {
    invalid("The provided principal was invalid. Please check the principal and try again.")
}

/// `CodeStorageExceededException`.
pub(super) fn code_storage_exceeded() -> Fault {
    Fault::new(
        "CodeStorageExceededException",
        "Code storage limit exceeded.",
    )
}

/// `PolicyLengthExceededException`: the resource policy has so many bytes, and may have `limit`.
pub(super) fn policy_too_long(bytes: usize, limit: usize) -> Fault {
    let text = format!("The final policy size ({bytes}) is bigger than the limit ({limit}).");
    Fault::new("PolicyLengthExceededException", text)
}

/// The key of KMS for the function's variables cannot be used.
pub(super) fn no_key(why: Unusable, key: &str) -> Fault {
    let (code, reason) = match why {
        Unusable::NotFound => ("KMSNotFoundException", "the KMS key was not found"),
        Unusable::Disabled => ("KMSDisabledException", "the KMS key used is disabled"),
        Unusable::InvalidState | Unusable::KeyUsage => (
            "KMSInvalidStateException",
            "the state of the KMS key used is not valid for Decrypt",
        ),
    };
    let text = format!(
        "Lambda was unable to decrypt the environment variables because {reason}. Please check \
         the function's KMS key settings. KMS Message: {}",
        why.text(key)
    );
    Fault::new(code, text).with_status(502)
}

/// Something that AWS has and the local environment has not, named.
pub(super) fn lacking(what: &str) -> Fault {
    Fault::new(
        "UnsupportedOperation",
        format!("The local environment does not emulate {what}."),
    )
    .with_status(501)
}
