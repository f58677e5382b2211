//! `coagent dlq move-task cancel`.

use serde::Serialize;

use crate::{
    aws::sqs::moves::MoveTask,
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    report::{Report, Section},
};

/// Cancel the move task of a queue
///
/// What it has moved stays where it is.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq move-task cancel orders-dlq")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let tasks = aws.sqs().move_tasks(&queue.arn).await?;
        let mut running = tasks.into_iter().filter(MoveTask::is_active);
        let Some(handle) = running.next().and_then(|task| task.handle) else {
            let wrong = format!("No move task of queue `{}` is running", queue.name);
            return Err(
                Error::not_found(wrong).hint(format!("coagent dlq move-task list {}", queue.name))
            );
        };
        let moved = aws.sqs().cancel_move(&handle).await?;
        ctx.ui.answer(&Answer {
            queue: queue.name,
            moved,
        })?;
        Ok(Outcome::Done)
    }
}

#[derive(Serialize)]
struct Answer {
    queue: String,
    moved: i64,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let Self { queue, moved } = self;
        let text = format!("The move task of queue `{queue}` is cancelled; it has moved ≈ {moved}");
        vec![Section::Text(text)]
    }
}
