//! What is refused of a mapping.

use crate::{
    fault::Fault,
    services::lambda::{
        fault::{invalid, lacking},
        mapping::{self, Mapping},
        model::mapping::MappingRequest,
    },
};

/// Filters of one mapping, by AWS's quota.
const FILTERS: usize = 5;
const REPORT: &str = "ReportBatchItemFailures";

/// Whether the function names the messages that it failed on.
///
/// # Errors
/// `InvalidParameterValueException` for a type that AWS does not have.
pub(super) fn reports_failures(types: &[String]) -> Result<bool, Fault> {
    match types.iter().find(|one| *one != REPORT) {
        Some(other) => Err(invalid(format!(
            "Value '{other}' at 'FunctionResponseTypes' failed to satisfy constraint: Member must \
             satisfy enum value set: [{REPORT}]"
        ))),
        None => Ok(!types.is_empty()),
    }
}

/// Refuses what is not emulated, and for queues what only streams have.
///
/// # Errors
/// `UnsupportedOperation` or `InvalidParameterValueException`, each with the member's name.
pub(super) fn refuse_what_is_lacking(
    request: &MappingRequest,
    is_stream: bool,
) -> Result<(), Fault> {
    if let Some(name) = never_emulated(request) {
        return Err(lacking(&format!("{name} of event source mappings")));
    }
    match only_of_streams(request).filter(|_| !is_stream) {
        Some(name) => Err(invalid(format!("{name} is for streams, not for queues"))),
        None => Ok(()),
    }
}

/// What is asked for and not emulated, the first of it.
fn never_emulated(request: &MappingRequest) -> Option<&'static str> {
    let given = |value: &Option<serde_json::Value>| value.as_ref().is_some_and(|v| !v.is_null());
    first_asked([
        (
            "SelfManagedEventSource",
            given(&request.self_managed_event_source),
        ),
        (
            "ProvisionedPollerConfig",
            given(&request.provisioned_poller_config),
        ),
        ("KMSKeyArn", given(&request.kms_key_arn)),
        ("MetricsConfig", given(&request.metrics_config)),
        (
            "StartingPositionTimestamp",
            given(&request.starting_position_timestamp),
        ),
        (
            "ParallelizationFactor",
            request.parallelization_factor > Some(1),
        ),
        (
            "TumblingWindowInSeconds",
            request.tumbling_window_in_seconds > Some(0),
        ),
    ])
}

/// What is asked for that only streams have, the first of it.
fn only_of_streams(request: &MappingRequest) -> Option<&'static str> {
    first_asked([
        ("StartingPosition", request.starting_position.is_some()),
        ("DestinationConfig", request.destination_config.is_some()),
        (
            "BisectBatchOnFunctionError",
            request.bisect_batch_on_function_error.is_some(),
        ),
        (
            "MaximumRetryAttempts",
            request.maximum_retry_attempts.is_some(),
        ),
        (
            "MaximumRecordAgeInSeconds",
            request.maximum_record_age_in_seconds.is_some(),
        ),
    ])
}

fn first_asked<const N: usize>(members: [(&'static str, bool); N]) -> Option<&'static str> {
    let asked = members.into_iter().find(|(_, asked)| *asked);
    asked.map(|(name, _)| name)
}

/// Whether AWS would take the mapping.
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn check(mapping: &Mapping) -> Result<(), Fault> {
    let fifo = mapping.source.ends_with(".fifo");
    let most = if fifo { 10 } else { 10_000 };
    if mapping.batch_size == 0 || mapping.batch_size > most {
        return Err(invalid(format!(
            "BatchSize must be between 1 and {most} for {}",
            mapping.source
        )));
    }
    if mapping.window > 300 || (fifo && mapping.window > 0) {
        return Err(invalid(
            "MaximumBatchingWindowInSeconds is 300 at most, and not for FIFO queues",
        ));
    }
    if mapping.batch_size > 10 && mapping.window == 0 && mapping.stream.is_none() {
        return Err(invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is \
             greater than 10",
        ));
    }
    let scaling = mapping
        .scaling
        .as_ref()
        .and_then(|one| one.maximum_concurrency);
    if scaling.is_some_and(|most| !(2..=1000).contains(&most)) {
        return Err(invalid("MaximumConcurrency must be between 2 and 1000"));
    }
    let filters = mapping.filters.as_ref().map_or(0, |all| all.filters.len());
    if filters > FILTERS {
        return Err(invalid(format!(
            "The number of filters per event source mapping must be at most {FILTERS}: there are \
             {filters}"
        )));
    }
    mapping::check_filters(mapping).map_err(|why| invalid(format!("Invalid filter pattern: {why}")))
}
