//! Why a delivery failed, in the words of dead letters.

use std::borrow::Cow;

use crate::fault::Fault;

/// What a target said, and whether it is worth asking again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// One of EventBridge's documented error codes.
    pub code: Cow<'static, str>,
    pub message: String,
    pub is_retried: bool,
    /// The HTTP status of the target's answer, where it was one of this attempt.
    pub status: Option<u16>,
    /// What would have been delivered, where that is what was wrong.
    pub body: Option<String>,
}

impl Failure {
    pub(crate) fn permanent(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Cow::Borrowed(code),
            message: message.into(),
            is_retried: false,
            status: None,
            body: None,
        }
    }

    /// What was written when a delivery was to be retried.
    pub(crate) fn recorded(code: String, message: String) -> Self {
        Self {
            code: Cow::Owned(code),
            message,
            is_retried: true,
            status: None,
            body: None,
        }
    }

    fn passing(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            is_retried: true,
            ..Self::permanent(code, message)
        }
    }
}

impl From<&Fault> for Failure {
    /// Missing permissions and missing targets are not retried, nor is what the target refuses;
    /// throttling and the target's own errors are.
    fn from(fault: &Fault) -> Self {
        let text = fault.to_string();
        let failure = match fault.code.as_str() {
            "AccessDeniedException" | "AccessDenied" | "AuthorizationError" => {
                Self::permanent("NO_PERMISSIONS", text)
            }
            "ResourceNotFoundException"
            | "QueueDoesNotExist"
            | "NotFound"
            | "NotFoundException" => Self::permanent("NO_RESOURCE", text),
            "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "OverLimit" => {
                Self::passing("THROTTLING", text)
            }
            _ if fault.status >= 500 && fault.status != 501 => {
                Self::passing("ERROR_FROM_TARGET", text)
            }
            _ => Self::permanent("SDK_CLIENT_ERROR", text),
        };
        Self {
            status: Some(fault.status),
            ..failure
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_throttling_and_errors_of_the_target_are_retried() {
        for (code, status, expected, is_retried) in [
            ("AccessDeniedException", 403, "NO_PERMISSIONS", false),
            ("QueueDoesNotExist", 400, "NO_RESOURCE", false),
            ("ResourceNotFoundException", 404, "NO_RESOURCE", false),
            ("TooManyRequestsException", 429, "THROTTLING", true),
            ("ServiceException", 500, "ERROR_FROM_TARGET", true),
            (
                "InvalidParameterValueException",
                400,
                "SDK_CLIENT_ERROR",
                false,
            ),
            ("UnsupportedOperation", 501, "SDK_CLIENT_ERROR", false),
        ] {
            let failure = Failure::from(&Fault::new(code, "").with_status(status));
            assert_eq!(
                (&*failure.code, failure.is_retried),
                (expected, is_retried),
                "{code}"
            );
        }
    }
}
