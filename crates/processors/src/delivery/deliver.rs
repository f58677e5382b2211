//! The way of one event through one processor.

use serde_json::{Value, json};

use super::entry::{Invocation, Outcome, Processors};
use super::marker::{self, Marker};
use super::outbox;
use crate::event::{BadEvent, Event};
use crate::processors::{Failure, ProcessorInfo};
use crate::seams::{Key, SeamError, Written};
use crate::telemetry::{Level, Logger};
use crate::trace;
use crate::work::{Desk, Outbox, Work};

/// One event on its way.
pub(super) struct Delivery<'a> {
    pub(super) shared: &'a Processors,
    pub(super) processor: &'static ProcessorInfo,
    pub(super) event: Event,
    pub(super) invocation: &'a Invocation,
    pub(super) log: Logger,
}

impl Delivery<'_> {
    pub(super) async fn run(&self, payload: &Value) -> Result<Outcome, SeamError> {
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
            store: &*self.shared.seams().store,
            now: self.now(),
        };
        let mut work = (self.processor.run)(&self.event, &desk).await?;
        trace::carry(&mut work, &self.event, self.invocation);
        let owner = self.shared.seams().ids.next();
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
        if self.shared.seams().store.write(&work.writes).await? == Written::Committed {
            return Ok(None);
        }
        Ok(Some(self.marker().await?).filter(|marker| !marker.is_of(owner)))
    }

    async fn resume(&self, from: &str, outbox: &Outbox) -> Result<Outcome, SeamError> {
        let owner = self.shared.seams().ids.next();
        let claim = marker::take_over(self.key(), from, &owner, self.now());
        if self.shared.seams().store.write(&[claim]).await? == Written::ConditionFailed {
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
        let store = &self.shared.seams().store;
        if let Err(error) = outbox::send(outbox, self.shared.seams(), &self.log).await {
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
            self.shared.seams().store.get(&self.key()).await?,
        ))
    }

    fn key(&self) -> Key {
        marker::key(self.processor.name, &self.event.id)
    }

    fn now(&self) -> jiff::Timestamp {
        self.shared.seams().clock.now()
    }
}

fn busy(reason: &str) -> SeamError {
    SeamError::transient("table", "claim", reason)
}
