//! `coagent publish`.

mod answer;
mod bus;
mod follow;
mod input;
mod sample;
mod ways;

use std::{path::PathBuf, time::Duration};

pub(crate) use answer::{Answer, Published};
pub(crate) use follow::{Delivery, Fate};
use input::Draft;
pub(crate) use sample::event_type;

use crate::{
    aws::{Aws, EventBridge},
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::publish::{self, Entry},
};

/// Publish events and say which of them EventBridge took
///
/// An event of the catalogue is made up of valid sample values; `--set` and `--data` change them.
/// It is checked against its schema before anything is sent. Any other event is given by
/// --source, --detail-type and --detail.
///
/// Exit code 0 when every event was taken (and, with --wait, handled; of a function that does not
/// log what it handled, that it ran is all that can be said), 1 when any was not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent publish user-created
  coagent publish user-created --set email=ana@example.com --wait
  coagent publish content-generated --data detail.json
  coagent publish --data events.ndjson            one event a line, with source and detail-type
  coagent publish --source shop.orders --detail-type 'Order Placed' --detail '{\"id\": 7}'
  coagent publish user-created --count 100 --env staging")]
pub(crate) struct Args {
    /// The event's name in the catalogue, such as user-created (coagent events list)
    #[arg(value_name = "EVENT")]
    event: Option<String>,
    /// Set a field of the detail: email=a@b.c, metadata.tokensUsed=12; text that is JSON is JSON
    #[arg(long, value_name = "PATH=VALUE", requires = "event")]
    set: Vec<String>,
    /// Read the detail from a file or, with `-`, from stdin; without EVENT whole events, as one
    /// JSON object, an array, or one object a line
    #[arg(long, value_name = "FILE", conflicts_with = "detail")]
    data: Option<PathBuf>,
    /// The source of an event that is not in the catalogue
    #[arg(long, conflicts_with_all = ["event", "data"], requires = "detail_type")]
    source: Option<String>,
    /// Its detail type
    #[arg(long, requires = "source", value_name = "TYPE")]
    detail_type: Option<String>,
    /// Its detail, a JSON object
    #[arg(long, value_name = "JSON", default_value = "{}", requires = "source")]
    detail: String,
    /// ARNs that the event is about
    #[arg(long, value_name = "ARN")]
    resource: Vec<String>,
    /// The event bus [default: the one of the environment's stack]
    #[arg(long, value_name = "NAME")]
    bus: Option<String>,
    /// Publish so many, each with sample values of its own
    #[arg(long, value_name = "N", default_value_t = 1, requires = "event")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    count: u32,
    /// Make the sample values from this seed instead of a new one each time
    #[arg(long, value_name = "N", requires = "event")]
    seed: Option<u64>,
    /// Send what the catalogue says is invalid
    #[arg(long)]
    no_validate: bool,
    /// Wait until every processor that a rule delivers to has handled the events
    #[arg(long)]
    wait: bool,
    /// How long --wait waits, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "wait")]
    timeout: u64,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let drafts = input::drafts(&self, ctx)?;
        if !self.no_validate {
            input::validate(&drafts)?;
        }
        let aws = ctx.aws(Access::Write).await?;
        let bus = bus::find(self.bus.as_deref(), ctx, aws).await?;
        let requests = requests(drafts, &bus)?;
        let eventbridge = aws.eventbridge();
        eventbridge.require_bus(&bus).await?;
        let started = ctx.now();
        let published = send(&eventbridge, requests).await?;
        let mut answer = Answer::new(bus, published);
        if self.wait {
            let timeout = Duration::from_secs(self.timeout);
            answer.deliveries = Some(follow::follow(ctx, aws, &answer, started, timeout).await?);
        }
        ctx.ui.answer(&answer)?;
        Ok(if answer.is_well() {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}

/// Publishes events of the catalogue and waits until each has come to its end, or the time is up.
pub(crate) async fn sent(
    ctx: &Context,
    aws: &Aws,
    bus: &str,
    entries: Vec<Entry>,
    timeout: Duration,
) -> Result<Answer> {
    let requests = publish::requests(entries).map_err(|refused| {
        Error::failed(format!(
            "A sample event has {} bytes, too many",
            refused.size
        ))
    })?;
    let started = ctx.now();
    let published = send(&aws.eventbridge(), requests).await?;
    let mut answer = Answer::new(bus.to_owned(), published);
    answer.deliveries = Some(follow::follow(ctx, aws, &answer, started, timeout).await?);
    Ok(answer)
}

fn requests(drafts: Vec<Draft>, bus: &str) -> Result<Vec<Vec<Entry>>> {
    let places: Vec<String> = drafts.iter().map(|draft| draft.place.clone()).collect();
    let entries = drafts.into_iter().map(|draft| draft.entry(bus)).collect();
    publish::requests(entries).map_err(|refused| {
        let place = &places[refused.index];
        let text = format!(
            "{place} has {} bytes; EventBridge takes less than {}",
            refused.size,
            publish::MAX_BYTES
        );
        Error::usage(text)
            .hint("nothing was sent; put large content into S3 and its key into the event")
    })
}

/// Sends request after request. One that fails altogether does not hide what the others said.
async fn send(eventbridge: &EventBridge, requests: Vec<Vec<Entry>>) -> Result<Vec<Published>> {
    let mut published = Vec::new();
    for request in requests {
        let answers = match eventbridge.put(&request).await {
            Ok(answers) => answers,
            Err(error) if published.is_empty() => return Err(error),
            Err(error) => answer::all_failed(&request, &error),
        };
        let pairs = request.into_iter().zip(answers);
        published.extend(pairs.map(|(entry, accepted)| Published { entry, accepted }));
    }
    Ok(published)
}
