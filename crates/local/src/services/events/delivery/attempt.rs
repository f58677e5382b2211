//! Asking a target to take an event.

use std::sync::Arc;

use coagent_pattern::transform::Context;
use futures_util::future::join_all;

use super::{failure::Failure, job::Job, retry::Policy, settle::ages};
use crate::{
    authority::Assumed,
    core::Core,
    fault::Fault,
    principal::Source,
    services::{
        events::{
            Events,
            envelope::{Incoming, instant_millis},
            ingest::Route,
            metrics::Metric,
            registry::{Kind, RuleId, Target},
        },
        lambda::AsyncInvocation,
        sns::Notification,
        sqs::Outgoing,
    },
    store::Batch,
};

/// What a target said: what it calls the request, or why not.
pub(super) type Outcome = Result<Option<String>, Failure>;

/// The service that delivers.
pub(super) const PRINCIPAL: &str = "events.amazonaws.com";

impl Events {
    /// Delivers what waits, for as long as the environment runs.
    pub(crate) async fn work(self: Arc<Self>) {
        self.wait_for_cloud().await;
        loop {
            let tickets = self.engine.take().await;
            let jobs = self.recall(tickets).await;
            self.deliver(jobs).await;
        }
    }

    /// While the environment starts there is nobody to deliver to.
    async fn wait_for_cloud(&self) {
        while self.core.cloud().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    /// Tries deliveries to one target.
    async fn deliver(&self, jobs: Vec<Job>) {
        let now = self.now();
        let mut ready = Vec::with_capacity(jobs.len());
        for job in jobs {
            if let Some(last) = too_old(&job, now) {
                self.give_up_too_old(job, last).await;
                continue;
            }
            match self.body(&job) {
                Ok(body) => ready.push((job, body)),
                Err(failure) => self.settle(job, Err(failure)).await,
            }
        }
        let Some(target) = ready.first().map(|(job, _)| Arc::clone(&job.target)) else {
            return;
        };
        self.attempts_begin(&target.rule, ready.iter().map(|(job, _)| job));
        if let Some(mut scribe) = self.scribe(&target) {
            ready.iter().for_each(|(job, body)| scribe.asks(job, body));
            self.log(scribe);
        }
        if target.kind == Kind::Queue {
            self.deliver_to_queue(&target, ready).await;
        } else {
            join_all(ready.into_iter().map(|(job, body)| async move {
                let outcome = self.ask(&job, body).await;
                self.settle(job, outcome).await;
            }))
            .await;
        }
    }

    fn attempts_begin<'a>(&self, rule: &Arc<RuleId>, jobs: impl Iterator<Item = &'a Job> + Clone) {
        let (attempts, first) = (jobs.clone().count(), jobs.filter(|job| job.attempts == 0));
        let retries = attempts - first.clone().count();
        self.tally.count(rule, Metric::InvocationAttempts, attempts);
        self.tally
            .count(rule, Metric::RetryInvocationAttempts, retries);
        let start = Metric::IngestionToInvocationStartLatency;
        self.tally.took(rule, start, ages(first, self.now()));
    }

    /// What the target receives.
    fn body(&self, job: &Job) -> Result<Arc<str>, Failure> {
        let event = self.text(job).map_err(|fault| Failure::from(&fault))?;
        if job.target.input.is_whole_event() {
            return Ok(event);
        }
        let context = Context {
            rule_arn: &job.target.rule.arn,
            rule_name: &job.target.rule.name,
            ingestion_time: &instant_millis(job.event.ingested),
        };
        job.target
            .input
            .apply(&event, &context)
            .map(Into::into)
            .map_err(|failure| Failure {
                body: Some(failure.body),
                ..Failure::permanent(
                    failure.error_code,
                    "The input of the target is not valid JSON after its transformation.",
                )
            })
    }

    /// The whole event.
    pub(super) fn text(&self, job: &Job) -> Result<Arc<str>, Fault> {
        let text = job.event.text.clone();
        text.ok_or_else(|| Fault::internal(format!("event {} is not in the store", job.event.id)))
    }

    async fn ask(&self, job: &Job, body: Arc<str>) -> Outcome {
        let outcome = match &job.target.kind {
            Kind::Function => self.invoke(job, &body).await,
            Kind::Topic => self.publish(job, &body).await,
            Kind::Bus(name) => self.forward(job, name).await,
            Kind::LogGroup(group) => self.write_log(job, group, &body),
            Kind::Elsewhere { .. } => Err(elsewhere(&job.target.spec.arn)),
            // Queues are delivered to in one go, archives when the event comes in.
            Kind::Queue | Kind::Archive => Ok(None),
        };
        outcome.map_err(|fault| Failure::from(&fault))
    }

    async fn invoke(&self, job: &Job, body: &str) -> Result<Option<String>, Fault> {
        let invocation = AsyncInvocation {
            function: job.target.spec.arn.clone(),
            payload: body.as_bytes().to_vec(),
            source: self.requester(&job.target, "lambda:InvokeFunction")?,
            trace_header: job.event.trace.as_deref().map(str::to_owned),
        };
        self.cloud()?
            .lambda
            .invoke_async(invocation)
            .await
            .map(Some)
    }

    async fn publish(&self, job: &Job, body: &str) -> Result<Option<String>, Fault> {
        let notification = Notification {
            message: body.to_owned(),
            ..Notification::default()
        };
        let source = self.requester(&job.target, "sns:Publish")?;
        let cloud = self.cloud()?;
        cloud
            .sns
            .deliver(&job.target.spec.arn, notification, source.as_ref())
            .await
            .map(Some)
    }

    /// Whom the policy of a target is asked about: the service, unless the target has a role,
    /// which must allow the delivery itself.
    /// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html>
    ///
    /// # Errors
    /// `AccessDeniedException` when the role does not.
    pub(super) fn requester(&self, target: &Target, action: &str) -> Result<Option<Source>, Fault> {
        let service = source(&self.core, target);
        let Some(role) = &target.spec.role_arn else {
            return Ok(Some(service));
        };
        let assumed = Assumed {
            role,
            service: &service,
        };
        let cloud = self.cloud()?;
        assumed.check(&cloud, action, &target.spec.arn)?;
        Ok(None)
    }

    /// Another bus gets the event as it is. The target's role lets it in, or the bus's policy.
    async fn forward(&self, job: &Job, bus: &str) -> Result<Option<String>, Fault> {
        if let Some(source) = self.requester(&job.target, "events:PutEvents")?
            && !self.lets_in(bus, &source)?
        {
            return Err(Fault::new(
                "AccessDeniedException",
                format!(
                    "Neither a role of the target nor the policy of event bus {bus} allows events:PutEvents."
                ),
            ));
        }
        let incoming = Incoming {
            id: job.event.id,
            bus: bus.to_owned(),
            source: job.event.source.clone(),
            detail_type: job.event.detail_type.clone(),
            time: job.event.time,
            text: self.text(job)?,
            trace: job.event.trace.clone(),
            replay: job.event.replay.clone(),
            forwarded: true,
        };
        self.ingest(vec![incoming], &Route::Patterns, Batch::new())
            .durable()
            .await?;
        Ok(Some(job.event.id.to_string()))
    }

    fn write_log(&self, job: &Job, group: &str, body: &str) -> Result<Option<String>, Fault> {
        let stream = job.event.id.to_string();
        let source = source(&self.core, &job.target);
        let events = vec![log_event(job, body, self.now())];
        self.cloud()?
            .logs
            .deliver(&source, group, &stream, events)?;
        Ok(None)
    }
}

/// The time and the message of a log event: those that an input transformer makes, or the whole
/// event now.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html>
fn log_event(job: &Job, body: &str, now: i64) -> (i64, String) {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Made {
        timestamp: Option<i64>,
        message: String,
    }
    let is_made = job.target.spec.input_transformer.is_some();
    match serde_json::from_str::<Made>(body).ok().filter(|_| is_made) {
        Some(made) => (made.timestamp.unwrap_or(now), made.message),
        None => (now, body.to_owned()),
    }
}

fn elsewhere(arn: &str) -> Fault {
    let text =
        format!("{arn} is in another account or Region, which the local environment is not.");
    Fault::new("ResourceNotFoundException", text)
}

/// Why a delivery failed last, when it may not be tried any more.
fn too_old(job: &Job, now: i64) -> Option<Failure> {
    let policy = Policy::of(job.target.spec.retry_policy.as_ref());
    job.last
        .clone()
        .filter(|_| policy.is_too_old(job.event.ingested, now))
}

/// On whose behalf a target is asked.
pub(super) fn source(core: &Core, target: &Target) -> Source {
    Source::new(PRINCIPAL, &*target.rule.arn, &core.account)
}

/// The message that a queue gets.
pub(super) fn outgoing(job: &Job, body: Arc<str>) -> Outgoing {
    let parameters = job.target.spec.sqs_parameters.as_ref();
    Outgoing {
        group_id: parameters.and_then(|parameters| parameters.message_group_id.clone()),
        trace_header: job.event.trace.as_deref().map(str::to_owned),
        ..Outgoing::new(body)
    }
}
