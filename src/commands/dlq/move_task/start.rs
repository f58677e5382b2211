//! `coagent dlq move-task start`.

use serde::Serialize;

use crate::{
    aws::{Aws, sqs::Queue, sqs::moves::MAX_RATE},
    cli::Outcome,
    commands::dlq::agree::agree,
    context::{Access, Context},
    error::{Error, Result},
    report::{Report, Section},
};

/// Start a move task
///
/// Each message goes to the queue that it comes from, or all to one queue.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq move-task start orders-dlq --yes
  coagent dlq move-task start orders-dlq --to orders-v2 --rate 10 --yes")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    /// The queue that all go to, instead of those that they come from
    #[arg(long, value_name = "QUEUE")]
    to: Option<String>,
    /// The most messages a second
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_RATE)))]
    rate: Option<u16>,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let to = match &self.to {
            Some(to) => Some(aws.sqs().find(to).await?),
            None => None,
        };
        fits(aws, &queue, to.as_ref()).await?;
        let what = format!("SQS would move all messages of queue `{}`", queue.name);
        agree(ctx, &what, self.confirm.as_deref())?;
        begin(ctx, aws, &queue, to.as_ref(), self.rate).await
    }
}

async fn fits(aws: &Aws, queue: &Queue, to: Option<&Queue>) -> Result<()> {
    let name = &queue.name;
    if to.is_some_and(|to| to.arn == queue.arn) {
        let wrong = format!("Messages of queue `{name}` cannot go to queue `{name}`");
        return Err(Error::usage(wrong));
    }
    if aws.sqs().sources(&queue.url).await?.is_empty() {
        let wrong = format!("Queue `{name}` is no dead-letter queue of another queue");
        return Err(Error::usage(wrong)
            .hint("SQS moves back only what it has moved there itself; for what rules and functions failed on:")
            .hint(format!("coagent dlq redrive {name}")));
    }
    Ok(())
}

/// Starts a task and says how to follow it.
pub(in crate::commands::dlq) async fn begin(
    ctx: &Context,
    aws: &Aws,
    queue: &Queue,
    to: Option<&Queue>,
    rate: Option<u16>,
) -> Result<Outcome> {
    let to = to.map(|to| to.arn.as_str());
    let handle = aws.sqs().start_move(&queue.arn, to, rate).await?;
    ctx.ui.answer(&Answer {
        queue: queue.name.clone(),
        handle,
    })?;
    ctx.ui
        .hint(format!("coagent dlq move-task list {}", queue.name));
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct Answer {
    queue: String,
    handle: String,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let text = format!(
            "SQS has begun to move the messages of queue `{}`",
            self.queue
        );
        vec![Section::Text(text)]
    }
}
