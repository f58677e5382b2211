//! API Gateway's errors.

use std::fmt;

use crate::fault::Fault;

pub(super) fn no_api(id: &str) -> Fault {
    not_found(format!("Invalid API identifier specified {id}"))
}

pub(super) fn not_found(message: impl Into<String>) -> Fault {
    Fault::new("NotFoundException", message).with_status(404)
}

pub(super) fn conflict(message: impl Into<String>) -> Fault {
    Fault::new("ConflictException", message).with_status(409)
}

pub(super) fn bad_request(message: impl fmt::Display) -> Fault {
    Fault::new("BadRequestException", message.to_string())
}
