//! `coagent dlq list`.

mod answer;

use self::answer::{Answer, Row};
use crate::{
    aws::{Aws, cloudformation::StackResource, holdings::names, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    plan::feeders::feeders,
};

/// List the dead-letter queues of the stack with what feeds them
///
/// A queue counts when a rule, a function or another queue sends there what it could not deliver.
/// Counts come from SQS, which calls them approximate. Exit code 0, also when there are dead letters:
/// `coagent status` is the one that judges.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq list
  coagent dlq list --env production
  coagent dlq list --query 'queues[?visible > `0`].name'")]
pub(crate) struct Args {}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Read).await?;
        let stack = aws.deployed(&environment.stack, &environment.name).await?;
        let resources = aws.cloudformation().resources(&stack.id).await?;
        let answer = observe(ctx, aws, &resources).await?;
        ctx.ui.answer(&answer)?;
        Ok(Outcome::Done)
    }
}

async fn observe(ctx: &Context, aws: &Aws, resources: &[StackResource]) -> Result<Answer> {
    let holdings = aws.holdings(resources).await?;
    let alarms = names(resources, "AWS::CloudWatch::Alarm");
    let alarms = aws.cloudwatch().alarms(&alarms).await?;
    let mut queues = Vec::new();
    for (arn, fed_by) in feeders(&holdings) {
        let known = holdings.queues.iter().find(|queue| queue.arn == arn);
        let queue = match known {
            Some(queue) => queue.clone(),
            None if arn.contains(":sqs:") => aws.sqs().find(&arn).await?,
            // A topic can be a function's dead-letter target; it keeps nothing.
            None => continue,
        };
        let watching = |alarm: &&_| answer::watches(alarm, &queue.name);
        queues.push(Row {
            oldest_seconds: oldest(ctx, aws, &queue).await,
            alarms: alarms.iter().filter(watching).cloned().collect(),
            queue,
            fed_by,
        });
    }
    Ok(Answer { queues })
}

/// The age of the oldest message, which only CloudWatch knows; `None` when it does not say.
async fn oldest(ctx: &Context, aws: &Aws, queue: &Queue) -> Option<u64> {
    let found = aws
        .cloudwatch()
        .oldest_message(&queue.name, ctx.now())
        .await;
    found.unwrap_or_else(|error| {
        ctx.ui
            .detail(format!("{}; the age is left out", error.message));
        None
    })
}
