//! Errors that several operations of KMS have.

use crate::fault::Fault;

pub(super) fn limit(message: impl Into<String>) -> Fault {
    Fault::new("LimitExceededException", message)
}

pub(super) fn arn(text: &str) -> Fault {
    Fault::new("InvalidArnException", format!("Invalid arn {text}"))
}

pub(super) fn marker() -> Fault {
    let message = "The marker that specifies where pagination should next begin is not valid.";
    Fault::new("InvalidMarkerException", message)
}

pub(super) fn tag(message: impl Into<String>) -> Fault {
    Fault::new("TagException", message)
}

/// What only symmetric keys can do.
pub(super) fn asymmetric(arn: &str) -> Fault {
    let message = format!("{arn} is not a symmetric key, so that it cannot be rotated.");
    Fault::new("UnsupportedOperationException", message)
}

pub(super) fn no_key_store(id: &str) -> Fault {
    let message = format!("Custom key store {id} does not exist.");
    Fault::new("CustomKeyStoreNotFoundException", message)
}
