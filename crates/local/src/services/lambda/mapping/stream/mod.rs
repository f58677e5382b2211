//! From the stream of a table to a function: in order, again and again until the function takes a
//! batch or the mapping gives it up.

mod batch;
mod reader;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use self::{
    batch::{Attempt, Batch, Next},
    reader::Reader,
};
use super::{
    event::Filters,
    registry::{Mapping, Mappings},
    response::{Failed, failures},
};
use crate::{
    fault::Fault,
    services::lambda::asynchronous::{self, Discarded},
    store::{Batch as Changes, Table},
};

/// How far mappings have come: the sequence number of the last record that is done, by mapping.
const REACHED: Table = Table("lambda.streams");
/// Lambda looks at a stream four times a second.
const PAUSE: Duration = Duration::from_millis(250);
/// The first and the longest pause before a batch is tried again; it doubles.
const FIRST_REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(60);

/// What a mapping of a stream has beside what every mapping has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Whether it began with what comes, not with what is there.
    pub(crate) latest: bool,
    /// Whether a batch that fails is tried in halves.
    pub(crate) bisect: bool,
    /// Retries of a batch; `None` is without end.
    pub(crate) retries: Option<u32>,
    /// Seconds; `None` is without end.
    pub(crate) max_age: Option<u32>,
    /// The ARN of the queue, the topic or the bucket that hears of what is given up.
    pub(crate) on_failure: Option<String>,
}

/// What polls for one mapping until it is changed or removed.
pub(super) struct Poller {
    mappings: Arc<Mappings>,
    mapping: Mapping,
    settings: Settings,
    filters: Filters,
}

impl Poller {
    pub(super) fn start(
        mappings: &Arc<Mappings>,
        mapping: Mapping,
        settings: Settings,
        filters: Filters,
    ) {
        let core = &mappings.core;
        let poller = Self {
            mappings: Arc::clone(mappings),
            mapping,
            settings,
            filters,
        };
        core.spawn(async move { poller.run().await });
    }

    async fn run(self) {
        let clock = self.mappings.core.clock;
        let mut reader = Reader::new(&self.mapping.source, self.settings.latest, self.reached());
        while self.mappings.holds(&self.mapping) {
            match self.gather(&mut reader).await {
                Ok(records) if records.is_empty() => clock.sleep(PAUSE).await,
                Ok(records) => self.work(&mut reader, records).await,
                Err(_) => clock.sleep(PAUSE * 4).await,
            }
        }
    }

    /// A full batch, or what came within the window. After an error the reader begins anew behind
    /// what is done, so that nothing is left out.
    async fn gather(&self, reader: &mut Reader) -> Result<Vec<Json>, Fault> {
        let (core, most) = (&self.mappings.core, self.mapping.batch_size);
        let mut records = reader.read(core, most).await?;
        let end = core.clock.now_millis() + i64::from(self.mapping.window) * 1000;
        while !records.is_empty() && core.clock.now_millis() < end {
            let room = most.saturating_sub(u32::try_from(records.len()).unwrap_or(most));
            if room == 0 || !self.mappings.holds(&self.mapping) {
                break;
            }
            core.clock.sleep(PAUSE).await;
            records.extend(reader.read(core, room).await?);
        }
        Ok(records)
    }

    fn reached(&self) -> Option<String> {
        let found = self
            .mappings
            .core
            .store
            .get(REACHED, self.mapping.uuid.as_bytes());
        found
            .ok()
            .flatten()
            .and_then(|bytes| String::from_utf8(bytes).ok())
    }

    /// Works on records until each is done or given up, and writes down how far it came.
    async fn work(&self, reader: &mut Reader, records: Vec<Json>) {
        let last = records.last().map(batch::sequence);
        let wanted = records.into_iter().map(|record| self.ours(record));
        let wanted: Vec<Json> = wanted.filter(|record| self.filters.pass(record)).collect();
        let mut waiting: VecDeque<Batch> = Batch::of(wanted).into_iter().collect();
        while let Some(batch) = waiting.pop_front() {
            if !self.mappings.holds(&self.mapping) {
                return;
            }
            let attempt = self.attempt(&batch).await;
            match batch.after(
                attempt,
                &self.settings,
                self.mappings.core.clock.now_millis(),
            ) {
                Next::Done => {}
                Next::Again(batches) => {
                    let rest = rest(batches.first().map_or(0, |batch| batch.attempts));
                    batches
                        .into_iter()
                        .rev()
                        .for_each(|batch| waiting.push_front(batch));
                    self.mappings.core.clock.sleep(rest).await;
                }
                Next::GiveUp(batch, why) => self.give_up(&batch, reader.shard(), why).await,
            }
        }
        if let Some(last) = last {
            self.reach(&last).await;
            reader.reach(last);
        }
    }

    /// The record as functions get it.
    fn ours(&self, mut record: Json) -> Json {
        record["eventSourceARN"] = json!(self.mapping.source);
        if let Some(identity) = record.get_mut("userIdentity") {
            *identity = json!({
                "type": identity["Type"],
                "principalId": identity["PrincipalId"],
            });
        }
        record
    }

    async fn attempt(&self, batch: &Batch) -> Attempt {
        let event = batch.event();
        let age = batch.age(self.mappings.core.clock.now_millis());
        match self.mappings.invoke(&self.mapping, &event, age).await {
            Ok(Some(answer)) if self.mapping.reports_failures => match failures(&answer) {
                Failed::None => Attempt::Done,
                Failed::All => Attempt::Failed,
                Failed::These(ids) => Attempt::DoneBefore(ids),
            },
            Ok(Some(_)) => Attempt::Done,
            Ok(None) => Attempt::Failed,
            // A throttled function and one that is not there yet are asked again, as on AWS.
            Err(_) => Attempt::NotAsked,
        }
    }

    async fn give_up(&self, batch: &Batch, shard: &str, why: &'static str) {
        let Some(to) = &self.settings.on_failure else {
            return;
        };
        let core = &self.mappings.core;
        let discarded = Discarded {
            record: batch.letter(&self.mapping, shard, why, core.clock.now_millis()),
            payload: batch.event(),
            prefix: format!("{}{shard}/", prefix(&self.mapping.uuid)),
        };
        // What the destination refuses is lost, as on AWS.
        let _ = asynchronous::discard(core, to, discarded).await;
    }

    async fn reach(&self, sequence: &str) {
        let mut changes = Changes::new();
        changes.put_bytes(REACHED, self.mapping.uuid.as_str(), sequence);
        // A store that fails has stopped everything; the records come again at the next start.
        let _ = self.mappings.core.store.commit(changes).durable().await;
    }
}

/// What the keys of all that a mapping has given up begin with in a bucket.
pub(crate) fn prefix(uuid: &str) -> String {
    format!("aws/lambda/{uuid}/")
}

fn rest(attempts: u32) -> Duration {
    (FIRST_REST * 2_u32.pow(attempts.min(10))).min(LONGEST_REST)
}

impl Mappings {
    /// Runs the function of a mapping for records that came `age` milliseconds ago; `None` when
    /// it fails.
    async fn invoke(
        &self,
        mapping: &Mapping,
        event: &Json,
        age: f64,
    ) -> Result<Option<bytes::Bytes>, Fault> {
        let name = crate::services::lambda::name::FunctionName::parse(&mapping.function)?;
        let resolved = self.functions.resolve(&name)?;
        self.runner.metrics().iterator_age(&resolved, age);
        let id = uuid::Uuid::new_v4().to_string();
        let payload = event.to_string().into();
        let outcome = self.runner.run(&resolved, &id, payload, None, None).await?;
        Ok(outcome.result.ok())
    }
}
