//! What a mapping of a stream has beside that of a queue.

use crate::{
    fault::Fault,
    services::lambda::{
        fault::invalid, mapping::stream, model::mapping::MappingRequest, operations::destination,
    },
};

/// Sets what is given; -1 is without end.
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn change(
    settings: &mut stream::Settings,
    request: &MappingRequest,
) -> Result<(), Fault> {
    if let Some(position) = request.starting_position.as_deref() {
        settings.latest = match position {
            "TRIM_HORIZON" => false,
            "LATEST" => true,
            other => {
                return Err(invalid(format!(
                    "StartingPosition {other} is not for streams of DynamoDB"
                )));
            }
        };
    }
    settings.bisect = request
        .bisect_batch_on_function_error
        .unwrap_or(settings.bisect);
    let limit =
        |name: &str, given: Option<i64>, least: i64, most: i64, old: Option<u32>| match given {
            None => Ok(old),
            Some(-1) => Ok(None),
            Some(number) if (least..=most).contains(&number) => Ok(u32::try_from(number).ok()),
            Some(_) => Err(invalid(format!(
                "{name} must be -1 or from {least} to {most}"
            ))),
        };
    settings.retries = limit(
        "MaximumRetryAttempts",
        request.maximum_retry_attempts,
        0,
        10_000,
        settings.retries,
    )?;
    let age = request.maximum_record_age_in_seconds;
    settings.max_age = limit(
        "MaximumRecordAgeInSeconds",
        age,
        60,
        604_800,
        settings.max_age,
    )?;
    if let Some(config) = &request.destination_config {
        settings.on_failure = config
            .on_failure
            .as_ref()
            .and_then(|one| one.destination.clone());
    }
    if let Some(arn) = &settings.on_failure {
        destination::check(arn, &["sqs", "sns", "s3"])?;
    }
    Ok(())
}
