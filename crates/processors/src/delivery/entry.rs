//! The door to the processors: an event in, an outcome out.

use std::sync::Arc;

use serde_json::{Value, json};

use super::deliver::Delivery;
use super::reject;
use crate::event::{BadEvent, Event};
use crate::processors::ProcessorInfo;
use crate::seams::{SeamError, Seams};
use crate::telemetry::{Level, Logger, Metric, Sink};
use crate::trace;

/// What the platform says about an invocation.
#[derive(Debug, Clone, Default)]
pub struct Invocation {
    /// The request's id.
    pub request_id: String,
    /// The X-Ray trace header.
    pub trace_header: Option<String>,
    /// The function that was invoked.
    pub function_arn: Option<String>,
}

/// How a delivery ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The event was handled.
    Handled,
    /// What followed from it was taken over from an invocation that died.
    Resumed,
    /// It had been handled before.
    Duplicate,
    /// It does not concern the processor.
    Ignored,
    /// It is invalid and now in the dead-letter queue.
    Rejected,
}

/// Runs processors over the seams.
#[derive(Clone)]
pub struct Processors {
    seams: Seams,
    sink: Arc<dyn Sink>,
    level: Level,
    environment: Option<String>,
}

impl Processors {
    /// Processors over these seams that log to `sink`.
    pub fn new(seams: Seams, sink: Arc<dyn Sink>, level: Level) -> Self {
        Self {
            seams,
            sink,
            level,
            environment: None,
        }
    }

    /// The same, with the name of the environment on every line.
    #[must_use]
    pub fn in_environment(mut self, name: &str) -> Self {
        self.environment = Some(name.to_owned());
        self
    }

    /// Hands an event, as EventBridge sends it, to a processor.
    ///
    /// # Errors
    /// What the platform should retry: a seam that failed after its retries, or an event that
    /// another invocation is still busy with. An invalid event is no error: it goes to the
    /// dead-letter queue.
    pub async fn deliver(
        &self,
        processor: &'static ProcessorInfo,
        payload: Value,
        invocation: &Invocation,
    ) -> Result<Outcome, SeamError> {
        let log = self
            .logger(processor.name)
            .with("requestId", Some(&invocation.request_id));
        let (outcome, log) = match Event::parse(&payload) {
            Err(bad) => (self.reject(&payload, &bad, invocation, &log).await, log),
            Ok(event) => {
                let log = trace::fields(log, &event, invocation);
                let delivery = Delivery {
                    shared: self,
                    processor,
                    event,
                    invocation,
                    log,
                };
                (delivery.run(&payload).await, delivery.log)
            }
        };
        self.report(processor, &outcome, &log);
        outcome
    }

    pub(crate) fn logger(&self, service: &str) -> Logger {
        let clock = self.seams.clock.clone();
        Logger::new(self.sink.clone(), clock, self.level, service)
            .with("environment", self.environment.as_deref())
    }

    pub(crate) fn seams(&self) -> &Seams {
        &self.seams
    }

    pub(super) async fn reject(
        &self,
        payload: &Value,
        bad: &BadEvent,
        invocation: &Invocation,
        log: &Logger,
    ) -> Result<Outcome, SeamError> {
        reject::reject(&self.seams, payload, bad, invocation).await?;
        let context = json!({"code": reject::INVALID_EVENT, "reason": bad.to_string()});
        log.log(
            Level::Error,
            "invalid event sent to the dead-letter queue",
            &context,
        );
        Ok(Outcome::Rejected)
    }

    fn report(
        &self,
        processor: &ProcessorInfo,
        outcome: &Result<Outcome, SeamError>,
        log: &Logger,
    ) {
        let name = match outcome {
            Ok(Outcome::Handled | Outcome::Resumed) => "EventsProcessed",
            Ok(Outcome::Duplicate) => "EventsDuplicate",
            Ok(Outcome::Ignored) => "EventsIgnored",
            Ok(Outcome::Rejected) => "EventsRejected",
            Err(error) => {
                log.log(
                    Level::Error,
                    "event not handled",
                    &json!({"reason": error.to_string()}),
                );
                "EventsFailed"
            }
        };
        log.metric(&Metric::one(name, [("Processor", processor.name)]));
    }
}
