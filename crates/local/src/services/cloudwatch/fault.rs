//! The faults of CloudWatch's model, with the codes of its query protocol.

use crate::fault::Fault;

pub(super) fn invalid(text: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterValueException", text).with_query_code("InvalidParameterValue")
}

pub(super) fn missing(member: &str) -> Fault {
    let text = format!("The parameter {member} is required.");
    Fault::new("MissingRequiredParameterException", text).with_query_code("MissingParameter")
}

pub(super) fn combination(text: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterCombinationException", text)
        .with_query_code("InvalidParameterCombination")
}

pub(super) fn too_many_alarms(limit: usize) -> Fault {
    let text = format!("The maximum limit of {limit} alarms has been reached.");
    Fault::new("LimitExceededFault", text).with_query_code("LimitExceeded")
}

pub(super) fn no_such_token() -> Fault {
    Fault::new("InvalidNextToken", "The next token specified is invalid.")
}

pub(super) fn validation(text: impl Into<String>) -> Fault {
    Fault::new("ValidationError", text)
}

pub(super) fn not_found(text: impl Into<String>) -> Fault {
    Fault::new("ResourceNotFound", text).with_status(404)
}
