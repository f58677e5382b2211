//! The Lambda entry point: one bundle, the function chosen by its `Handler`.

use std::sync::Arc;

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::{Value, json};

use crate::adapters::aws;
use crate::delivery::{self, Invocation, Outcome, Processors};
use crate::environment::{Environment, EnvironmentError};
use crate::processors::{self, ProcessorInfo};
use crate::resilience::guarded;
use crate::seams::SeamError;
use crate::telemetry::{Level, Logger, Stdout};
use crate::{retry, websocket};

/// Why a function cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// Its environment variables are wrong.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// No function has this handler.
    #[error("no function has the handler `{handler}`: known are {}", known.join(", "))]
    UnknownHandler {
        /// What `_HANDLER` is.
        handler: String,
        /// What it could be.
        known: Vec<&'static str>,
    },
    /// The Lambda runtime ended.
    #[error("the Lambda runtime ended: {0}")]
    Runtime(String),
}

/// One of the functions in the bundle.
#[derive(Debug, Clone, Copy)]
enum Function {
    Processor(&'static ProcessorInfo),
    Retry,
    Authorizer,
    Connect,
    Disconnect,
    Default,
}

/// The functions that are no processors, by handler.
const OTHERS: [(&str, Function); 5] = [
    ("retry", Function::Retry),
    ("authorizer", Function::Authorizer),
    ("connect", Function::Connect),
    ("disconnect", Function::Disconnect),
    ("default", Function::Default),
];

/// Every handler that the bundle answers to.
pub fn handlers() -> Vec<&'static str> {
    let processors = processors::all().iter().map(|processor| processor.handler);
    processors
        .chain(OTHERS.map(|(handler, _)| handler))
        .collect()
}

fn function(handler: &str) -> Result<Function, BootstrapError> {
    let other = || {
        OTHERS
            .iter()
            .find(|(name, _)| *name == handler)
            .map(|(_, function)| *function)
    };
    processors::find(handler)
        .map(Function::Processor)
        .or_else(other)
        .ok_or_else(|| BootstrapError::UnknownHandler {
            handler: handler.to_owned(),
            known: handlers(),
        })
}

/// Serves invocations until the process is ended.
///
/// # Errors
/// [`BootstrapError`]; also logged as a structured line.
pub async fn bootstrap(environment: Environment) -> Result<(), BootstrapError> {
    let function = function(&environment.handler)?;
    let seams = guarded(aws::seams(&environment).await);
    let app = Arc::new(App {
        function,
        processors: Processors::new(seams, Arc::new(Stdout), environment.log_level)
            .in_environment(&environment.environment),
        environment,
    });
    let serve = service_fn(move |event: LambdaEvent<Value>| {
        let app = app.clone();
        async move { app.invoke(event).await.map_err(diagnostic) }
    });
    lambda_runtime::run(serve)
        .await
        .map_err(|error| BootstrapError::Runtime(error.to_string()))
}

fn diagnostic(error: SeamError) -> Diagnostic {
    Diagnostic {
        error_type: format!("{:?}", error.kind),
        error_message: error.to_string(),
    }
}

struct App {
    function: Function,
    processors: Processors,
    environment: Environment,
}

impl App {
    async fn invoke(&self, event: LambdaEvent<Value>) -> Result<Value, SeamError> {
        let (payload, invocation) = (event.payload, invocation(event.context));
        let seams = self.processors.seams();
        let log = &self.logger(&invocation);
        match self.function {
            Function::Processor(processor) => self.process(processor, payload, &invocation).await,
            Function::Retry => {
                let own_arn = invocation.function_arn.unwrap_or_default();
                let report = retry::run(&self.processors, &own_arn).await?;
                Ok(json!({"returned": report.returned, "left": report.left}))
            }
            Function::Authorizer => Ok(self.authorize(&payload, log)),
            Function::Connect => websocket::connect(&payload, seams, log).await,
            Function::Disconnect => websocket::disconnect(&payload, seams, log).await,
            Function::Default => websocket::message(&payload, seams, log).await,
        }
    }

    /// An event, or the messages of a queue with an event each.
    async fn process(
        &self,
        processor: &'static ProcessorInfo,
        payload: Value,
        invocation: &Invocation,
    ) -> Result<Value, SeamError> {
        let processors = &self.processors;
        match delivery::messages(&payload) {
            Some(messages) => {
                processors
                    .deliver_batch(processor, messages, invocation)
                    .await
            }
            None => {
                let outcome = processors.deliver(processor, payload, invocation).await;
                outcome.map(answer)
            }
        }
    }

    fn authorize(&self, request: &Value, log: &Logger) -> Value {
        let secret = self
            .environment
            .auth_token_secret
            .as_deref()
            .unwrap_or_default();
        websocket::authorize(request, secret, self.processors.seams().clock.now(), log)
    }

    fn logger(&self, invocation: &Invocation) -> Logger {
        let log = self.processors.logger(&self.environment.handler);
        log.with("requestId", Some(&invocation.request_id))
    }
}

fn invocation(context: lambda_runtime::Context) -> Invocation {
    Invocation {
        request_id: context.request_id,
        trace_header: context.xray_trace_id,
        function_arn: Some(context.invoked_function_arn).filter(|arn| !arn.is_empty()),
    }
}

fn answer(outcome: Outcome) -> Value {
    let name = match outcome {
        Outcome::Handled => "handled",
        Outcome::Resumed => "resumed",
        Outcome::Duplicate => "duplicate",
        Outcome::Ignored => "ignored",
        Outcome::Rejected => "rejected",
    };
    json!({"outcome": name})
}

/// Logs why a function could not start, where its other lines are.
pub fn report(error: &BootstrapError) {
    let clock = Arc::new(crate::adapters::SystemClock);
    let log = Logger::new(Arc::new(Stdout), clock, Level::Error, "bootstrap");
    log.log(Level::Error, &error.to_string(), &Value::Null);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_handler_is_named_with_the_known_ones() {
        let error = function("user-event").unwrap_err().to_string();
        assert!(
            error.contains("`user-event`") && error.contains("user-events"),
            "{error}"
        );
    }

    #[test]
    fn every_handler_finds_its_function() {
        assert_eq!(handlers().len(), 18);
        assert!(
            handlers()
                .into_iter()
                .all(|handler| function(handler).is_ok())
        );
    }
}
