//! `coagent dlq redrive`.

mod answer;
mod to;

use std::path::{Path, PathBuf};

use self::answer::Answer;
use super::which::Which;
use crate::{
    apply::redrive::{self, Journal, Redrive, Report, Wish},
    aws::{Aws, cloudformation::StackResource, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::redrive::{
        edit::Change,
        journal::{Begun, Ledger, VERSION},
        route::To,
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
    /// Put a value into each event before it is sent; can be repeated
    #[arg(long, value_name = "PATH=VALUE", value_parser = Change::read)]
    set: Vec<Change>,
    /// The most messages that are sent
    #[arg(long, value_name = "NUMBER")]
    max: Option<usize>,
    /// Send also what came back three times
    #[arg(long)]
    force: bool,
    /// Go on with a redrive that was stopped, by its journal
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = ["to", "set", "max", "force"])]
    resume: Option<PathBuf>,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let resources = resources(ctx, aws).await;
        let to = to::read(aws, &queue, &self.to, resources.as_deref()).await?;
        let wish = Wish {
            to,
            filter: self.which.filter(ctx.now())?,
            changes: self.set,
            force: self.force,
            max: self.max.unwrap_or(usize::MAX),
        };
        warn(ctx, &wish.to);
        let redrive = Redrive::new(aws, &queue, resources.as_deref(), wish).await?;
        match (self.resume, ctx.ui.says_yes()) {
            (Some(journal), _) => {
                agree(ctx, &queue, self.confirm.as_deref())?;
                resume(ctx, &queue, &redrive, &journal).await
            }
            (None, true) => {
                agree(ctx, &queue, self.confirm.as_deref())?;
                begin(ctx, &queue, &redrive).await
            }
            (None, false) => preview(ctx, &queue, &redrive).await,
        }
    }
}

/// What the stack holds; a queue can be redriven without one.
async fn resources(ctx: &Context, aws: &Aws) -> Option<Vec<StackResource>> {
    let name = &ctx.environment().ok()?.stack;
    let cloudformation = aws.cloudformation();
    let found = match cloudformation.stack(name).await {
        Ok(Some(stack)) => cloudformation.resources(&stack.id).await,
        Ok(None) => return None,
        Err(error) => Err(error),
    };
    found
        .inspect_err(|error| {
            ctx.ui
                .detail(format!("{}; going on without", error.message))
        })
        .ok()
}

fn warn(ctx: &Context, to: &To) {
    use crate::plan::redrive::Destination::Bus;
    if let To::Place(Bus { .. }) = to {
        ctx.ui.warn(
            "on the event bus every rule that matches fires, also those that had succeeded before",
        );
    }
}

async fn preview(ctx: &Context, queue: &Queue, redrive: &Redrive<'_>) -> Result<Outcome> {
    let report = redrive.preview().await?;
    let well = report.is_well();
    let sends = !report.items.is_empty();
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

/// Asks in a protected environment; elsewhere `--yes` was the answer.
fn agree(ctx: &Context, queue: &Queue, confirm: Option<&str>) -> Result<()> {
    let environment = ctx.environment()?;
    if environment.protected {
        let name = &environment.name;
        let question = format!(
            "The environment `{name}` is protected; messages of queue `{}` would be sent",
            queue.name
        );
        return ctx.ui.confirm_name(&question, name, confirm);
    }
    ctx.ui
        .confirm(&format!("Send messages of queue `{}`?", queue.name))
}

async fn begin(ctx: &Context, queue: &Queue, redrive: &Redrive<'_>) -> Result<Outcome> {
    let begun = Begun {
        version: VERSION,
        environment: ctx.environment()?.name.clone(),
        queue: queue.arn.clone(),
        at: ctx.now(),
    };
    let dir = ctx.project()?.root.join(".coagent").join("redrive");
    let journal = Journal::create(&dir, &begun)?;
    send(ctx, queue, redrive, &journal, None).await
}

async fn resume(
    ctx: &Context,
    queue: &Queue,
    redrive: &Redrive<'_>,
    path: &Path,
) -> Result<Outcome> {
    let (journal, ledger) = Journal::open(path)?;
    if ledger.begun.queue != queue.arn {
        return Err(Error::usage(format!(
            "{} is of queue `{}`, not of `{}`",
            path.display(),
            ledger.begun.queue,
            queue.arn
        )));
    }
    send(ctx, queue, redrive, &journal, Some(&ledger)).await
}

async fn send(
    ctx: &Context,
    queue: &Queue,
    redrive: &Redrive<'_>,
    journal: &Journal,
    ledger: Option<&Ledger>,
) -> Result<Outcome> {
    ctx.ui
        .status(format!("Journal: {}", journal.path.display()));
    let (report, result) = redrive.run(journal, ledger, ctx.ui.progress()).await;
    let stopped = match result {
        Err(cause) => Some(redrive::stopped(&queue.name, journal, Some(cause))),
        Ok(()) => report
            .is_open()
            .then(|| redrive::stopped(&queue.name, journal, None)),
    };
    let outcome = outcome(&report);
    ctx.ui.answer(&Answer::done(queue, journal, report))?;
    match stopped {
        Some(error) => Err(error),
        None => Ok(outcome),
    }
}

fn outcome(report: &Report) -> Outcome {
    if report.is_well() {
        Outcome::Done
    } else {
        Outcome::Findings
    }
}
