//! `coagent dlq move-task list`.

use serde::Serialize;

use crate::{
    aws::{holdings::name_of, sqs::moves::MoveTask},
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    report::{Report, Section, Table, optional},
};

/// List the last ten move tasks of a queue
///
/// The counts come from SQS, which calls them approximate.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq move-task list orders-dlq")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let tasks = aws.sqs().move_tasks(&queue.arn).await?;
        ctx.ui.answer(&Answer { tasks })?;
        Ok(Outcome::Done)
    }
}

#[derive(Serialize)]
struct Answer {
    tasks: Vec<MoveTask>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let columns = ["started", "status", "≈ moved", "≈ of", "to", "note"];
        let table = Table::new("task", columns)
            .empty("The queue has had no move tasks.")
            .rows(&self.tasks, |task| {
                let to = task.destination.as_deref().map(name_of);
                [
                    optional(task.started),
                    (&task.status).into(),
                    task.moved.into(),
                    optional(task.to_move),
                    to.unwrap_or("where each comes from").into(),
                    optional(task.failure.as_ref()),
                ]
            });
        vec![Section::Table(table)]
    }
}
