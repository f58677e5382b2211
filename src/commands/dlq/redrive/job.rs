//! A redrive as it is carried out: its journal, its alarms, and what becomes of what was sent.

use std::{path::Path, time::Duration};

use super::answer::Answer;
use crate::{
    apply::redrive::{self, Item, Journal, Redrive, Report, State, watch::Watched},
    aws::{Aws, cloudformation::StackResource, sqs::Queue},
    cli::Outcome,
    commands::dlq::alarms,
    context::Context,
    error::{Error, Result},
    plan::redrive::journal::{Begun, Ledger, VERSION},
};

/// A redrive and all that goes on around it.
pub(super) struct Job<'a> {
    pub(super) ctx: &'a Context,
    pub(super) aws: &'a Aws,
    pub(super) queue: &'a Queue,
    pub(super) redrive: &'a Redrive<'a>,
    /// What the environment's stack has; `None` without a stack.
    pub(super) resources: Option<&'a [StackResource]>,
    /// Whether the queue's alarms are kept from acting meanwhile.
    pub(super) mute: bool,
    /// How long what was sent is followed.
    pub(super) watch: Option<Duration>,
}

impl Job<'_> {
    /// Sends, with a new journal.
    pub(super) async fn begin(&self) -> Result<Outcome> {
        let begun = Begun {
            version: VERSION,
            environment: self.ctx.environment()?.name.clone(),
            queue: self.queue.arn.clone(),
            at: self.ctx.now(),
        };
        let dir = self.ctx.project()?.root.join(".coagent").join("redrive");
        let journal = Journal::create_in(&dir, &begun)?;
        self.quietly(&journal, None).await
    }

    /// Goes on with what a journal says was not sent.
    pub(super) async fn resume(&self, path: &Path) -> Result<Outcome> {
        let (journal, ledger) = Journal::open(path)?;
        if ledger.begun.queue != self.queue.arn {
            return Err(Error::usage(format!(
                "{} is of queue `{}`, not of `{}`",
                path.display(),
                ledger.begun.queue,
                self.queue.arn
            ))
            .hint(format!(
                "coagent dlq redrive {} --resume {} --yes",
                ledger.begun.queue,
                path.display()
            )));
        }
        self.quietly(&journal, Some(&ledger)).await
    }

    /// Sends, with alarms muted when that was asked for.
    async fn quietly(&self, journal: &Journal, ledger: Option<&Ledger>) -> Result<Outcome> {
        let Self { ctx, aws, .. } = self;
        let muted = match self.mute {
            true => alarms::mute(ctx, aws, self.queue, self.resources).await?,
            false => None,
        };
        let outcome = self.send(journal, ledger).await;
        let Some(muted) = muted else {
            return outcome;
        };
        const LATER: &str = "the next `coagent dlq` command lets the alarms act again";
        match (outcome, muted.restore(aws).await) {
            (outcome, Ok(())) => outcome,
            (Ok(_), Err(error)) => Err(error.hint(LATER)),
            (Err(stopped), Err(error)) => Err(stopped.hint(error.message).hint(LATER)),
        }
    }

    async fn send(&self, journal: &Journal, ledger: Option<&Ledger>) -> Result<Outcome> {
        let Self { ctx, queue, .. } = self;
        ctx.ui
            .status(format!("Journal: {}", journal.path.display()));
        let (report, result) = self.redrive.run(journal, ledger, ctx.ui.progress()).await;
        let stopped = match result {
            Err(cause) => Some(redrive::stopped(&queue.name, journal, Some(cause))),
            Ok(()) => report
                .is_open()
                .then(|| redrive::stopped(&queue.name, journal, None)),
        };
        let outcome = outcome(&report);
        let follows = stopped.is_none() && report.count(State::Redriven) > 0;
        let watched = match self.watch.filter(|_| follows) {
            Some(time) => self.watch(&report.items, time).await.map(Some),
            None => Ok(None),
        };
        let mut answer = Answer::done(queue, journal, report);
        let came_back = match &watched {
            Ok(Some(watched)) => watched.iter().any(Watched::came_back),
            _ => false,
        };
        answer.watched = watched.as_ref().ok().cloned().flatten();
        ctx.ui.answer(&answer)?;
        watched?;
        match stopped {
            Some(error) => Err(error),
            None if came_back => Ok(Outcome::Findings),
            None => Ok(outcome),
        }
    }

    /// Follows what was sent; Ctrl-C ends that, and what was seen until then is lost.
    async fn watch(&self, items: &[Item], time: Duration) -> Result<Vec<Watched>> {
        let progress = self.ctx.ui.progress();
        tokio::select! {
            watched = self.redrive.watch(items, time, &progress) => watched,
            _ = tokio::signal::ctrl_c() => Err(Error::interrupted()),
        }
    }
}

fn outcome(report: &Report) -> Outcome {
    if report.is_well() {
        Outcome::Done
    } else {
        Outcome::Findings
    }
}
