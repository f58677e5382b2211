//! The metrics that Lambda publishes about functions.

use std::sync::Arc;

use super::{run::Outcome, state::Resolved};
use crate::{
    core::Core,
    services::cloudwatch::{CloudWatch, Datum, Resolution},
};

/// Writes `AWS/Lambda`.
pub(crate) struct Metrics {
    core: Arc<Core>,
    cloudwatch: Arc<CloudWatch>,
}

impl Metrics {
    pub(crate) fn new(core: &Arc<Core>, cloudwatch: &Arc<CloudWatch>) -> Self {
        Self {
            core: Arc::clone(core),
            cloudwatch: Arc::clone(cloudwatch),
        }
    }

    /// An invocation has run, well or not.
    pub(crate) fn ran(&self, resolved: &Resolved, outcome: &Outcome, running: u32) {
        let failed = f64::from(u8::from(outcome.result.is_err()));
        let millis = outcome.duration.as_secs_f64() * 1000.0;
        self.record(resolved, "Invocations", 1.0, "Count");
        self.record(resolved, "Errors", failed, "Count");
        self.record(resolved, "Throttles", 0.0, "Count");
        self.record(resolved, "Duration", millis, "Milliseconds");
        self.record(resolved, "ConcurrentExecutions", running.into(), "Count");
    }

    /// An invocation was refused.
    pub(crate) fn throttled(&self, resolved: &Resolved) {
        self.record(resolved, "Throttles", 1.0, "Count");
    }

    /// One of something happened: `AsyncEventsReceived`, `AsyncEventsDropped`,
    /// `DeadLetterErrors`, `DestinationDeliveryFailures`.
    pub(crate) fn count(&self, resolved: &Resolved, name: &str) {
        self.record(resolved, name, 1.0, "Count");
    }

    /// How old an asynchronous event is that the function is about to get, in milliseconds.
    pub(crate) fn event_age(&self, resolved: &Resolved, millis: i64) {
        self.record(resolved, "AsyncEventAge", millis as f64, "Milliseconds");
    }

    /// How old the last record of a stream is that the function is about to get, in milliseconds.
    pub(crate) fn iterator_age(&self, resolved: &Resolved, millis: f64) {
        self.record(resolved, "IteratorAge", millis, "Milliseconds");
    }

    /// By function, by function and qualifier when one was used, and over all functions.
    fn record(&self, resolved: &Resolved, name: &str, value: f64, unit: &str) {
        let function = ("FunctionName".to_owned(), resolved.name.clone());
        self.put(name, value, unit, vec![]);
        self.put(name, value, unit, vec![function.clone()]);
        if resolved.is_qualified() {
            let resource = format!("{}:{}", resolved.name, resolved.qualifier);
            let dimensions = vec![function, ("Resource".to_owned(), resource)];
            self.put(name, value, unit, dimensions);
        }
    }

    fn put(&self, name: &str, value: f64, unit: &str, dimensions: Vec<(String, String)>) {
        self.cloudwatch.record(Datum {
            namespace: "AWS/Lambda".to_owned(),
            name: name.to_owned(),
            dimensions,
            value,
            times: 1.0,
            unit: unit.to_owned(),
            at_millis: self.core.clock.now_millis(),
            resolution: Resolution::Standard,
        });
    }
}
