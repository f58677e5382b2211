//! Takes messages from a queue, runs the function on them, deletes what it is done with.

use std::{sync::Arc, time::Duration};

use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    event::{Filters, record},
    registry::{Mapping, Mappings},
    response::{Failed, failures},
    source::{Queue, Received},
    stream,
};
use crate::{fault::Fault, services::lambda::name::FunctionName};

/// Batches in work at the same time without `MaximumConcurrency`: where AWS begins.
const CONCURRENCY: usize = 5;
/// Seconds that one call waits for messages.
const WAIT: i64 = 2;
/// How long to leave a queue alone that cannot be reached, by the clock.
const REST: Duration = Duration::from_secs(1);

/// What polls for one mapping until it is changed or removed.
pub(super) struct Poller {
    mappings: Arc<Mappings>,
    mapping: Mapping,
    filters: Filters,
}

impl Poller {
    /// Begins to poll when the mapping is enabled. Filters are checked when a mapping is put.
    pub(super) fn start(mappings: &Arc<Mappings>, mapping: Mapping) {
        let Ok(filters) = Filters::parse(mapping.filters.as_ref()) else {
            return;
        };
        if let (true, Some(settings)) = (mapping.enabled, mapping.stream.clone()) {
            stream::Poller::start(mappings, mapping, settings, filters);
        } else if mapping.enabled {
            let poller = Arc::new(Self {
                mappings: Arc::clone(mappings),
                mapping,
                filters,
            });
            mappings.core.spawn(poller.run());
        }
    }

    async fn run(self: Arc<Self>) {
        let scaling = self
            .mapping
            .scaling
            .as_ref()
            .and_then(|one| one.maximum_concurrency);
        let places = Arc::new(Semaphore::new(
            scaling.map_or(CONCURRENCY, |most| most as usize),
        ));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else {
                return;
            };
            if !self.mappings.holds(&self.mapping) {
                return;
            }
            match self.gather().await {
                Ok(batch) if batch.is_empty() => {}
                Ok(batch) => self.hand_over(batch, place),
                Err(_) => self.mappings.core.clock.sleep(REST).await,
            }
        }
    }

    fn queue(&self) -> Result<Queue, Fault> {
        let starting = || Fault::internal("the environment is starting");
        Queue::of(&self.mappings.core, &self.mapping.source).ok_or_else(starting)
    }

    /// A full batch, or what came within the window.
    async fn gather(&self) -> Result<Vec<Received>, Fault> {
        let queue = self.queue()?;
        let size = self.mapping.batch_size as usize;
        let mut batch = tokio::select! {
            batch = queue.receive(size, WAIT) => batch?,
            () = self.mappings.superseded(&self.mapping) => return Ok(Vec::new()),
        };
        let clock = self.mappings.core.clock;
        let end = clock.now_millis() + i64::from(self.mapping.window) * 1000;
        while !batch.is_empty() && batch.len() < size && clock.now_millis() < end {
            let left = (end - clock.now_millis()).div_euclid(1000).clamp(0, WAIT);
            let more = queue.receive(size - batch.len(), left).await?;
            if more.is_empty() && left == 0 {
                break;
            }
            batch.extend(more);
        }
        Ok(batch)
    }

    fn hand_over(self: &Arc<Self>, batch: Vec<Received>, place: OwnedSemaphorePermit) {
        let poller = Arc::clone(self);
        self.mappings.core.spawn(async move {
            // What fails here stays in the queue and comes again after its visibility timeout.
            let _ = poller.work(batch).await;
            drop(place);
        });
    }

    async fn work(&self, batch: Vec<Received>) -> Result<(), Fault> {
        let queue = self.queue()?;
        let (mut wanted, mut records, mut unwanted) = (Vec::new(), Vec::new(), Vec::new());
        for message in batch {
            let record = record(&message, &self.mapping.source, &self.mappings.core.region);
            match self.filters.pass(&record) {
                true => {
                    records.push(record);
                    wanted.push(message);
                }
                false => unwanted.push(message),
            }
        }
        // AWS deletes what no filter lets pass.
        queue.delete(&unwanted).await?;
        if wanted.is_empty() {
            return Ok(());
        }
        let done = self
            .run_function(json!({ "Records": records }), wanted)
            .await?;
        queue.delete(&done).await
    }

    /// The messages that the function is done with.
    async fn run_function(
        &self,
        event: serde_json::Value,
        messages: Vec<Received>,
    ) -> Result<Vec<Received>, Fault> {
        let name = FunctionName::parse(&self.mapping.function)?;
        let resolved = self.mappings.functions.resolve(&name)?;
        let id = uuid::Uuid::new_v4().to_string();
        let payload = event.to_string().into();
        let outcome = self
            .mappings
            .runner
            .run(&resolved, &id, payload, None, None)
            .await?;
        Ok(match outcome.result {
            Err(_) => Vec::new(),
            Ok(_) if !self.mapping.reports_failures => messages,
            Ok(answer) => match failures(&answer) {
                Failed::None => messages,
                Failed::All => Vec::new(),
                Failed::These(ids) => messages
                    .into_iter()
                    .filter(|one| !ids.contains(&one.id))
                    .collect(),
            },
        })
    }
}
