//! The one way a service says no.

use std::fmt;

/// Who has to change something for the same request to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blame {
    /// The caller (HTTP 4xx, `Sender` in the query protocol).
    Sender,
    /// The service (HTTP 5xx, `Receiver` in the query protocol).
    Receiver,
}

/// Members of an error's model beside its message.
pub type Details = Vec<(&'static str, serde_json::Value)>;

/// A modelled AWS error: what every operation returns instead of an answer.
///
/// `code` is the shape name of the service's model (`ResourceNotFoundException`); the protocol
/// layer decides how it looks on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The error's code, as SDKs match on it.
    pub code: String,
    /// The text for people.
    pub message: String,
    /// HTTP status, 400 unless the model says otherwise.
    pub status: u16,
    /// The code that the service used in its query-protocol days, where it differs
    /// (`AWS.SimpleQueueService.NonExistentQueue`); sent as `x-amzn-query-error`.
    pub query_code: Option<&'static str>,
    /// Members that the error's model has beside its message (`CancellationReasons`).
    pub details: Option<Box<Details>>,
}

/// What AWS calls a failure of its own.
const INTERNAL: &str = "InternalFailure";

impl Fault {
    /// An error of the sender's making, HTTP 400.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            status: 400,
            query_code: None,
            details: None,
        }
    }

    /// The same error under another HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same error with the code that older clients know it by.
    #[must_use]
    pub fn with_query_code(mut self, code: &'static str) -> Self {
        self.query_code = Some(code);
        self
    }

    /// The same error with one more member of its model.
    #[must_use]
    pub fn with_detail(mut self, member: &'static str, value: serde_json::Value) -> Self {
        self.details.get_or_insert_default().push((member, value));
        self
    }

    /// A member of the error's model, where it was given.
    pub fn detail(&self, member: &str) -> Option<&serde_json::Value> {
        let mut members = self.details.iter().flat_map(|details| details.iter());
        let found = members.find(|(name, _)| *name == member);
        found.map(|(_, value)| value)
    }

    /// Input that the service's model refuses.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    /// A body that is not what the protocol asks for.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// An operation that the real service has, or may have, and this one does not.
    pub fn not_emulated(service: &str, operation: &str) -> Self {
        Self::new(
            "UnsupportedOperation",
            format!("The local environment does not emulate {service}:{operation}."),
        )
        .with_status(501)
    }

    /// A fault of the local environment itself: the store, a process, the disk.
    pub fn internal(message: impl fmt::Display) -> Self {
        Self::new(INTERNAL, message.to_string()).with_status(500)
    }

    /// The same as the model of a service has it, where it names its own failures.
    #[must_use]
    pub fn of_model(mut self, service: &str) -> Self {
        if self.code != INTERNAL {
            return self;
        }
        let (code, query_code) = match service {
            "dynamodb" | "dynamodbstreams" => ("InternalServerError", None),
            "events" => ("InternalException", None),
            "iam" => ("ServiceFailure", None),
            "kms" => ("KMSInternalException", None),
            "lambda" => ("ServiceException", None),
            "logs" => ("ServiceUnavailableException", None),
            "monitoring" => ("InternalServiceFault", Some("InternalServiceError")),
            "sns" => ("InternalError", None),
            _ => return self,
        };
        self.code = code.into();
        self.query_code = query_code;
        self
    }

    /// Whether the sender or the service is to blame.
    pub fn blame(&self) -> Blame {
        if self.status < 500 {
            Blame::Sender
        } else {
            Blame::Receiver
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Fault {}
