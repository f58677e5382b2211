//! `coagent dlq redrive`.

mod answer;
mod change;
mod editor;
mod job;
mod limits;
mod to;
mod watched;

use std::path::PathBuf;

use self::{answer::Answer, change::Change, job::Job, limits::Limits};
use super::{agree::agree, move_task, stack, which::Which};
use crate::{
    apply::redrive::{Redrive, State, Wish},
    aws::{Aws, cloudformation::StackResource, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    plan::{moment, redrive::route::To},
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
        let wish = self.wish(ctx, aws, &queue, resources.as_deref()).await?;
        warn(ctx, &wish.to);
        let native = self.native && self.can_be_native(ctx, aws, &queue, &wish).await?;
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
        self.show_or_send(&job, native).await
    }

    /// What is asked for; with `--edit`, after the editor.
    async fn wish(
        &mut self,
        ctx: &Context,
        aws: &Aws,
        queue: &Queue,
        resources: Option<&[StackResource]>,
    ) -> Result<Wish> {
        let to = to::read(aws, queue, &self.to, resources).await?;
        let mut filter = std::mem::take(&mut self.which).filter(ctx.now())?;
        let mut changes = std::mem::take(&mut self.change).changes();
        let max = self.limits.max.unwrap_or(usize::MAX);
        if self.edit {
            changes.written = editor::edit(ctx, aws, queue, &filter, max).await?;
            filter.ids = changes.written.keys().cloned().collect();
        }
        Ok(Wish {
            to,
            filter,
            changes,
            force: self.limits.force,
            oldest: self.limits.oldest(ctx.now())?,
            max,
            pace: self.limits.pace(),
        })
    }

    /// Whether SQS's own move task does what is asked for; says why when it does not.
    async fn can_be_native(
        &self,
        ctx: &Context,
        aws: &Aws,
        queue: &Queue,
        wish: &Wish,
    ) -> Result<bool> {
        let sources = aws.sqs().sources(&queue.url).await?;
        let refused = why_not_native(self, wish, !sources.is_empty());
        if let Some(why) = refused {
            ctx.ui
                .status(format!("Not with SQS's own move task: {why}"));
        }
        Ok(refused.is_none())
    }

    /// Sends once somebody has agreed; without `--yes` only what was edited or is gone on with.
    async fn show_or_send(&self, job: &Job<'_>, native: bool) -> Result<Outcome> {
        let Job {
            ctx,
            aws,
            queue,
            redrive,
            ..
        } = *job;
        let asks = self.resume.is_some() || (self.edit && ctx.ui.can_ask());
        if !ctx.ui.says_yes() && !asks {
            return preview(ctx, queue, redrive).await;
        }
        if self.edit
            && let Some(nothing) = show(ctx, queue, redrive).await?
        {
            return Ok(nothing);
        }
        let what = format!("messages of queue `{}` would be sent", queue.name);
        agree(ctx, &what, self.confirm.as_deref())?;
        match &self.resume {
            Some(journal) => job.resume(journal).await,
            None if native => {
                move_task::begin(ctx, aws, queue, None, self.limits.native_rate()).await
            }
            None => job.begin().await,
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
