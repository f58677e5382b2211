//! `coagent dlq inspect`.

mod answer;
mod group;
mod logs;

use self::answer::{Answer, Full, Letter, Logged};
use super::which::Which;
use crate::{
    apply::peek,
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::{dead_letter, message::Message},
};

/// Show the messages of a dead-letter queue without taking any out
///
/// Messages are received, and shown again to everybody when all have been seen; until then others
/// do not get them. Each look counts one more receive for each message: that is how SQS works, and
/// why a count is higher than the number of failures. With `--message` it is shown in full, with
/// what the function that failed has logged about it, by request id and event id.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq inspect bayon-coagent-eventbridge-dlq-local
  coagent dlq inspect orders-dlq --rule sync --newer-than 2h
  coagent dlq inspect orders-dlq --where '{\"detail\": {\"provider\": [\"mls\"]}}'
  coagent dlq inspect orders-dlq --message 1c2f4b1e-4d5a-4c7e-8b6f-2f0d7c9a1b3e")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    #[command(flatten)]
    which: Which,
    /// The most messages that are shown
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    limit: usize,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let one = !self.which.message.is_empty();
        let asked = self.which.message.join("`, `");
        let filter = self.which.filter(ctx.now())?;
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let wanted = |message: &Message| {
            let letter = dead_letter::read(&message.texts(), &message.body);
            filter.matches(message, &letter)
        };
        let seen = peek::peek(aws, &queue, self.limit, wanted).await?;
        if one {
            if seen.messages.is_empty() {
                return Err(absent(&asked, &queue.name, seen.others));
            }
            let mut messages = Vec::new();
            for letter in seen.messages.into_iter().map(Letter::of) {
                let logs = logs::of(aws, &letter).await?;
                messages.push(Logged { letter, logs });
            }
            let now = ctx.now();
            ctx.ui.answer(&Full { messages, now })?;
            return Ok(Outcome::Done);
        }
        ctx.ui.answer(&Answer::new(queue, seen, ctx.now()))?;
        Ok(Outcome::Done)
    }
}

fn absent(asked: &str, queue: &str, others: usize) -> Error {
    Error::not_found(format!(
        "Queue `{queue}` showed no message `{asked}` that is meant, among {others}"
    ))
    .hint("what another reader has received just now is hidden for a while: try again later")
    .hint(format!("coagent dlq inspect {queue}"))
}
