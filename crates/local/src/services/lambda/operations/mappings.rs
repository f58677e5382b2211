//! Event source mappings.

mod check;
mod stream_settings;

use std::collections::BTreeMap;

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::{conflict, invalid, lacking, not_found},
        mapping::{Mapping, Queue, stream},
        model::mapping::{
            DestinationConfig, ListMappingsRequest, ListMappingsResponse, MappingConfiguration,
            MappingId, MappingRequest, OnFailure, StreamConfiguration,
        },
        name::FunctionName,
    },
    wire::Timestamp,
};

/// Mappings in one page of a list.
const PAGE: usize = 100;

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
            tags: request.tags.clone(),
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
        check::refuse_what_is_lacking(&request, mapping.stream.is_some())?;
        if let Some(settings) = &mut mapping.stream {
            stream_settings::change(settings, &request)?;
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
            mapping.reports_failures = check::reports_failures(&types)?;
        }
        mapping.modified = self.core.clock.now_millis();
        check::check(&mapping)?;
        let role = &resolved.version.configuration.role;
        self.check_source(role, &mapping.function, &mapping.source)?;
        let on_failure = mapping.stream.as_ref();
        if let Some(to) = on_failure.and_then(|settings| settings.on_failure.as_deref()) {
            let prefix = stream::prefix(&mapping.uuid);
            self.check_target(role, &mapping.function, to, &prefix)?;
        }
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
        let after = request.marker.clone().unwrap_or_default();
        let page = request.max_items.unwrap_or(PAGE).clamp(1, PAGE);
        let mappings = self.mappings.lock();
        let mut rest = mappings
            .values()
            .filter(wanted)
            .filter(|one| one.uuid > after);
        let shown: Vec<&Mapping> = rest.by_ref().take(page).collect();
        let more = rest.next().is_some();
        let last = shown.last().map(|one| one.uuid.clone());
        Ok(ListMappingsResponse {
            next_marker: last.filter(|_| more),
            event_source_mappings: shown
                .into_iter()
                .map(|one| self.show_mapping(one, None))
                .collect(),
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

impl Lambda {
    /// The tags of a mapping.
    pub(super) fn mapping_tags(&self, uuid: &str) -> Result<BTreeMap<String, String>, Fault> {
        Ok(self.find_mapping(uuid)?.tags)
    }

    /// Changes the tags of a mapping; what polls for it goes on.
    pub(super) async fn retag_mapping(
        &self,
        uuid: &str,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<(), Fault> {
        let found = self.mappings.retag(uuid, change).await?;
        found.then_some(()).ok_or_else(absent)
    }
}

fn absent() -> Fault {
    not_found("The resource you requested does not exist.")
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
