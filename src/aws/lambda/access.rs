//! Who may invoke a function, what feeds it, and where asynchronous invocations end.

use aws_sdk_lambda::types::{EventSourceMappingConfiguration, FunctionResponseType};

use crate::{
    aws::{Lambda, failure},
    error::Result,
};

/// How asynchronous invocations are retried and where they end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asynchronous {
    /// Retries, 0 to 2.
    pub(crate) retries: Option<i32>,
    /// Seconds, 60 to 21,600.
    pub(crate) age_seconds: Option<i32>,
    /// ARN of where failed invocations go.
    pub(crate) on_failure: Option<String>,
    /// ARN of where successful invocations go.
    pub(crate) on_success: Option<String>,
}

/// What pulls from a queue or stream into a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// Its UUID.
    pub(crate) id: String,
    /// ARN of the queue or stream.
    pub(crate) source: Option<String>,
    /// ARN of the function.
    pub(crate) function: Option<String>,
    /// `Enabled`, `Disabled` and what is between.
    pub(crate) state: String,
    /// Records a batch.
    pub(crate) batch_size: Option<i32>,
    /// Whether the function reports which records failed.
    pub(crate) partial_failures: bool,
}

impl Lambda {
    /// The policy of a function as JSON text; `None` when it has none.
    pub(crate) async fn policy(&self, name: &str) -> Result<Option<String>> {
        let answer = self.client.get_policy().function_name(name).send().await;
        match answer {
            Ok(answer) => Ok(answer.policy),
            Err(cause) if failure::code(&cause) == Some("ResourceNotFoundException") => Ok(None),
            Err(cause) => {
                let doing = format!("read the policy of function `{name}`");
                Err(self.place.failed(doing, cause))
            }
        }
    }

    /// How asynchronous invocations of a function end; `None` for the service's defaults.
    pub(crate) async fn asynchronous(&self, name: &str) -> Result<Option<Asynchronous>> {
        let call = self.client.get_function_event_invoke_config();
        match call.function_name(name).send().await {
            Ok(found) => {
                let ends = found.destination_config;
                let on_failure = ends.as_ref().and_then(|ends| ends.on_failure.clone());
                let on_success = ends.and_then(|ends| ends.on_success);
                Ok(Some(Asynchronous {
                    retries: found.maximum_retry_attempts,
                    age_seconds: found.maximum_event_age_in_seconds,
                    on_failure: on_failure.and_then(|end| end.destination),
                    on_success: on_success.and_then(|end| end.destination),
                }))
            }
            Err(cause) if failure::code(&cause) == Some("ResourceNotFoundException") => Ok(None),
            Err(cause) => {
                let doing = format!("read the event invoke configuration of function `{name}`");
                Err(self.place.failed(doing, cause))
            }
        }
    }

    /// Every event source mapping of the account.
    pub(crate) async fn mappings(&self) -> Result<Vec<Mapping>> {
        let pages = self.client.list_event_source_mappings().into_paginator();
        let mut found = pages.items().send();
        let mut mappings = Vec::new();
        while let Some(next) = found.next().await {
            let failed = |cause| self.place.failed("list the event source mappings", cause);
            mappings.push(mapping(next.map_err(failed)?));
        }
        Ok(mappings)
    }
}

fn mapping(found: EventSourceMappingConfiguration) -> Mapping {
    let responses = found.function_response_types.unwrap_or_default();
    Mapping {
        id: found.uuid.unwrap_or_default(),
        source: found.event_source_arn,
        function: found.function_arn,
        state: found.state.unwrap_or_default(),
        batch_size: found.batch_size,
        partial_failures: responses.contains(&FunctionResponseType::ReportBatchItemFailures),
    }
}
