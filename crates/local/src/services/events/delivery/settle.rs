//! Making the outcome of a delivery durable: delivered, to be retried, dead letter, dropped.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    attempt::{Outcome, outgoing, source},
    failure::Failure,
    job::Job,
    retry::{Exhausted, Next, Policy},
};
use crate::{
    fault::Fault,
    services::{
        events::{
            Events,
            meter::Count,
            metrics::Metric,
            model::DeliveryState,
            registry::{RuleId, Target},
            trail::DeliveryRecord,
        },
        sqs::Outgoing,
    },
    store::Batch,
};

impl Events {
    /// Sends to a queue; message and outcome become durable in one write.
    pub(super) async fn deliver_to_queue(&self, target: &Arc<Target>, ready: Vec<(Job, Arc<str>)>) {
        let asked = self.cloud().and_then(|cloud| {
            let source = self.requester(target, "sqs:SendMessage")?;
            Ok((cloud, source))
        });
        let (cloud, source) = match asked {
            Ok(asked) => asked,
            Err(fault) => return self.fail_all(ready, &fault).await,
        };
        let messages = ready
            .iter()
            .map(|(job, body)| outgoing(job, Arc::clone(body)))
            .collect();
        let done = |outcomes: &[Result<Uuid, Fault>]| {
            let mut batch = Batch::new();
            let delivered = ready
                .iter()
                .zip(outcomes)
                .filter_map(|((job, _), outcome)| {
                    let id = outcome.as_ref().ok()?;
                    Some((job.key, job.attempts + 1, *id))
                });
            self.trail
                .save_delivered(&mut batch, self.now(), delivered.collect());
            batch
        };
        let sent = cloud
            .sqs
            .deliver_with(&target.spec.arn, messages, source.as_ref(), done)
            .await;
        match sent {
            Err(fault) => self.fail_all(ready, &fault).await,
            Ok(outcomes) => {
                let (mut delivered, mut refused) = (Vec::with_capacity(ready.len()), Vec::new());
                for ((job, _), outcome) in ready.into_iter().zip(outcomes) {
                    match outcome {
                        Ok(_) => delivered.push(job),
                        Err(fault) => refused.push((job, fault)),
                    }
                }
                self.close_delivered(&target.rule, &delivered);
                for (job, fault) in refused {
                    self.settle(job, Err(Failure::from(&fault))).await;
                }
            }
        }
    }

    async fn fail_all(&self, ready: Vec<(Job, Arc<str>)>, fault: &Fault) {
        for (job, _) in ready {
            self.settle(job, Err(Failure::from(fault))).await;
        }
    }

    /// Acts on the outcome of an attempt.
    pub(super) async fn settle(&self, mut job: Job, outcome: Outcome) {
        let failure = match outcome {
            Ok(request_id) => {
                self.note(job.key, &delivered(&job, request_id, self.now()))
                    .await;
                return self.close_delivered(&job.target.rule, std::slice::from_ref(&job));
            }
            Err(failure) => failure,
        };
        self.first_attempts_end(&job.target.rule, std::slice::from_ref(&job));
        job.attempts += 1;
        if let Some(mut scribe) = self.scribe(&job.target) {
            scribe.failed(&job, &failure);
            self.log(scribe);
        }
        self.meter.count(Count::Failed, 1, self.now());
        let policy = Policy::of(job.target.spec.retry_policy.as_ref());
        match policy.next(
            &failure,
            job.attempts,
            job.event.ingested,
            self.now(),
            fastrand::f64(),
        ) {
            Next::Again(at) => self.retry(job, failure, at).await,
            Next::GiveUp(limit) => self.give_up(job, failure, limit).await,
        }
    }

    async fn retry(&self, mut job: Job, failure: Failure, at: i64) {
        let record = DeliveryRecord {
            next: at,
            ..failed(&job, DeliveryState::Retrying, &failure, self.now())
        };
        self.note(job.key, &record).await;
        job.last = Some(failure);
        self.engine.later(at, job);
    }

    /// Gives up what has waited for its last retry until it was too old.
    pub(super) async fn give_up_too_old(&self, job: Job, last: Failure) {
        self.give_up(job, last, Some(Exhausted::Age)).await;
    }

    /// Sends to the dead-letter queue, in one write with the outcome; without one it is dropped.
    async fn give_up(&self, job: Job, failure: Failure, limit: Option<Exhausted>) {
        let rule = &job.target.rule;
        self.tally.count(rule, Metric::Invocations, 1);
        self.tally.count(rule, Metric::FailedInvocations, 1);
        let dead_letters = job
            .target
            .spec
            .dead_letter_config
            .as_ref()
            .and_then(|config| config.arn.clone());
        let Some(queue) = dead_letters else {
            return self.drop_event(job, failure).await;
        };
        match self.send_dead_letter(&queue, &job, &failure, limit).await {
            Ok(()) => {
                self.tally.count(rule, Metric::InvocationsSentToDlq, 1);
                self.trail.close([job.key.place]);
                self.log_end(&job, &failure, true);
            }
            Err(fault) => {
                let metric = Metric::InvocationsFailedToBeSentToDlq;
                self.tally.count(rule, metric, 1);
                let message = format!(
                    "{}; and the dead-letter queue {queue} refused it: {fault}",
                    failure.message
                );
                self.drop_event(job, Failure { message, ..failure }).await;
            }
        }
    }

    async fn send_dead_letter(
        &self,
        queue: &str,
        job: &Job,
        failure: &Failure,
        limit: Option<Exhausted>,
    ) -> Result<(), Fault> {
        let letter = dead_letter(job, failure, limit, &self.text(job)?);
        let record = failed(job, DeliveryState::DeadLettered, failure, self.now());
        let done = |outcomes: &[Result<Uuid, Fault>]| {
            let mut batch = Batch::new();
            if outcomes.iter().all(Result::is_ok) {
                self.trail.save(&mut batch, job.key, &record);
            }
            batch
        };
        let source = source(&self.core, &job.target);
        let sent = self
            .cloud()?
            .sqs
            .deliver_with(queue, vec![letter], Some(&source), done)
            .await?;
        sent.into_iter()
            .next()
            .unwrap_or_else(|| Err(Fault::internal("no outcome")))
            .map(drop)
    }

    fn log_end(&self, job: &Job, failure: &Failure, is_dead_letter: bool) {
        if let Some(mut scribe) = self.scribe(&job.target) {
            scribe.given_up(job, failure, is_dead_letter);
            self.log(scribe);
        }
    }

    async fn drop_event(&self, job: Job, failure: Failure) {
        self.log_end(&job, &failure, false);
        let record = failed(&job, DeliveryState::Dropped, &failure, self.now());
        self.note(job.key, &record).await;
        self.trail.close([job.key.place]);
    }

    /// Counts deliveries of one rule that succeeded.
    fn close_delivered(&self, rule: &Arc<RuleId>, jobs: &[Job]) {
        let now = self.now();
        if let Some(mut scribe) = jobs.first().and_then(|job| self.scribe(&job.target)) {
            jobs.iter()
                .for_each(|job| scribe.took(job, job.attempts + 1));
            self.log(scribe);
        }
        self.meter.count(Count::Delivered, jobs.len(), now);
        for metric in [Metric::SuccessfulInvocationAttempts, Metric::Invocations] {
            self.tally.count(rule, metric, jobs.len());
        }
        let success = Metric::IngestionToInvocationSuccessLatency;
        self.tally.took(rule, success, ages(jobs, now));
        self.first_attempts_end(rule, jobs);
        self.trail.close(jobs.iter().map(|job| job.key.place));
    }

    /// Measures how long first attempts took from the beginning.
    fn first_attempts_end(&self, rule: &Arc<RuleId>, jobs: &[Job]) {
        let first = jobs.iter().filter(|job| job.attempts == 0);
        let complete = Metric::IngestionToInvocationCompleteLatency;
        self.tally.took(rule, complete, ages(first, self.now()));
    }

    /// A store that fails has stopped every client too; the delivery is repeated at the next start.
    async fn note(&self, key: super::Key, record: &DeliveryRecord) {
        let mut batch = Batch::new();
        self.trail.save(&mut batch, key, record);
        let _ = self.core.store.commit(batch).durable().await;
    }
}

/// Milliseconds since events came.
pub(super) fn ages<'a>(
    jobs: impl IntoIterator<Item = &'a Job>,
    now: i64,
) -> impl Iterator<Item = i64> {
    jobs.into_iter().map(move |job| now - job.event.ingested)
}

fn delivered(job: &Job, request_id: Option<String>, now: i64) -> DeliveryRecord {
    DeliveryRecord {
        state: DeliveryState::Delivered,
        attempts: job.attempts + 1,
        at: now,
        request_id,
        ..DeliveryRecord::default()
    }
}

fn failed(job: &Job, state: DeliveryState, failure: &Failure, now: i64) -> DeliveryRecord {
    DeliveryRecord {
        state,
        attempts: job.attempts,
        at: now,
        error_code: Some(failure.code.to_string()),
        error_message: Some(failure.message.clone()),
        ..DeliveryRecord::default()
    }
}

/// The event, and in attributes what became of it.
fn dead_letter(job: &Job, failure: &Failure, limit: Option<Exhausted>, event: &str) -> Outgoing {
    let body = failure.body.clone().unwrap_or_else(|| event.to_owned());
    let retries = job.attempts.saturating_sub(1);
    // An attribute's value is never empty and has its limit; the message tells enough.
    let message: String = failure.message.chars().take(1000).collect();
    let letter = Outgoing::new(body)
        .with_attribute("RULE_ARN", &*job.target.rule.arn)
        .with_attribute("TARGET_ARN", &job.target.spec.arn)
        .with_attribute("ERROR_CODE", &*failure.code)
        .with_attribute("ERROR_MESSAGE", message)
        .with_attribute("RETRY_ATTEMPTS", retries.to_string());
    let letter = Outgoing {
        trace_header: job.event.trace.as_deref().map(str::to_owned),
        ..letter
    };
    match limit {
        Some(limit) => letter.with_attribute("EXHAUSTED_RETRY_CONDITION", limit.name()),
        None => letter,
    }
}
