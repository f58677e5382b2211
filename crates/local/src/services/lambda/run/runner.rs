//! Runs an event in a warm environment, or in a new one.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{
    concurrency::Concurrency, environment::Environment, failure, pool::Pool, watchdog::Watchdog,
};
use crate::{
    clock::Clock,
    core::Core,
    fault::Fault,
    services::{
        cloudwatch::CloudWatch,
        lambda::{
            metrics::Metrics,
            runtime_api::{Delivery, Failure},
            state::{Registry, Resolved},
        },
        logs::Logs,
    },
};

/// The most processes at work on this machine. It bounds the machine's load, not the account's
/// concurrency: what is over it waits and is not throttled.
const PROCESSES: usize = 128;
/// How often idle environments are looked at.
const REAP_EVERY: Duration = Duration::from_secs(60);

/// An event to be run.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) request_id: String,
    pub(crate) payload: Bytes,
    pub(crate) function_arn: String,
    /// X-Ray trace header.
    pub(crate) trace: String,
    /// JSON.
    pub(crate) client_context: Option<String>,
    /// Whether an environment was started for it.
    pub(crate) cold: bool,
}

impl Job {
    /// The event for a process that gets it now. The deadline goes by the machine's own clock,
    /// because processes know no other.
    pub(super) fn delivery(&self, left: Duration, clock: &Clock) -> Delivery {
        let left = i64::try_from(left.as_millis()).unwrap_or(i64::MAX);
        Delivery {
            request_id: self.request_id.clone(),
            payload: self.payload.clone(),
            deadline: clock.machine_millis().saturating_add(left),
            function_arn: self.function_arn.clone(),
            trace: self.trace.clone(),
            client_context: self.client_context.clone(),
        }
    }
}

/// What became of an event.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The function's answer, or its error.
    pub(crate) result: Result<Bytes, Failure>,
    pub(crate) duration: Duration,
    /// The version that ran.
    pub(crate) version: String,
    /// The last 4 KB of the log.
    pub(crate) tail: String,
}

/// Runs events.
pub(crate) struct Runner {
    core: Arc<Core>,
    logs: Arc<Logs>,
    metrics: Metrics,
    registry: Arc<Registry>,
    watchdog: Arc<Watchdog>,
    pool: Arc<Pool>,
    concurrency: Concurrency,
    processes: Semaphore,
}

impl Runner {
    pub(crate) fn new(
        core: &Arc<Core>,
        logs: Arc<Logs>,
        cloudwatch: &Arc<CloudWatch>,
        registry: &Arc<Registry>,
    ) -> Self {
        let pool = Arc::new(Pool::default());
        core.spawn(reap(Arc::clone(core), Arc::clone(&pool)));
        Self {
            core: Arc::clone(core),
            logs,
            metrics: Metrics::new(core, cloudwatch),
            registry: Arc::clone(registry),
            watchdog: Arc::default(),
            pool,
            concurrency: Concurrency::default(),
            processes: Semaphore::new(PROCESSES),
        }
    }

    /// The metrics of invocations.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Ends the warm environments of a function that was changed or deleted.
    pub(crate) fn forget(&self, function: &str) {
        self.pool.forget(function);
    }

    /// Runs one event to its end. A failure of the function is an outcome, not a fault.
    ///
    /// # Errors
    /// `TooManyRequestsException` when the concurrency is used up.
    pub(crate) async fn run(
        &self,
        resolved: &Resolved,
        request_id: &str,
        payload: Bytes,
        trace: Option<String>,
        client_context: Option<String>,
    ) -> Result<Outcome, Fault> {
        let set_aside = self
            .registry
            .all(|one| one.reserved.unwrap_or(0))
            .iter()
            .sum();
        let place = self
            .concurrency
            .enter(&resolved.name, resolved.reserved, set_aside)
            .inspect_err(|_| self.metrics.throttled(resolved))?;
        let _process = self.processes.acquire().await.map_err(Fault::internal)?;
        let mut job = Job {
            request_id: request_id.to_owned(),
            payload,
            function_arn: resolved.invoked_arn.clone(),
            trace: trace.unwrap_or_else(|| new_trace(self.core.clock.now().as_second())),
            client_context,
            cold: false,
        };
        let outcome = self.in_an_environment(resolved, &mut job).await;
        self.metrics.ran(resolved, &outcome, place.running);
        Ok(outcome)
    }

    async fn in_an_environment(&self, resolved: &Resolved, job: &mut Job) -> Outcome {
        while let Some(environment) = self.pool.take(resolved) {
            // `None`: its process had ended while it was idle.
            if let Some(outcome) = self.in_this(environment, resolved, job).await {
                return outcome;
            }
        }
        job.cold = true;
        let launched = Environment::launch(&self.core, &self.logs, &self.watchdog, resolved).await;
        match launched {
            Ok(environment) => match self.in_this(environment, resolved, job).await {
                Some(outcome) => outcome,
                None => failed(resolved, failure::stopped(&job.request_id)),
            },
            Err(cause) => {
                self.cannot_start(resolved, failure::no_entrypoint(&job.request_id, &cause))
            }
        }
    }

    async fn in_this(
        &self,
        environment: Environment,
        resolved: &Resolved,
        job: &Job,
    ) -> Option<Outcome> {
        let outcome = environment.invoke(job.clone()).await?;
        if outcome.result.is_ok() || environment.is_alive() {
            let now = self.core.clock.now_millis();
            self.pool.put(resolved, environment, now);
        }
        Some(outcome)
    }

    /// There is no process that could have said so: the log gets it from here.
    fn cannot_start(&self, resolved: &Resolved, failure: Failure) -> Outcome {
        let text = String::from_utf8_lossy(&failure.body).into_owned() + "\n";
        let mut log = super::log::Log::new(
            &self.core,
            &self.logs,
            super::environment::log_group(resolved),
            &resolved.version.number,
        );
        log.write([text]);
        failed(resolved, failure)
    }
}

fn failed(resolved: &Resolved, failure: Failure) -> Outcome {
    let tail = String::from_utf8_lossy(&failure.body).into_owned();
    Outcome {
        result: Err(failure),
        duration: Duration::ZERO,
        version: resolved.version.number.clone(),
        tail,
    }
}

/// A trace that begins here, in X-Ray's form.
fn new_trace(seconds: i64) -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let parent = &uuid::Uuid::new_v4().simple().to_string()[..16];
    format!(
        "Root=1-{seconds:08x}-{};Parent={parent};Sampled=1",
        &id[..24]
    )
}

async fn reap(core: Arc<Core>, pool: Arc<Pool>) {
    loop {
        core.clock.sleep(REAP_EVERY).await;
        pool.reap(core.clock.now_millis());
    }
}
