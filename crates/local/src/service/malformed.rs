//! Input that is not what an operation's model asks for, as each service says it.

use crate::{
    fault::Fault,
    protocol::value::{Mismatch, What},
};

/// How `service` refuses what does not fit; `None` when the input is of another shape altogether,
/// of which the protocol speaks.
pub(super) fn fault(service: &str, mismatch: &Mismatch) -> Option<Fault> {
    match (service, mismatch.what()) {
        (_, What::Other(_)) => None,
        ("sqs", What::Missing(name)) => {
            let text = format!("The request must contain the parameter {name}.");
            Some(missing_parameter(text))
        }
        ("monitoring", What::Missing(name)) => Some(missing_parameter(format!(
            "The parameter {name} is required."
        ))),
        (_, What::Missing(_)) => {
            let constraint = "Member must not be null";
            Some(unsatisfied(service, "null", mismatch, constraint))
        }
        (_, What::NotOneOf { value, names }) => {
            let names = names.join(", ");
            let constraint = format!("Member must satisfy enum value set: [{names}]");
            let value = format!("'{value}'");
            Some(unsatisfied(service, &value, mismatch, &constraint))
        }
    }
}

fn missing_parameter(text: String) -> Fault {
    Fault::new("MissingRequiredParameterException", text).with_query_code("MissingParameter")
}

fn unsatisfied(service: &str, value: &str, mismatch: &Mismatch, constraint: &str) -> Fault {
    let path = mismatch.path();
    let text = format!(
        "1 validation error detected: Value {value} at '{path}' failed to satisfy constraint: \
         {constraint}"
    );
    match service {
        "sqs" => Fault::new("InvalidParameterValueException", text)
            .with_query_code("InvalidParameterValue"),
        "logs" => Fault::new("InvalidParameterException", text),
        "sns" => Fault::new("InvalidParameter", text),
        "monitoring" | "cloudformation" | "iam" | "sts" => Fault::new("ValidationError", text),
        "apigateway" | "execute-api" => Fault::new("BadRequestException", text),
        _ => Fault::validation(text),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde::Deserialize;

    use super::super::Input;
    use crate::fault::Fault;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    #[expect(dead_code, reason = "only read into")]
    struct Rule {
        name: String,
        state: Option<State>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum State {
        Enabled,
        Disabled,
    }

    fn refused(service: &str, body: &'static str) -> Fault {
        let input = Input::Json(Bytes::from_static(body.as_bytes()));
        input.parse::<Rule>(service).unwrap_err()
    }

    #[test]
    fn what_is_missing_is_named_in_the_words_of_the_service() {
        let said = |service| {
            let fault = refused(service, "{}");
            (fault.code, fault.query_code, fault.message)
        };
        let null = "1 validation error detected: Value null at 'name' failed to satisfy \
                    constraint: Member must not be null";
        let missing = (
            "MissingRequiredParameterException".to_owned(),
            Some("MissingParameter"),
        );
        let text = "The request must contain the parameter Name.".to_owned();
        assert_eq!(said("sqs"), (missing.0.clone(), missing.1, text));
        let text = "The parameter Name is required.".to_owned();
        assert_eq!(said("monitoring"), (missing.0, missing.1, text));
        for (service, code) in [
            ("events", "ValidationException"),
            ("logs", "InvalidParameterException"),
            ("sns", "InvalidParameter"),
            ("iam", "ValidationError"),
            ("apigateway", "BadRequestException"),
        ] {
            assert_eq!(said(service), (code.to_owned(), None, null.to_owned()));
        }
    }

    #[test]
    fn a_name_that_is_none_of_the_set_is_told_the_set() {
        let fault = refused("events", r#"{"Name":"a","State":"ON"}"#);
        assert_eq!(fault.code, "ValidationException");
        assert_eq!(
            fault.message,
            "1 validation error detected: Value 'ON' at 'state' failed to satisfy constraint: \
             Member must satisfy enum value set: [ENABLED, DISABLED]"
        );
    }

    #[test]
    fn another_shape_is_a_matter_of_the_protocol() {
        for body in [
            "[]",
            r#"["a"]"#,
            " [\"a\", null]",
            "7",
            "null",
            "{",
            r#"{"Name":7}"#,
        ] {
            let fault = refused("events", body);
            assert_eq!(fault.code, "SerializationException", "{body}");
        }
    }
}
