//! What an SDK error means to a caller.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::seams::SeamError;

/// Codes after which calling again can help, besides every answer with status 429 or 5xx.
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html>
const PASSING: [&str; 14] = [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "LimitExceededException",
    "TransactionInProgressException",
    "TransactionConflictException",
    "RequestTimeout",
    "RequestTimeoutException",
    "InternalFailure",
];

pub(super) fn is_passing(code: &str) -> bool {
    PASSING.contains(&code)
}

/// An SDK error as a failure of a seam.
pub(super) fn failure<E>(
    seam: &'static str,
    operation: &'static str,
    error: SdkError<E, Response>,
) -> SeamError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let passing = match &error {
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            true
        }
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            status == 429 || status >= 500 || answer.err().code().is_some_and(is_passing)
        }
        _ => false,
    };
    let reason = reason(&error);
    if passing {
        SeamError::transient(seam, operation, reason)
    } else {
        SeamError::permanent(seam, operation, reason)
    }
}

fn reason<E>(error: &SdkError<E, Response>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error.as_service_error() {
        Some(service) => format!(
            "{}: {}",
            service.code().unwrap_or("no error code"),
            service.message().unwrap_or("no message")
        ),
        None => DisplayErrorContext(error).to_string(),
    }
}
