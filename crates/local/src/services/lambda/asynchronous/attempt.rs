//! One attempt at an event, and what follows from it.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    Queue,
    lane::Place,
    outlet::{self, DeadLetter},
    pending::{Pending, QUEUE, key},
    record::record,
    retry::{self, GivenUp},
};
use crate::{
    fault::Fault,
    services::lambda::{
        fault::throttled, name::FunctionName, role, run::Outcome, state::Resolved, trace::State,
    },
    store::StoreError,
};

/// Characters of an error message that go into a dead letter.
const MESSAGE_LIMIT: usize = 1024;

/// An event at its function.
struct Attempt<'a> {
    queue: &'a Arc<Queue>,
    resolved: Resolved,
    payload: Bytes,
}

impl Queue {
    /// Tries an event once. When the store fails the event stays in it, for the next start.
    pub(super) async fn attempt(self: &Arc<Self>, function: &str, place: Place) {
        let Ok(Some((pending, payload))) = self.find(function, place) else {
            return;
        };
        let name = FunctionName::parse(&pending.function);
        let Ok(resolved) = name.and_then(|name| self.registry.resolve(&name)) else {
            // The function was deleted meanwhile: AWS drops its events.
            let _ = self.finish(&pending, State::Dropped).await;
            return;
        };
        let attempt = Attempt {
            queue: self,
            resolved,
            payload,
        };
        let _ = attempt.run(pending).await;
    }

    fn find(&self, function: &str, place: Place) -> Result<Option<(Pending, Bytes)>, StoreError> {
        let record = self.core.store.get(QUEUE, &key(function, place))?;
        Ok(record.and_then(|record| {
            let (pending, payload) = Pending::read(function, place, &record)?;
            let header = record.len() - payload.len();
            Some((pending, Bytes::from(record).split_off(header)))
        }))
    }
}

impl Attempt<'_> {
    async fn run(self, mut pending: Pending) -> Result<(), Fault> {
        let config = self.resolved.invoke_config.clone();
        if let Err(reason) = retry::check_age(&pending, &config, self.now()) {
            return self.give_up(pending, reason, None).await;
        }
        if self.resolved.reserved == Some(0) {
            // AWS does not try what can never run.
            return self.give_up(pending, GivenUp::RetriesExhausted, None).await;
        }
        self.note(&pending, State::Running);
        let metrics = self.queue.runner.metrics();
        metrics.event_age(&self.resolved, self.now() - pending.accepted);
        let (id, trace) = (pending.request_id.clone(), pending.trace_header.clone());
        let payload = self.payload.clone();
        let runner = &self.queue.runner;
        let next = match runner.run(&self.resolved, &id, payload, trace, None).await {
            Ok(outcome) if outcome.result.is_ok() => return self.succeed(pending, outcome).await,
            Ok(outcome) => {
                pending.attempts += 1;
                self.note_error(&pending, &outcome);
                let next = retry::after_error(&pending, &config, self.now());
                next.map_err(|reason| (reason, Some(outcome)))
            }
            Err(_) => {
                pending.throttles += 1;
                let next = retry::after_throttle(&pending, &config, self.now());
                next.map_err(|reason| (reason, None))
            }
        };
        match next {
            Ok(due) => self.queue.again(pending, due, &self.payload).await,
            Err((reason, outcome)) => self.give_up(pending, reason, outcome).await,
        }
    }

    fn now(&self) -> i64 {
        self.queue.core.clock.now_millis()
    }

    fn note(&self, pending: &Pending, state: State) {
        let traces = &self.queue.traces;
        traces.note(&pending.request_id, |trace| trace.state = state);
    }

    fn note_error(&self, pending: &Pending, outcome: &Outcome) {
        self.queue.traces.note(&pending.request_id, |trace| {
            trace.state = State::Failed;
            trace.attempts = pending.attempts;
            trace.duration_ms = Some(outcome.duration.as_secs_f64() * 1000.0);
            trace.error = Some(error_message(Some(outcome)));
        });
    }

    async fn succeed(&self, mut pending: Pending, outcome: Outcome) -> Result<(), Fault> {
        pending.attempts += 1;
        self.queue.traces.note(&pending.request_id, |trace| {
            trace.attempts = pending.attempts;
            trace.error = None;
            trace.duration_ms = Some(outcome.duration.as_secs_f64() * 1000.0);
        });
        if let Some(arn) = self.resolved.invoke_config.on_success() {
            self.tell(arn, &pending, "Success", Some(&outcome)).await;
        }
        self.queue.finish(&pending, State::Succeeded).await
    }

    /// To the destination of failures and to the dead-letter queue, where there are any.
    async fn give_up(
        &self,
        pending: Pending,
        reason: GivenUp,
        outcome: Option<Outcome>,
    ) -> Result<(), Fault> {
        let mut kept = false;
        if let Some(arn) = self.resolved.invoke_config.on_failure() {
            kept |= self
                .tell(arn, &pending, reason.name(), outcome.as_ref())
                .await;
        }
        let dead_letters = &self.resolved.version.configuration.dead_letters;
        if let Some(arn) = &dead_letters.target_arn {
            kept |= self.bury(arn, &pending, outcome.as_ref()).await;
        }
        let metrics = self.queue.runner.metrics();
        metrics.count(&self.resolved, "AsyncEventsDropped");
        let state = if kept {
            State::DeadLettered
        } else {
            State::Dropped
        };
        self.queue.finish(&pending, state).await
    }

    /// Sends an invocation record; the answer is whether the destination took it.
    async fn tell(
        &self,
        arn: &str,
        pending: &Pending,
        condition: &str,
        outcome: Option<&Outcome>,
    ) -> bool {
        let (core, resolved) = (&self.queue.core, &self.resolved);
        let at = core.clock.now();
        let record = record(at, pending, resolved, condition, &self.payload, outcome);
        let success = condition == "Success";
        let function = &resolved.invoked_arn;
        let sent = match self.may_send(arn) {
            Ok(()) => outlet::destination(core, arn, function, &record, success).await,
            Err(fault) => Err(fault),
        };
        self.sent(pending, sent, "DestinationDeliveryFailures")
    }

    async fn bury(&self, arn: &str, pending: &Pending, outcome: Option<&Outcome>) -> bool {
        let letter = DeadLetter {
            body: String::from_utf8_lossy(&self.payload).into_owned(),
            request_id: pending.request_id.clone(),
            error_code: if outcome.is_some() { "200" } else { "429" }.to_owned(),
            error_message: error_message(outcome),
        };
        let sent = match self.may_send(arn) {
            Ok(()) => outlet::dead_letter(&self.queue.core, arn, letter).await,
            Err(fault) => Err(fault),
        };
        self.sent(pending, sent, "DeadLetterErrors")
    }

    /// Lambda sends with the function's role.
    fn may_send(&self, target: &str) -> Result<(), Fault> {
        let (core, function) = (&self.queue.core, &self.resolved.invoked_arn);
        let role = &self.resolved.version.configuration.role;
        role::may_send(core, role, function, target, &outlet::prefix(function))
    }

    fn sent(&self, pending: &Pending, sent: Result<(), Fault>, metric: &str) -> bool {
        let Err(fault) = sent else { return true };
        self.queue.runner.metrics().count(&self.resolved, metric);
        self.queue.traces.note(&pending.request_id, |trace| {
            trace.error = Some(fault.to_string());
        });
        false
    }
}

/// `errorMessage` of the function's error; what Lambda says when nothing ran.
fn error_message(outcome: Option<&Outcome>) -> String {
    let failure = outcome.and_then(|outcome| outcome.result.as_ref().err());
    let text = failure.map_or_else(
        || throttled(true).message,
        |failure| {
            let document = serde_json::from_slice::<serde_json::Value>(&failure.body);
            let message = document
                .ok()
                .and_then(|d| Some(d["errorMessage"].as_str()?.to_owned()));
            message.unwrap_or_else(|| String::from_utf8_lossy(&failure.body).into_owned())
        },
    );
    text.chars().take(MESSAGE_LIMIT).collect()
}
