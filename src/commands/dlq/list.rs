//! `coagent dlq list`.

mod answer;

use self::answer::{Answer, Row};
use super::alarms;
use crate::{
    aws::{
        Aws,
        cloudformation::StackResource,
        cloudwatch::Alarm,
        holdings::{Holdings, names},
        sqs::Queue,
    },
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    plan::feeders::feeders,
};

/// List the dead-letter queues of the stack with what feeds them
///
/// A queue counts when a rule, a function or another queue sends there what it could not deliver.
/// Counts come from SQS, which calls them approximate. What came in the last hour is as CloudWatch
/// counts it: messages that SQS itself moved after too many receives are not among it. Exit code 0,
/// also when there are dead letters: `coagent status` is the one that judges.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq list
  coagent dlq list --env production
  coagent dlq list --account
  coagent dlq list --query 'queues[?visible > `0`].name'")]
pub(crate) struct Args {
    /// Those of the whole account in this Region, not only of the stack
    #[arg(long)]
    account: bool,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let answer = if self.account {
            let alarms = aws.cloudwatch().all_alarms().await?;
            observe(ctx, aws, &aws.everything().await?, alarms).await?
        } else {
            let environment = ctx.environment()?;
            let stack = aws.deployed(&environment.stack, &environment.name).await?;
            let resources = aws.cloudformation().resources(&stack.id).await?;
            of_stack(ctx, aws, &resources).await?
        };
        ctx.ui.answer(&answer)?;
        Ok(Outcome::Done)
    }
}

async fn of_stack(ctx: &Context, aws: &Aws, resources: &[StackResource]) -> Result<Answer> {
    let holdings = aws.holdings(resources).await?;
    let alarms = names(resources, "AWS::CloudWatch::Alarm");
    let alarms = aws.cloudwatch().alarms(&alarms).await?;
    observe(ctx, aws, &holdings, alarms).await
}

async fn observe(
    ctx: &Context,
    aws: &Aws,
    holdings: &Holdings,
    alarms: Vec<Alarm>,
) -> Result<Answer> {
    let mut queues = Vec::new();
    for (arn, fed_by) in feeders(holdings) {
        let known = holdings.queues.iter().find(|queue| queue.arn == arn);
        let queue = match known {
            Some(queue) => queue.clone(),
            None if arn.contains(":sqs:") => aws.sqs().find(&arn).await?,
            // A topic can be a function's dead-letter target; it keeps nothing.
            None => continue,
        };
        let watching = |alarm: &&_| alarms::watches(alarm, &queue.name);
        let oldest_seconds = oldest(ctx, aws, &queue).await;
        let left = oldest_seconds.map(|oldest| queue.retention_seconds.saturating_sub(oldest));
        queues.push(Row {
            oldest_seconds,
            // Without messages nothing is about to be lost.
            left_seconds: left.filter(|_| queue.depth.visible + queue.depth.in_flight > 0),
            per_hour: rate(ctx, aws, &queue).await,
            alarms: alarms.iter().filter(watching).cloned().collect(),
            queue,
            fed_by,
        });
    }
    Ok(Answer { queues })
}

/// How many messages came in the last hour; `None` when CloudWatch does not say.
async fn rate(ctx: &Context, aws: &Aws, queue: &Queue) -> Option<u64> {
    let found = aws.cloudwatch().messages_sent(&queue.name, ctx.now()).await;
    found.unwrap_or_else(|error| {
        ctx.ui
            .detail(format!("{}; the rate is left out", error.message));
        None
    })
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
