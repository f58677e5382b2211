//! `coagent dlq redrive`.

mod answer;
mod change;
mod editor;
mod limits;
mod to;
mod watched;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use self::{answer::Answer, change::Change, limits::Limits};
use super::{agree::agree, alarms, move_task, stack, which::Which};
use crate::{
    apply::redrive::{self, Item, Journal, Redrive, Report, State, Wish, watch::Watched},
    aws::{Aws, cloudformation::StackResource, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::{
        moment,
        redrive::{
            journal::{Begun, Ledger, VERSION},
            route::To,
        },
    },
};

/// Send dead letters back to what failed, and lose none
///
/// Shows what would go where; `--yes` does it. Each message goes to the target that failed and to
/// nothing else: the function is invoked, or the queue sent to, as the rule would have done, its
/// input transformation included. Before a message is sent it is written to a journal
/// (.coagent/redrive/), and only what was accepted is deleted. What was interrupted goes on with
/// `--resume`. When an answer was lost nobody knows whether the message arrived: it stays, and
/// sending it again is said to be possibly a duplicate.
///
/// Exit code 0 when all that was meant was sent, 1 when some was refused or left, 4 when it stopped
/// part-way.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq redrive orders-dlq                          show what would go where
  coagent dlq redrive orders-dlq --yes
  coagent dlq redrive orders-dlq --rule sync --max 10 --yes
  coagent dlq redrive orders-dlq --set detail.email=a@b.c --message ID --yes
  coagent dlq redrive orders-dlq --to function sync-v2 --yes
  coagent dlq redrive orders-dlq --resume .coagent/redrive/20260131T120000.000000Z.ndjson --yes")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    #[command(flatten)]
    which: Which,
    /// Where all of it goes instead: bus [NAME], queue NAME, function NAME, file PATH
    #[arg(long, num_args = 1..=2, value_names = ["KIND", "NAME"])]
    to: Vec<String>,
    #[command(flatten)]
    change: Change,
    /// Open the selected messages in the editor first (VISUAL, EDITOR); the difference is shown
    /// before anything is sent
    #[arg(long, help_heading = "Changes")]
    edit: bool,
    #[command(flatten)]
    limits: Limits,
    /// Follow what was sent for so long, until it succeeds or comes back
    #[arg(long, value_name = "TIME", num_args = 0..=1, default_missing_value = "5m")]
    #[arg(value_parser = moment::duration)]
    watch: Option<jiff::SignedDuration>,
    /// Keep the alarms that watch the queue from acting until it is done; after a stop, until the
    /// next `coagent dlq` command, whichever it is
    #[arg(long)]
    mute_alarms: bool,
    /// Let SQS itself move the messages, when it can do what is asked for
    #[arg(long)]
    native: bool,
    /// Go on with a redrive that was stopped, by its journal
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = ["Which", "to", "set", "jq", "edit", "max", "max_age", "force"])]
    resume: Option<PathBuf>,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(mut self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let resources = stack::resources(ctx, aws).await;
        let to = to::read(aws, &queue, &self.to, resources.as_deref()).await?;
        let mut filter = std::mem::take(&mut self.which).filter(ctx.now())?;
        let mut changes = std::mem::take(&mut self.change).changes();
        if self.edit {
            let max = self.limits.max.unwrap_or(usize::MAX);
            changes.written = editor::edit(ctx, aws, &queue, &filter, max).await?;
            filter.ids = changes.written.keys().cloned().collect();
        }
        let wish = Wish {
            to,
            filter,
            changes,
            force: self.limits.force,
            oldest: self.limits.oldest(ctx.now())?,
            max: self.limits.max.unwrap_or(usize::MAX),
            pace: self.limits.pace(),
        };
        warn(ctx, &wish.to);
        let sources = aws.sqs().sources(&queue.url).await?;
        let refused = why_not_native(&self, &wish, !sources.is_empty());
        let native = self.native && refused.is_none();
        if let (true, Some(why)) = (self.native, refused) {
            ctx.ui
                .status(format!("Not with SQS's own move task: {why}"));
        }
        let rate = self.limits.native_rate();
        let redrive = Redrive::new(aws, &queue, resources.as_deref(), wish).await?;
        let job = Job {
            ctx,
            aws,
            queue: &queue,
            redrive: &redrive,
            resources: resources.as_deref(),
            mute: self.mute_alarms,
            watch: self.watch.map(jiff::SignedDuration::unsigned_abs),
        };
        let what = format!("messages of queue `{}` would be sent", queue.name);
        match (self.resume, ctx.ui.says_yes()) {
            (Some(journal), _) => {
                agree(ctx, &what, self.confirm.as_deref())?;
                job.resume(&journal).await
            }
            (None, yes) if self.edit && (yes || ctx.ui.can_ask()) => {
                if let Some(nothing) = show(ctx, &queue, &redrive).await? {
                    return Ok(nothing);
                }
                agree(ctx, &what, self.confirm.as_deref())?;
                job.begin().await
            }
            (None, true) => {
                agree(ctx, &what, self.confirm.as_deref())?;
                if native {
                    return move_task::begin(ctx, aws, &queue, None, rate).await;
                }
                job.begin().await
            }
            (None, false) => preview(ctx, &queue, &redrive).await,
        }
    }
}

/// Why SQS's own move task does not do what is asked for; `None` when it does.
fn why_not_native(args: &Args, wish: &Wish, has_sources: bool) -> Option<&'static str> {
    if !has_sources {
        Some("it moves back only what it has moved there itself")
    } else if !wish.filter.is_all() || wish.max < usize::MAX || wish.oldest.is_some() {
        Some("it cannot choose messages")
    } else if !wish.changes.is_none() {
        Some("it cannot change messages")
    } else if wish.to != To::Target {
        Some("messages go elsewhere than where they come from")
    } else {
        args.resume.is_some().then_some("a journal is gone on with")
    }
}

fn warn(ctx: &Context, to: &To) {
    use crate::plan::redrive::Destination::Bus;
    if let To::Place(Bus { .. }) = to {
        ctx.ui.warn(
            "on the event bus every rule that matches fires, also those that had succeeded before",
        );
    }
}

/// Shows what was edited before it is sent; the outcome when nothing of it can be.
async fn show(ctx: &Context, queue: &Queue, redrive: &Redrive<'_>) -> Result<Option<Outcome>> {
    let report = redrive.preview().await?;
    let sends = report.count(State::Planned) > 0;
    let plan = Answer::planned(queue, report);
    if sends {
        ctx.ui.preview(&plan);
        return Ok(None);
    }
    ctx.ui.answer(&plan)?;
    Ok(Some(Outcome::Findings))
}

async fn preview(ctx: &Context, queue: &Queue, redrive: &Redrive<'_>) -> Result<Outcome> {
    let report = redrive.preview().await?;
    let well = report.is_well();
    let sends = report.count(State::Planned) > 0;
    ctx.ui.answer(&Answer::planned(queue, report))?;
    if sends {
        ctx.ui
            .hint("nothing was sent; the same with --yes sends it");
    }
    Ok(if well {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// What is done with what.
struct Job<'a> {
    ctx: &'a Context,
    aws: &'a Aws,
    queue: &'a Queue,
    redrive: &'a Redrive<'a>,
    resources: Option<&'a [StackResource]>,
    mute: bool,
    watch: Option<Duration>,
}

impl Job<'_> {
    async fn begin(&self) -> Result<Outcome> {
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

    async fn resume(&self, path: &Path) -> Result<Outcome> {
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
