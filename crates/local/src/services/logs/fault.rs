//! The faults of the Logs model.

use crate::fault::Fault;

pub(super) fn invalid(text: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterException", text)
}

pub(super) fn exists(what: &str) -> Fault {
    Fault::new(
        "ResourceAlreadyExistsException",
        format!("The specified {what} already exists"),
    )
}

pub(super) fn limit() -> Fault {
    Fault::new("LimitExceededException", "Resource limit exceeded.")
}

pub(super) fn too_many_tags() -> Fault {
    let text = "A resource can have no more than 50 tags.";
    Fault::new("TooManyTagsException", text)
}

pub(super) fn no_such_token() -> Fault {
    invalid("The specified nextToken is invalid.")
}

pub(super) fn no_group() -> Fault {
    Fault::new(
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

pub(super) fn no_stream() -> Fault {
    Fault::new(
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}
