//! How asynchronous invocations are retried and where their results go.

use serde_json::{Map, Value};

use super::destination;
use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::{invalid, not_found},
        model::{
            function::FunctionRequest,
            settings::{
                DestinationConfig, InvokeConfigRequest, InvokeConfigResponse,
                ListInvokeConfigsResponse,
            },
        },
        name::FunctionName,
        state::{Function, InvokeConfig},
    },
    wire::Timestamp,
};

impl Lambda {
    pub(crate) async fn put_event_invoke_config(
        &self,
        request: InvokeConfigRequest,
        _caller: &Caller,
    ) -> Result<InvokeConfigResponse, Fault> {
        self.change_invoke_config(request, |_| Ok(InvokeConfig::default()))
            .await
    }

    pub(crate) async fn update_event_invoke_config(
        &self,
        request: InvokeConfigRequest,
        _caller: &Caller,
    ) -> Result<InvokeConfigResponse, Fault> {
        self.change_invoke_config(request, |before| before.cloned().ok_or_else(absent))
            .await
    }

    /// Sets the members that are given over what `start` makes of the present configuration.
    async fn change_invoke_config(
        &self,
        request: InvokeConfigRequest,
        start: impl FnOnce(Option<&InvokeConfig>) -> Result<InvokeConfig, Fault>,
    ) -> Result<InvokeConfigResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        check(&request)?;
        if let Some(destinations) = &request.destination_config {
            self.check_destinations(&name, destinations)?;
        }
        let now = self.core.clock.now_millis();
        self.registry
            .change(&name, |function| {
                self.version_of(function, &name)?;
                let key = name.or_latest();
                let mut config = start(function.invoke_configs.get(key))?;
                config.retries = request.maximum_retry_attempts.or(config.retries);
                let age = request.maximum_event_age_in_seconds;
                config.max_age_seconds = age.or(config.max_age_seconds);
                if let Some(destinations) = request.destination_config {
                    config.destinations = destinations;
                }
                config.modified = now;
                let shown = show(function, key, &config);
                function.invoke_configs.insert(key.to_owned(), config);
                Ok(shown)
            })
            .await
    }

    pub(crate) async fn get_event_invoke_config(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<InvokeConfigResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry.read(&name, |function| {
            let key = name.or_latest();
            let config = function.invoke_configs.get(key).ok_or_else(absent)?;
            Ok(show(function, key, config))
        })
    }

    pub(crate) async fn delete_event_invoke_config(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry
            .change(&name, |function| {
                let removed = function.invoke_configs.remove(name.or_latest());
                removed.map(|_| Map::new()).ok_or_else(absent)
            })
            .await
    }

    pub(crate) async fn list_event_invoke_configs(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<ListInvokeConfigsResponse, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            let configs = function.invoke_configs.iter();
            Ok(ListInvokeConfigsResponse {
                function_event_invoke_configs: configs
                    .map(|(key, config)| show(function, key, config))
                    .collect(),
            })
        })
    }
}

impl Lambda {
    /// A result goes where the function's role lets it, and not to the function itself.
    fn check_destinations(
        &self,
        name: &FunctionName,
        config: &DestinationConfig,
    ) -> Result<(), Fault> {
        let targets: Vec<&str> = targets(config).collect();
        let is_itself = |arn: &&str| FunctionName::parse(arn).is_ok_and(|to| to.name == name.name);
        let functions = targets.iter().filter(|arn| arn.contains(":lambda:"));
        if let Some(arn) = functions.copied().find(is_itself) {
            return Err(invalid(format!(
                "The function can not be its own destination: {arn}"
            )));
        }
        let (role, arn) = self.registry.read(name, |function| {
            let role = &function.latest.configuration.role;
            Ok((role.clone(), function.arn.clone()))
        })?;
        self.check_targets(&role, &arn, targets)
    }
}

fn targets(config: &DestinationConfig) -> impl Iterator<Item = &str> {
    let both = [&config.on_success, &config.on_failure];
    let given = both.into_iter().flatten();
    given.filter_map(|one| one.destination.as_deref())
}

fn absent() -> Fault {
    not_found("The function doesn't have an EventInvokeConfig")
}

fn show(function: &Function, key: &str, config: &InvokeConfig) -> InvokeConfigResponse {
    InvokeConfigResponse {
        last_modified: Timestamp::from_millis(config.modified),
        function_arn: function.qualified_arn(Some(key)),
        maximum_retry_attempts: config.retries,
        maximum_event_age_in_seconds: config.max_age_seconds,
        destination_config: config.destinations.clone(),
    }
}

fn check(request: &InvokeConfigRequest) -> Result<(), Fault> {
    if request
        .maximum_retry_attempts
        .is_some_and(|number| number > 2)
    {
        return Err(invalid("MaximumRetryAttempts must be between 0 and 2"));
    }
    let fits = |age: u32| (60..=21_600).contains(&age);
    if request
        .maximum_event_age_in_seconds
        .is_some_and(|age| !fits(age))
    {
        return Err(invalid(
            "MaximumEventAgeInSeconds must be between 60 and 21600",
        ));
    }
    let config = request.destination_config.clone().unwrap_or_default();
    for arn in targets(&config) {
        destination::check(arn, &["sqs", "sns", "lambda", "events", "s3"])?;
    }
    let success = config.on_success.and_then(|one| one.destination);
    match success.filter(|arn| arn.starts_with("arn:aws:s3:")) {
        Some(arn) => Err(invalid(format!(
            "The provided destination config DestinationConfig is invalid: {arn} is a bucket, \
             which is for OnFailure only"
        ))),
        None => Ok(()),
    }
}
