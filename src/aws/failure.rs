//! What a failed call means: its modelled code decides, never its message.

use std::{error::Error as StdError, fmt};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};

use super::Place;
use crate::error::{Error, Kind};

/// What a service answered.
#[derive(Debug)]
struct Answer {
    code: String,
    message: String,
    request: Option<String>,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        match &self.request {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl StdError for Answer {}

impl From<&ErrorMetadata> for Answer {
    fn from(meta: &ErrorMetadata) -> Self {
        Self {
            code: meta.code().unwrap_or("UnknownError").to_owned(),
            message: meta.message().unwrap_or("no message").to_owned(),
            request: meta.extra("aws_request_id").map(str::to_owned),
        }
    }
}

/// Something that was to be delivered and of which no acceptance is known.
#[derive(Debug)]
pub(crate) struct Undelivered {
    /// What was answered, or why nothing was.
    pub(crate) error: Error,
    /// Whether it certainly was not accepted; otherwise it may have been.
    pub(crate) certain: bool,
    /// Whether it was only too much at once.
    pub(crate) throttled: bool,
}

impl Undelivered {
    /// It was not even sent.
    pub(crate) fn certain(error: Error) -> Self {
        Self {
            error,
            certain: true,
            throttled: false,
        }
    }
}

impl Place {
    /// The error of a call that was to deliver something.
    pub(super) fn undelivered<E>(
        &self,
        doing: impl fmt::Display,
        cause: SdkError<E, HttpResponse>,
    ) -> Undelivered
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    {
        // An answer refuses, unless it is the service's own failure; without one nobody knows,
        // unless it was never sent.
        let certain = match &cause {
            SdkError::ServiceError(answer) => {
                let internal = answer.raw().status().is_server_error();
                !internal && !is_internal(answer.err().meta().code())
            }
            SdkError::ConstructionFailure(_) => true,
            cause => credentials(cause).is_some(),
        };
        let throttled = certain && is_throttling(code(&cause));
        let error = self.failed(doing, cause);
        Undelivered {
            error,
            certain,
            throttled,
        }
    }

    /// The error of a call; `doing` goes on from "Failed to", as in ``read queue `orders` ``.
    pub(super) fn failed<E, R>(&self, doing: impl fmt::Display, cause: SdkError<E, R>) -> Error
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static,
    {
        let message = format!("Failed to {doing} in {self}");
        match cause {
            SdkError::ServiceError(answer) => self.answered(message, answer.err().meta()),
            cause => self.unanswered(message, cause),
        }
    }

    fn answered(&self, message: String, meta: &ErrorMetadata) -> Error {
        let answer = Answer::from(meta);
        let kind = kind_of(&answer.code);
        let hint = (kind == Kind::Refused).then(|| self.refusal_hint(&answer.code));
        let error = Error::new(kind, message).because(answer);
        match hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    fn refusal_hint(&self, code: &str) -> String {
        let profile = self.profile_name();
        match code {
            "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => {
                format!(
                    "the credentials of {profile} have expired: {}",
                    self.login()
                )
            }
            "InvalidClientTokenId"
            | "UnrecognizedClientException"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "InvalidAccessKeyId" => {
                format!(
                    "AWS does not know the credentials of {profile}: {}",
                    self.login()
                )
            }
            _ => format!("{profile} may not do this; `aws sts get-caller-identity` says who it is"),
        }
    }

    fn unanswered<E, R>(&self, message: String, cause: SdkError<E, R>) -> Error
    where
        E: StdError + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static,
    {
        if let Some(cause) = credentials(&cause) {
            return self.no_credentials(message, cause);
        }
        let error = Error::failed(message).because_of(sentences(&cause));
        match &self.local {
            Some(_) => error.hint("coagent local status"),
            None => error,
        }
    }

    fn no_credentials(&self, message: String, cause: &CredentialsError) -> Error {
        let profile = self.profile_name();
        Error::refused(message)
            .because_of(sentences(cause))
            .hint(format!(
                "no usable credentials in {profile} for the environment `{}`: {}",
                self.environment,
                self.login()
            ))
            .hint("another profile: AWS_PROFILE, or `profile:` in coagent.yaml")
    }

    fn login(&self) -> String {
        match &self.profile {
            Some(profile) => {
                format!("aws sso login --profile {profile}, or aws configure --profile {profile}")
            }
            None => "aws sso login, or aws configure".to_owned(),
        }
    }
}

/// The kind that a modelled error code stands for.
fn kind_of(code: &str) -> Kind {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "AuthFailure"
        | "NotAuthorized"
        | "AuthorizationError"
        | "AllAccessDisabled"
        | "OptInRequired"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "InvalidAccessKeyId"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Kind::Refused,
        "ResourceNotFoundException"
        | "ResourceNotFound"
        | "NoSuchBucket"
        | "NoSuchKey"
        | "NotFound"
        | "QueueDoesNotExist"
        | "AWS.SimpleQueueService.NonExistentQueue"
        | "ChangeSetNotFound" => Kind::NotFound,
        _ => Kind::Failed,
    }
}

/// Whether a code is the service's own failure: what was asked may have been done.
fn is_internal(code: Option<&str>) -> bool {
    let Some(code) = code else { return true };
    matches!(
        code,
        "InternalFailure"
            | "InternalError"
            | "InternalException"
            | "InternalServerError"
            | "InternalServiceError"
            | "InternalServiceFault"
            | "ServiceException"
            | "ServiceUnavailable"
            | "ServiceUnavailableException"
            | "RequestTimeout"
            | "RequestTimeoutException"
    )
}

fn is_throttling(code: Option<&str>) -> bool {
    matches!(
        code,
        Some(
            "Throttling"
                | "ThrottlingException"
                | "RequestThrottled"
                | "TooManyRequestsException"
                | "KmsThrottled"
        )
    )
}

/// The failure to find credentials, wherever it is in the chain of causes.
fn credentials<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a CredentialsError> {
    let chain = std::iter::successors(Some(cause), |&cause| cause.source());
    chain.filter_map(|cause| cause.downcast_ref()).next()
}

/// The chain of causes in words, without the layers of the SDK that say nothing.
fn sentences(cause: &(dyn StdError + 'static)) -> Vec<String> {
    let chain = std::iter::successors(Some(cause), |&cause| cause.source());
    let texts = chain.map(ToString::to_string);
    texts
        .filter(|text| !LAYERS.contains(&text.as_str()))
        .collect()
}

/// What layers of the SDK are called.
const LAYERS: [&str; 6] = [
    "dispatch failure",
    "io error",
    "other",
    "service error",
    "user error",
    "the credential provider was not enabled",
];

/// The modelled code of an answer; `None` when the call did not get that far.
pub(super) fn code<E: ProvideErrorMetadata, R>(cause: &SdkError<E, R>) -> Option<&str> {
    cause
        .as_service_error()
        .and_then(|answer| answer.meta().code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            environment: "production".into(),
            region: "eu-west-1".into(),
            profile: Some("shop".into()),
            local: None,
        }
    }

    fn answered(code: &str) -> Error {
        let meta = ErrorMetadata::builder().code(code).message("no").build();
        place().answered("Failed to read queue `a` in eu-west-1".into(), &meta)
    }

    #[test]
    fn a_missing_permission_is_a_refusal() {
        assert_eq!(answered("AccessDeniedException").kind, Kind::Refused);
    }

    #[test]
    fn expired_credentials_name_the_profile_and_what_to_do() {
        let error = answered("ExpiredTokenException");
        assert_eq!(error.kind, Kind::Refused);
        assert!(error.hints[0].contains("profile `shop`"), "{error:?}");
        assert!(
            error.hints[0].contains("aws sso login --profile shop"),
            "{error:?}"
        );
    }

    #[test]
    fn a_queue_that_is_not_there_is_not_found() {
        assert_eq!(answered("QueueDoesNotExist").kind, Kind::NotFound);
        assert_eq!(
            answered("AWS.SimpleQueueService.NonExistentQueue").kind,
            Kind::NotFound
        );
    }

    #[test]
    fn what_is_not_known_has_failed() {
        assert_eq!(answered("SomethingNew").kind, Kind::Failed);
    }
}
