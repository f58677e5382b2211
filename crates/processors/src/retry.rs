//! `retry`: takes from the dead-letter queue what is worth another try and returns it to the
//! function that failed, at most three times for each event and function.
//!
//! A message is deleted only after the function's invocation was accepted; whatever happens
//! before leaves it in the queue. The tries are counted in the table, before each is made: a
//! function's invocation carries no attributes, so a count in the message would be lost when the
//! event comes back.

mod letter;

use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

pub use letter::{Failed, Target};

use crate::delivery::Processors;
use crate::seams::{Change, DeadLetter, Key, Op, SeamError, Seams, Write};
use crate::telemetry::{Level, Logger, Metric};

/// The most tries for an event and a function.
pub const MOST_TRIES: i64 = 3;
/// A run begins nothing new after this; its function is stopped after 240 seconds, and the queue
/// shows what was taken again after 300.
const RUN: SignedDuration = SignedDuration::from_secs(180);
/// Counts are kept as long as the queue keeps messages.
const KEPT_DAYS: i64 = 14;

/// What a run did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages returned to their function and deleted.
    pub returned: u32,
    /// Messages left in the queue.
    pub left: u32,
}

/// Works through the queue once. `own_arn` is the ARN of the retry function, from which the
/// processors' are known.
///
/// # Errors
/// When the queue cannot be read.
pub async fn run(processors: &Processors, own_arn: &str) -> Result<Report, SeamError> {
    let log = processors.logger("retry");
    let run = Run {
        seams: processors.seams(),
        own_arn,
        log,
    };
    let report = run.all().await?;
    let context = json!({"returned": report.returned, "left": report.left});
    run.log
        .log(Level::Info, "dead letters worked through", &context);
    run.log.metric(&Metric::count(
        "DeadLettersReturned",
        f64::from(report.returned),
        [],
    ));
    run.log.metric(&Metric::count(
        "DeadLettersLeft",
        f64::from(report.left),
        [],
    ));
    Ok(report)
}

struct Run<'a> {
    seams: &'a Seams,
    own_arn: &'a str,
    log: Logger,
}

impl Run<'_> {
    /// What is left stays hidden until the end, so that it is not received again in this run.
    async fn all(&self) -> Result<Report, SeamError> {
        let end = self.seams.clock.now() + RUN;
        let mut report = Report::default();
        let mut left = Vec::new();
        while self.seams.clock.now() < end {
            let letters = self.seams.dead_letters.receive(10).await?;
            if letters.is_empty() {
                break;
            }
            for letter in letters {
                match self.one(&letter).await {
                    Ok(()) => report.returned += 1,
                    Err(reason) => {
                        self.leave(&letter, &reason);
                        left.push(letter.receipt);
                    }
                }
            }
        }
        report.left = u32::try_from(left.len()).unwrap_or(u32::MAX);
        self.release(&left).await;
        Ok(report)
    }

    /// Returns a message to its function, or says why it stays.
    async fn one(&self, letter: &DeadLetter) -> Result<(), String> {
        let failed = Failed::read(letter)?;
        let targets = match &failed.target {
            Target::Function(arn) => vec![arn.clone()],
            Target::Unknown => self.unfinished(&failed).await.map_err(|e| e.to_string())?,
        };
        if targets.is_empty() {
            return Err("no function is known that has not handled this event".to_owned());
        }
        for target in &targets {
            self.count(&failed, target).await?;
        }
        for target in &targets {
            let accepted = self
                .seams
                .targets
                .deliver(target, &failed.payload.to_string())
                .await;
            accepted.map_err(|error| error.to_string())?;
        }
        let context = json!({"eventId": failed.event_id(), "targets": targets});
        self.log.log(Level::Info, "dead letter returned", &context);
        self.seams
            .dead_letters
            .delete(&letter.receipt)
            .await
            .map_err(|error| error.to_string())
    }

    /// The functions that should have handled the event and did not, by their markers. Lambda
    /// does not say which function a message of its own comes from.
    async fn unfinished(&self, failed: &Failed) -> Result<Vec<String>, SeamError> {
        let mut unfinished = Vec::new();
        for processor in failed.processors() {
            let marker = crate::delivery::marker_key(processor.name, failed.event_id());
            let row = self.seams.store.get(&marker).await?;
            if row.is_none_or(|row| row.get("state") != Some(&json!("done"))) {
                unfinished.extend(sibling(self.own_arn, processor.name));
            }
        }
        Ok(unfinished)
    }

    async fn count(&self, failed: &Failed, target: &str) -> Result<(), String> {
        let key = Key::new(
            format!("RETRY#{}", failed.event_id()),
            format!("TARGET#{target}"),
        );
        let row = self
            .seams
            .store
            .get(&key)
            .await
            .map_err(|error| error.to_string())?;
        let tries = row.and_then(|row| row.get("tries")?.as_i64()).unwrap_or(0);
        if tries >= MOST_TRIES {
            return Err(format!("returned {tries} times already"));
        }
        let change = Change::set(json!({"ttl": expiry(self.seams.clock.now())})).add("tries", 1);
        let write = Write {
            key,
            op: Op::Update(change),
            condition: None,
        };
        self.seams
            .store
            .write(&[write])
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    }

    fn leave(&self, letter: &DeadLetter, reason: &str) {
        let context = json!({"messageId": letter.id, "reason": reason});
        self.log
            .log(Level::Warn, "dead letter left in the queue", &context);
    }

    /// What cannot be released comes back by itself when its visibility timeout ends.
    async fn release(&self, receipts: &[String]) {
        for receipt in receipts {
            if let Err(error) = self.seams.dead_letters.release(receipt).await {
                let context = json!({"reason": error.to_string()});
                self.log.log(
                    Level::Warn,
                    "dead letter stays hidden for a while",
                    &context,
                );
            }
        }
    }
}

fn expiry(now: Timestamp) -> Value {
    json!((now + (24 * KEPT_DAYS).hours()).as_second())
}

/// The ARN of another function of the application: `…:bayon-coagent-retry-local` →
/// `…:bayon-coagent-user-events-local`.
fn sibling(own_arn: &str, processor: &str) -> Option<String> {
    let (before, environment) = own_arn.rsplit_once("-retry-")?;
    Some(format!("{before}-{processor}-{environment}"))
}

#[cfg(test)]
mod tests;
