//! Event source mappings.

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::{conflict, invalid, lacking, not_found},
        mapping::{self, Mapping, Queue, stream},
        model::mapping::{
            DestinationConfig, ListMappingsRequest, ListMappingsResponse, MappingConfiguration,
            MappingId, MappingRequest, OnFailure, StreamConfiguration,
        },
        name::FunctionName,
    },
    wire::Timestamp,
};

impl Lambda {
    pub(crate) async fn create_mapping(
        &self,
        request: MappingRequest,
        _caller: &Caller,
    ) -> Result<MappingConfiguration, Fault> {
        let source = request.event_source_arn.clone();
        let source = source.ok_or_else(|| invalid("EventSourceArn is required"))?;
        let service = Arn::parse(&source).map(|arn| arn.service);
        match service.as_deref() {
            Some("sqs" | "dynamodb") => {}
            Some(other) => return Err(lacking(&format!("event source mappings from {other}"))),
            None => return Err(invalid(format!("{source} is not an ARN"))),
        }
        let is_stream = service.as_deref() == Some("dynamodb");
        if is_stream && request.starting_position.is_none() {
            return Err(invalid("StartingPosition is required for streams"));
        }
        let function = request.function_name.clone();
        let function = function.ok_or_else(|| invalid("FunctionName is required"))?;
        let start = Mapping {
            uuid: uuid::Uuid::new_v4().to_string(),
            source,
            function: String::new(),
            enabled: true,
            batch_size: if is_stream { 100 } else { 10 },
            window: 0,
            filters: None,
            scaling: None,
            reports_failures: false,
            stream: is_stream.then(stream::Settings::default),
            modified: 0,
        };
        let mapping = self.changed_mapping(start, &function, request).await?;
        let twin = |one: &Mapping| one.source == mapping.source && one.function == mapping.function;
        if let Some(known) = self.mappings.lock().values().find(|one| twin(one)) {
            return Err(conflict(format!(
                "An event source mapping with SQS arn (\" {} \") and function (\" {} \") already \
                 exists. Please update or delete the existing mapping with UUID {}",
                known.source, known.function, known.uuid
            )));
        }
        self.mappings.put(mapping.clone()).await?;
        Ok(self.show_mapping(&mapping, Some("Creating")))
    }

    pub(crate) async fn update_mapping(
        &self,
        request: MappingRequest,
        _caller: &Caller,
    ) -> Result<MappingConfiguration, Fault> {
        let before = self.find_mapping(request.uuid.as_deref().unwrap_or_default())?;
        let function = request
            .function_name
            .clone()
            .unwrap_or_else(|| before.function.clone());
        let was_enabled = before.enabled;
        let mapping = self.changed_mapping(before, &function, request).await?;
        self.mappings.put(mapping.clone()).await?;
        // The answer tells of the way, as on AWS; who asks next finds its end.
        let state = match (was_enabled, mapping.enabled) {
            (true, false) => "Disabling",
            (false, true) => "Enabling",
            _ => "Updating",
        };
        Ok(self.show_mapping(&mapping, Some(state)))
    }

    /// A mapping with the members that are given set, checked as AWS checks it.
    async fn changed_mapping(
        &self,
        mut mapping: Mapping,
        function: &str,
        request: MappingRequest,
    ) -> Result<Mapping, Fault> {
        refuse_what_is_lacking(&request, mapping.stream.is_some())?;
        if let Some(settings) = &mut mapping.stream {
            change_stream(settings, &request)?;
        }
        let name = FunctionName::parse(function)?;
        let resolved = self.registry.resolve(&name)?;
        mapping.function = self.core.arn("lambda", &name.resource());
        mapping.enabled = request.enabled.unwrap_or(mapping.enabled);
        mapping.batch_size = request.batch_size.unwrap_or(mapping.batch_size);
        let window = request.maximum_batching_window_in_seconds;
        mapping.window = window.unwrap_or(mapping.window);
        mapping.filters = request.filter_criteria.or(mapping.filters);
        mapping.scaling = request.scaling_config.or(mapping.scaling);
        if let Some(types) = request.function_response_types {
            mapping.reports_failures = types.iter().any(|one| one == "ReportBatchItemFailures");
        }
        mapping.modified = self.core.clock.now_millis();
        check(&mapping)?;
        let role = &resolved.version.configuration.role;
        self.check_source(role, &mapping.function, &mapping.source)?;
        let on_failure = mapping.stream.as_ref();
        let on_failure = on_failure.and_then(|settings| settings.on_failure.as_deref());
        self.check_targets(role, &mapping.function, on_failure)?;
        if mapping.stream.is_none() {
            self.check_visibility(&mapping, resolved.version.configuration.timeout)
                .await?;
        }
        Ok(mapping)
    }

    /// A message must stay hidden for as long as the function may work on it.
    async fn check_visibility(&self, mapping: &Mapping, timeout: u32) -> Result<(), Fault> {
        let starting = || Fault::internal("the environment is starting");
        let queue = Queue::of(&self.core, &mapping.source).ok_or_else(starting)?;
        let failed = |fault: Fault| {
            invalid(format!(
                "Error occurred while calling {}: {}",
                mapping.source, fault.message
            ))
        };
        let visibility = queue.visibility().await.map_err(failed)?;
        match visibility < timeout {
            true => Err(invalid(format!(
                "Queue visibility timeout: {visibility} seconds is less than Function timeout: \
                 {timeout} seconds"
            ))),
            false => Ok(()),
        }
    }

    pub(crate) async fn get_mapping(
        &self,
        request: MappingId,
        _caller: &Caller,
    ) -> Result<MappingConfiguration, Fault> {
        Ok(self.show_mapping(&self.find_mapping(&request.uuid)?, None))
    }

    pub(crate) async fn delete_mapping(
        &self,
        request: MappingId,
        _caller: &Caller,
    ) -> Result<MappingConfiguration, Fault> {
        let removed = self.mappings.remove(&request.uuid).await?;
        let mapping = removed.ok_or_else(absent)?;
        Ok(self.show_mapping(&mapping, Some("Deleting")))
    }

    pub(crate) async fn list_mappings(
        &self,
        request: ListMappingsRequest,
        _caller: &Caller,
    ) -> Result<ListMappingsResponse, Fault> {
        let name = request
            .function_name
            .as_deref()
            .map(FunctionName::parse)
            .transpose()?;
        let function = name.map(|name| self.core.arn("lambda", &name.resource()));
        let wanted = |one: &&Mapping| {
            request
                .event_source_arn
                .as_ref()
                .is_none_or(|arn| *arn == one.source)
                && function.as_ref().is_none_or(|arn| *arn == one.function)
        };
        let mappings = self.mappings.lock();
        let found = mappings.values().filter(wanted);
        Ok(ListMappingsResponse {
            event_source_mappings: found.map(|one| self.show_mapping(one, None)).collect(),
        })
    }

    fn find_mapping(&self, uuid: &str) -> Result<Mapping, Fault> {
        self.mappings.lock().get(uuid).cloned().ok_or_else(absent)
    }

    fn show_mapping(&self, mapping: &Mapping, state: Option<&'static str>) -> MappingConfiguration {
        let resource = format!("event-source-mapping:{}", mapping.uuid);
        let present = if mapping.enabled {
            "Enabled"
        } else {
            "Disabled"
        };
        let reports = mapping
            .reports_failures
            .then(|| "ReportBatchItemFailures".to_owned());
        MappingConfiguration {
            uuid: mapping.uuid.clone(),
            event_source_mapping_arn: self.core.arn("lambda", &resource),
            batch_size: mapping.batch_size,
            maximum_batching_window_in_seconds: mapping.window,
            event_source_arn: mapping.source.clone(),
            filter_criteria: mapping.filters.clone(),
            scaling_config: mapping.scaling.clone(),
            function_arn: mapping.function.clone(),
            last_modified: Timestamp::from_millis(mapping.modified),
            state: state.unwrap_or(present),
            state_transition_reason: "USER_INITIATED",
            function_response_types: reports.into_iter().collect(),
            stream: mapping.stream.as_ref().map(show_stream),
        }
    }
}

fn absent() -> Fault {
    not_found("The resource you requested does not exist.")
}

fn refuse_what_is_lacking(request: &MappingRequest, is_stream: bool) -> Result<(), Fault> {
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

/// Sets what is given; -1 is without end.
fn change_stream(settings: &mut stream::Settings, request: &MappingRequest) -> Result<(), Fault> {
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
    Ok(())
}

fn show_stream(settings: &stream::Settings) -> StreamConfiguration {
    let on_failure = settings.on_failure.clone().map(|destination| OnFailure {
        destination: Some(destination),
    });
    StreamConfiguration {
        starting_position: if settings.latest {
            "LATEST"
        } else {
            "TRIM_HORIZON"
        },
        bisect_batch_on_function_error: settings.bisect,
        maximum_retry_attempts: settings.retries.map_or(-1, i64::from),
        maximum_record_age_in_seconds: settings.max_age.map_or(-1, i64::from),
        parallelization_factor: 1,
        destination_config: DestinationConfig { on_failure },
    }
}

fn check(mapping: &Mapping) -> Result<(), Fault> {
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
    mapping::check_filters(mapping).map_err(|why| invalid(format!("Invalid filter pattern: {why}")))
}
