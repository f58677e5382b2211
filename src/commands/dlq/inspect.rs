//! `coagent dlq inspect`.

mod answer;
mod group;
mod logs;

use self::answer::{Answer, Full, Letter, Logged};
use super::{
    stack,
    which::{Which, at_least_one},
};
use crate::{
    apply::{
        peek::{self, Seen},
        suspects::Suspects,
    },
    aws::{Aws, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::{
        dead_letter::{self, Roll},
        message::Message,
    },
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
    #[arg(long, value_name = "NUMBER", default_value_t = 1000, value_parser = at_least_one())]
    limit: usize,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let one = !self.which.message.is_empty();
        let filter = self.which.filter(ctx.now())?;
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let mut roll = Roll::of(&filter);
        let wanted = |message: &Message| {
            let letter = dead_letter::of(message);
            roll.meet(message, &letter);
            filter.matches(message, &letter)
        };
        let seen = peek::peek(aws, &queue, self.limit, wanted).await?;
        if one {
            let absent = match seen.to_the_end {
                true => roll.absent(),
                false => Vec::new(),
            };
            return full(ctx, aws, &queue, seen, absent).await;
        }
        ctx.ui.answer(&Answer::new(queue, seen, ctx.now()))?;
        Ok(Outcome::Done)
    }
}

/// Messages in full; those that were asked for and did not come are named.
async fn full(
    ctx: &Context,
    aws: &Aws,
    queue: &Queue,
    seen: Seen,
    absent: Vec<String>,
) -> Result<Outcome> {
    if seen.messages.is_empty() {
        return Err(nothing(&absent, &queue.name, &seen));
    }
    let mut messages = Vec::new();
    for letter in named(ctx, aws, queue, seen.messages).await? {
        let logs = logs::of(aws, &letter).await?;
        messages.push(Logged { letter, logs });
    }
    let outcome = match absent.as_slice() {
        [] => Outcome::Done,
        _ => Outcome::Findings,
    };
    ctx.ui.answer(&Full {
        messages,
        absent,
        hidden: seen.hidden,
        now: ctx.now(),
    })?;
    Ok(outcome)
}

/// Letters with the function of each that does not name its own.
async fn named(
    ctx: &Context,
    aws: &Aws,
    queue: &Queue,
    messages: Vec<Message>,
) -> Result<Vec<Letter>> {
    let read = |message: Message| {
        let letter = dead_letter::of(&message);
        (message, letter)
    };
    let mut letters: Vec<_> = messages.into_iter().map(read).collect();
    if letters.iter().any(|(_, letter)| letter.is_nameless())
        && let Some(resources) = stack::resources(ctx, aws).await
    {
        let suspects = Suspects::of(aws, &resources, &queue.arn).await?;
        suspects.name(aws, &mut letters).await;
    }
    let letter = |(message, letter)| Letter { message, letter };
    Ok(letters.into_iter().map(letter).collect())
}

fn nothing(absent: &[String], queue: &str, seen: &Seen) -> Error {
    let asked = match absent {
        [] => "message".to_owned(),
        ids => format!("message `{}`", ids.join("`, `")),
    };
    let error = Error::not_found(format!(
        "Queue `{queue}` showed no {asked} that is meant, among {}",
        seen.others
    ));
    let error = match seen.hidden.filter(|hidden| !hidden.is_none()) {
        Some(hidden) => error.hint(format!("{hidden}: try again when they are shown")),
        None => error,
    };
    error.hint(format!("coagent dlq inspect {queue}"))
}
