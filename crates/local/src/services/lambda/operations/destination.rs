//! Where results of asynchronous invocations, and what a mapping gives up, may go.

use crate::{arn::Arn, fault::Fault, services::lambda::fault::invalid};

/// Checks that an ARN is of one of these services, and of no FIFO queue or topic: Lambda has no
/// message groups to send to.
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn check(arn: &str, services: &[&str]) -> Result<(), Fault> {
    let refusal = |why: &str| {
        invalid(format!(
            "The provided destination config DestinationConfig is invalid: {arn}{why}"
        ))
    };
    match Arn::parse(arn) {
        Some(to) if !services.contains(&to.service.as_str()) => Err(refusal("")),
        Some(to) if to.resource.ends_with(".fifo") => Err(refusal(" is FIFO")),
        Some(_) => Ok(()),
        None => Err(refusal("")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_of_the_right_kind_and_not_fifo() {
        let code = |arn: &str| check(arn, &["sqs", "sns"]).err().map(|fault| fault.code);
        let refused = Some("InvalidParameterValueException".to_owned());
        assert_eq!(code("arn:aws:sqs:us-east-1:000000000000:jobs"), None);
        assert_eq!(
            code("arn:aws:sqs:us-east-1:000000000000:jobs.fifo"),
            refused
        );
        assert_eq!(
            code("arn:aws:sns:us-east-1:000000000000:news.fifo"),
            refused
        );
        assert_eq!(
            code("arn:aws:events:us-east-1:000000000000:event-bus/b"),
            refused
        );
        assert_eq!(code("jobs"), refused);
        assert_eq!(code("arn:aws:s3:::records"), refused);
        assert!(check("arn:aws:s3:::records", &["sqs", "s3"]).is_ok());
    }
}
