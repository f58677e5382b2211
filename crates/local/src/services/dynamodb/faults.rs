//! The engine's errors as DynamoDB's own.

use dynoxide::DynoxideError;

use crate::fault::Fault;

/// What the engine refuses.
pub(super) fn of_engine(error: DynoxideError) -> Fault {
    let code = error.error_type().rsplit('#').next().unwrap_or_default();
    let text = match error.to_string() {
        said if said == code => same_token(code).unwrap_or(&said).to_owned(),
        said => said,
    };
    let fault = Fault::new(code, text).with_status(error.status_code());
    match error {
        DynoxideError::TransactionCanceledException(_, reasons) => {
            fault.with_detail("CancellationReasons", serde_json::json!(reasons))
        }
        DynoxideError::ConditionalCheckFailedException(_, Some(item)) => {
            fault.with_detail("Item", serde_json::json!(item))
        }
        _ => fault,
    }
}

/// What DynamoDB says where the engine only gives the name.
fn same_token(code: &str) -> Option<&'static str> {
    (code == "IdempotentParameterMismatchException").then_some(
        "The request uses the same client token as a previous, but non-identical request. Do not \
         reuse a client token with different requests, unless the requests are identical",
    )
}

/// A request that is not of the operation's shape. The engine's own types mark what DynamoDB
/// answers with a `ValidationException`; what is missing is one too.
pub(super) fn of_input(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let place = text.find(" at line ").unwrap_or(text.len());
    let text = &text[..place];
    let marks = ["VALIDATION_REQUEST:", "VALIDATION_AS_READ:", "VALIDATION:"];
    if let Some(message) = marks.iter().find_map(|mark| text.strip_prefix(mark)) {
        return Fault::validation(message);
    }
    let marks = ["SERIALIZATION_AS_READ:", "SERIALIZATION:"];
    if let Some(message) = marks.iter().find_map(|mark| text.strip_prefix(mark)) {
        return Fault::serialization(message);
    }
    if let Some((member, _)) = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split_once('`'))
    {
        return null(member);
    }
    let unfit = ["unknown variant", "invalid type: null", "AttributeValue"];
    if unfit.iter().any(|sign| text.contains(sign)) {
        return Fault::validation(text);
    }
    Fault::serialization(text)
}

fn null(member: &str) -> Fault {
    let (first, rest) = member.split_at(member.len().min(1));
    let first = first.to_ascii_lowercase();
    Fault::validation(format!(
        "1 validation error detected: Value null at '{first}{rest}' failed to satisfy constraint: \
         Member must not be null"
    ))
}

#[cfg(test)]
mod tests {
    use serde::de::Error;

    use super::*;

    #[test]
    fn what_is_missing_is_named_as_dynamodb_names_it() {
        let fault = of_input(&serde_json::Error::missing_field("TableName"));
        assert_eq!(fault.code, "ValidationException");
        assert_eq!(
            fault.message,
            "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: \
             Member must not be null"
        );
    }
}
