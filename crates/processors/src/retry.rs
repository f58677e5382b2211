//! `retry`: takes from the dead-letter queue what is worth another try and returns it to the
//! function that failed, at most [`MOST_REDRIVES`](crate::redrive::MOST_REDRIVES) times for each event and function.
//!
//! A message is deleted only after the function's invocation was accepted; whatever happens
//! before leaves it in the queue. The journal is in the table: each try is announced there before
//! it is made, and what was answered is noted. It counts the tries, too: a function's invocation
//! carries no attributes, so a count in the message would be lost when the event comes back. What
//! `coagent dlq redrive` has counted in the message is the same limit.

mod entry;
mod letter;

use jiff::SignedDuration;
use serde_json::json;

use entry::Entry;
pub use entry::key as journal_key;
pub use letter::{Failed, Target};

use crate::delivery::Processors;
use crate::redrive::{State, Step};
use crate::seams::{DeadLetter, SeamError, Seams, Write};
use crate::telemetry::{Level, Logger, Metric};

/// A run begins nothing new after this; its function is stopped after 240 seconds, and the queue
/// shows what was taken again after 300.
const RUN: SignedDuration = SignedDuration::from_secs(180);

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

    /// Returns a message to its function, or says why it stays. All functions are looked at before
    /// the first is sent to, and one that has accepted the message is not sent it again.
    async fn one(&self, letter: &DeadLetter) -> Result<(), String> {
        let failed = Failed::read(letter)?;
        let targets = match &failed.target {
            Target::Function(arn) => vec![arn.clone()],
            Target::Unknown => self.unfinished(&failed).await.map_err(|e| e.to_string())?,
        };
        if targets.is_empty() {
            return Err("no function is known that has not handled this event".to_owned());
        }
        let mut open = Vec::new();
        for target in &targets {
            let entry = self.entry(&failed, target, &letter.id).await;
            let entry = entry.map_err(|error| error.to_string())?;
            if entry.state.step() == Step::Send {
                entry.guard(letter.redrives())?;
                open.push((target, entry));
            }
        }
        for (target, entry) in open {
            self.send(&failed, target, &entry).await?;
        }
        let context = json!({"eventId": failed.event_id(), "targets": targets});
        self.log.log(Level::Info, "dead letter returned", &context);
        self.seams
            .dead_letters
            .delete(&letter.receipt)
            .await
            .map_err(|error| error.to_string())
    }

    /// What the journal says of an event, a function and a message.
    async fn entry(
        &self,
        failed: &Failed,
        target: &str,
        message: &str,
    ) -> Result<Entry, SeamError> {
        let key = journal_key(failed.event_id(), target);
        let row = self.seams.store.get(&key).await?;
        Ok(Entry::of(key, row.as_ref(), message))
    }

    /// Announces in the journal, sends, and notes the answer there.
    async fn send(&self, failed: &Failed, target: &str, entry: &Entry) -> Result<(), String> {
        if entry.state.is_doubted() {
            let context = json!({"eventId": failed.event_id(), "target": target});
            let text = "dead letter possibly doubled: the answer to the last try was lost";
            self.log.log(Level::Warn, text, &context);
        }
        self.note(entry.announced(self.seams.clock.now())).await?;
        let payload = failed.payload.to_string();
        let answer = self.seams.targets.deliver(target, &payload).await;
        let state = match &answer {
            Ok(()) => State::Accepted,
            Err(error) if error.is_transient() => State::Uncertain,
            Err(_) => State::Rejected,
        };
        self.note(entry.answered(state)).await?;
        answer.map_err(|error| error.to_string())
    }

    async fn note(&self, write: Write) -> Result<(), String> {
        let written = self.seams.store.write(&[write]).await;
        written.map(drop).map_err(|error| error.to_string())
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

/// The ARN of another function of the application: `…:bayon-coagent-retry-local` →
/// `…:bayon-coagent-user-events-local`.
fn sibling(own_arn: &str, processor: &str) -> Option<String> {
    let (before, environment) = own_arn.rsplit_once("-retry-")?;
    Some(format!("{before}-{processor}-{environment}"))
}

#[cfg(test)]
mod tests;
