//! The way of one event through one processor.

use std::sync::Arc;

use serde_json::{Value, json};

use super::marker::{self, Marker};
use super::{outbox, reject};
use crate::event::{BadEvent, Event};
use crate::processors::{Failure, ProcessorInfo};
use crate::seams::{Key, SeamError, Seams, Written};
use crate::telemetry::{Level, Logger, Metric, Sink};
use crate::trace;
use crate::work::{Desk, Outbox, Work};

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
}

impl Processors {
    /// Processors over these seams that log to `sink`.
    pub fn new(seams: Seams, sink: Arc<dyn Sink>, level: Level) -> Self {
        Self { seams, sink, level }
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
        Logger::new(
            self.sink.clone(),
            self.seams.clock.clone(),
            self.level,
            service,
        )
    }

    pub(crate) fn seams(&self) -> &Seams {
        &self.seams
    }

    async fn reject(
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
            Ok(Outcome::Ignored) => return,
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

struct Delivery<'a> {
    shared: &'a Processors,
    processor: &'static ProcessorInfo,
    event: Event,
    invocation: &'a Invocation,
    log: Logger,
}

impl Delivery<'_> {
    async fn run(&self, payload: &Value) -> Result<Outcome, SeamError> {
        if !self.processor.handles(&self.event) && self.processor.overhears {
            self.log.log(
                Level::Debug,
                "event does not concern this processor",
                &Value::Null,
            );
            return Ok(Outcome::Ignored);
        }
        match self.checked().await {
            Ok(outcome) => Ok(outcome),
            Err(Failure::Seam(error)) => Err(error),
            Err(Failure::Bad(bad)) => {
                self.shared
                    .reject(payload, &bad, self.invocation, &self.log)
                    .await
            }
        }
    }

    async fn checked(&self) -> Result<Outcome, Failure> {
        self.event.validate()?;
        if !self.processor.handles(&self.event) {
            let name = self.processor.name;
            let event = &self.event.detail_type;
            return Err(BadEvent::Meaning(format!("$: {name} does not handle `{event}`")).into());
        }
        match self.marker().await? {
            Marker::Absent => self.handle().await,
            known => Ok(self.known(known).await?),
        }
    }

    /// A delivery of an event that was seen before.
    async fn known(&self, marker: Marker) -> Result<Outcome, SeamError> {
        match marker {
            Marker::Absent => Err(busy("a row that it depends on changed meanwhile")),
            Marker::Done { .. } => {
                self.log
                    .log(Level::Info, "event handled before", &Value::Null);
                Ok(Outcome::Duplicate)
            }
            Marker::Committed { lease_until, .. } if lease_until >= self.now().as_second() => {
                Err(busy("another invocation is busy with this event"))
            }
            Marker::Committed { owner, outbox, .. } => self.resume(&owner, &outbox).await,
        }
    }

    async fn handle(&self) -> Result<Outcome, Failure> {
        let desk = Desk {
            store: &*self.shared.seams.store,
            now: self.now(),
        };
        let mut work = (self.processor.run)(&self.event, &desk).await?;
        trace::carry(&mut work, &self.event, self.invocation);
        let owner = self.shared.seams.ids.next();
        if let Some(other) = self.commit(&mut work, &owner).await? {
            return Ok(self.known(other).await?);
        }
        self.tell(&work);
        self.send(&work.outbox, &owner).await?;
        self.log.log(
            Level::Info,
            "event handled",
            &json!({"writes": work.writes.len()}),
        );
        Ok(Outcome::Handled)
    }

    /// Makes the writes durable, or answers with the marker that stood against it. A marker of
    /// this very invocation does not: an earlier attempt had succeeded and its answer was lost.
    async fn commit(&self, work: &mut Work, owner: &str) -> Result<Option<Marker>, SeamError> {
        work.writes
            .push(marker::begin(self.key(), owner, self.now(), &work.outbox));
        if self.shared.seams.store.write(&work.writes).await? == Written::Committed {
            return Ok(None);
        }
        Ok(Some(self.marker().await?).filter(|marker| !marker.is_of(owner)))
    }

    async fn resume(&self, from: &str, outbox: &Outbox) -> Result<Outcome, SeamError> {
        let owner = self.shared.seams.ids.next();
        let claim = marker::take_over(self.key(), from, &owner, self.now());
        if self.shared.seams.store.write(&[claim]).await? == Written::ConditionFailed {
            return Err(busy("another invocation took this event over"));
        }
        self.send(outbox, &owner).await?;
        self.log.log(
            Level::Warn,
            "took over what an invocation had left",
            &Value::Null,
        );
        Ok(Outcome::Resumed)
    }

    /// Losing the lease meanwhile is no failure: whoever took over sends it all again.
    async fn send(&self, outbox: &Outbox, owner: &str) -> Result<(), SeamError> {
        if outbox.is_empty() {
            return Ok(());
        }
        let store = &self.shared.seams.store;
        if let Err(error) = outbox::send(outbox, &self.shared.seams, &self.log).await {
            // Whether this succeeds only decides how soon the next delivery may take over.
            let _ = store.write(&[marker::give_up(self.key(), owner)]).await;
            return Err(error);
        }
        store
            .write(&[marker::finish(self.key(), owner)])
            .await
            .map(drop)
    }

    fn tell(&self, work: &Work) {
        work.metrics
            .iter()
            .for_each(|metric| self.log.metric(metric));
        for (level, message, context) in &work.remarks {
            self.log.log(*level, message, context);
        }
    }

    async fn marker(&self) -> Result<Marker, SeamError> {
        Ok(Marker::read(
            self.shared.seams.store.get(&self.key()).await?,
        ))
    }

    fn key(&self) -> Key {
        marker::key(self.processor.name, &self.event.id)
    }

    fn now(&self) -> jiff::Timestamp {
        self.shared.seams.clock.now()
    }
}

fn busy(reason: &str) -> SeamError {
    SeamError::transient("table", "claim", reason)
}
