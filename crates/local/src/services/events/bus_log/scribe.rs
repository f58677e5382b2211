//! Writing the log of a bus.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    record::{self, SUCCESS},
    step::{Level, Step},
};
use crate::services::events::{
    Events,
    delivery::{Failure, Job, Key},
    entry::Refusal,
    envelope::Incoming,
    model::Entry,
    registry::{Bus, Rule, Target},
};

/// The log stream that EventBridge writes into.
const STREAM: &str = "EventBridgeEventBusLogs";

/// Collects the records of a bus that logs.
pub(crate) struct Scribe {
    bus: String,
    arn: String,
    account: String,
    level: Level,
    /// Whether what events say is logged, too.
    full: bool,
    now: i64,
    records: Vec<(Level, String)>,
}

impl Scribe {
    /// Of a bus that logs; `None` of one that does not. `now` in milliseconds.
    pub(crate) fn of(bus: &Bus, account: &str, now: i64) -> Option<Self> {
        let config = bus.record.log_config.as_ref();
        let level = Level::of(config);
        (level > Level::Off).then(|| Self {
            bus: bus.record.name.clone(),
            arn: bus.record.arn.clone(),
            account: account.to_owned(),
            level,
            full: config.is_some_and(|config| config.include_detail.as_deref() == Some("FULL")),
            now,
            records: Vec::new(),
        })
    }

    /// An event that the bus takes, and the rules that it matches.
    pub(crate) fn event(&mut self, event: &Incoming, place: u64, rules: &[&Rule]) {
        let details = record::event(event, &self.account, self.full);
        for step in [
            Step::EventReceipt,
            Step::EventIngestSuccess,
            Step::RuleMatchStart,
        ] {
            self.note(step, &event.id, None, details.clone(), None);
        }
        // Rules that AWS manages, such as an archive's, are not logged.
        let is_standard = |rule: &&&Rule| rule.record.managed_by.is_none();
        let mut number = 0;
        for rule in rules.iter().filter(is_standard) {
            let ids = rule.targets.iter().map(|_| {
                let key = Key { place, number };
                number += 1;
                record::invocation_id(&event.id, key)
            });
            let details = record::matched(rule, ids.collect());
            self.note(Step::RuleMatch, &event.id, None, details, None);
        }
        if !rules.iter().any(|rule| is_standard(&rule)) {
            self.note(
                Step::NoStandardRulesMatched,
                &event.id,
                None,
                json!({}),
                None,
            );
        }
    }

    /// An entry that the bus refuses. It never gets an id that anybody is told, but its records
    /// belong together.
    pub(crate) fn refused(&mut self, entry: &Entry, refusal: &Refusal) {
        let (id, error) = (Uuid::new_v4(), record::refusal(refusal));
        let details = record::entry(entry, &self.account, self.now, self.full);
        self.note(Step::EventReceipt, &id, None, details.clone(), None);
        self.note(Step::EventIngestFailure, &id, None, details, Some(error));
    }

    /// A target is asked, with what.
    pub(crate) fn asks(&mut self, job: &Job, input: &str) {
        let mut details = record::attempt(job, job.attempts + 1);
        if self.full {
            details.insert("target_input".into(), input.into());
        }
        let details = Value::Object(details);
        if job.attempts == 0 {
            self.of_job(Step::InvocationStart, job, details.clone(), None);
        }
        self.of_job(Step::AttemptStart, job, details, None);
    }

    /// A target took it. `attempts` has this one.
    pub(crate) fn took(&mut self, job: &Job, attempts: u32) {
        let attempt = self.attempted(job, attempts, SUCCESS);
        self.of_job(Step::AttemptSuccess, job, attempt, None);
        let end = record::end(job, attempts, SUCCESS, self.now);
        self.of_job(Step::InvocationSuccess, job, end.into(), None);
    }

    /// A target did not take it. The job's attempts have this one.
    pub(crate) fn failed(&mut self, job: &Job, failure: &Failure) {
        let step = match (&*failure.code, failure.is_retried) {
            ("THROTTLING", _) => Step::AttemptThrottle,
            (_, true) => Step::AttemptRetryableFailure,
            (_, false) => Step::AttemptPermanentFailure,
        };
        let attempt = self.attempted(job, job.attempts, &failure.code);
        let error = record::error(job, failure);
        self.of_job(step, job, attempt, Some(error));
    }

    /// It is given up, and is in the dead-letter queue or nowhere.
    pub(crate) fn given_up(&mut self, job: &Job, failure: &Failure, is_dead_letter: bool) {
        let end = record::end(job, job.attempts, &failure.code, self.now);
        let steps = [Step::InvocationFailure, Step::InvocationDlq];
        for step in &steps[..1 + usize::from(is_dead_letter)] {
            let error = record::error(job, failure);
            self.of_job(*step, job, end.clone().into(), Some(error));
        }
    }

    fn attempted(&self, job: &Job, count: u32, status: &str) -> Value {
        let mut details = record::attempt(job, count);
        let kind = if count > 1 { "RETRY" } else { "FIRST" };
        details.insert("attempt_type".into(), kind.into());
        details.insert("invocation_status".into(), status.into());
        details.into()
    }

    fn of_job(&mut self, step: Step, job: &Job, details: Value, error: Option<Value>) {
        let invocation = record::invocation_id(&job.event.id, job.key);
        self.note(step, &job.event.id, Some(invocation), details, error);
    }

    fn note(
        &mut self,
        step: Step,
        event: &Uuid,
        invocation: Option<String>,
        details: Value,
        error: Option<Value>,
    ) {
        if step.level() > self.level {
            return;
        }
        let mut record = json!({
            "resource_arn": self.arn,
            "message_timestamp_ms": self.now,
            "event_bus_name": self.bus,
            "event_id": event.to_string(),
            "message_type": step.name(),
            "log_level": step.level().name(),
            "details": details,
        });
        if let Some(invocation) = invocation {
            record["invocation_id"] = invocation.into();
        }
        if let Some(error) = error {
            record["error"] = error;
        }
        self.records.push((step.level(), record.to_string()));
    }
}

impl Events {
    /// The scribe of a target's bus, when that bus logs.
    pub(crate) fn scribe(&self, target: &Target) -> Option<Scribe> {
        self.scribe_of(&target.rule.bus)
    }

    /// The scribe of a bus, when it logs.
    pub(crate) fn scribe_of(&self, bus: &str) -> Option<Scribe> {
        let registry = self.read();
        let bus = registry.buses.get(bus)?;
        Scribe::of(bus, &self.core.account, self.now())
    }

    /// Hands over what was collected.
    pub(crate) fn log(&self, scribe: Scribe) {
        let Ok(cloud) = self.cloud() else { return };
        for level in [Level::Error, Level::Info, Level::Trace] {
            let records = scribe.records.iter().filter(|(of, _)| *of == level);
            let events: Vec<(i64, String)> = records
                .map(|(_, record)| (scribe.now, record.clone()))
                .collect();
            if !events.is_empty() {
                let kind = format!("{}_LOGS", level.name());
                cloud.logs.vend(&scribe.arn, &kind, STREAM, &events);
            }
        }
    }
}
