//! `coagent local events`.

mod rules;
mod step;

use std::{collections::BTreeMap, time::Duration};

use rules::Rules;
use step::{Known, Step, Traced};

use crate::{
    cli::Outcome,
    context::Context,
    daemon::ask,
    error::{Doing, Result},
};

/// How often --follow asks.
const INTERVAL: Duration = Duration::from_millis(300);

/// How many events are asked for at once, the most that is allowed.
const PAGE: u16 = 1000;

/// Show each event's way through the local environment: received, matched, tried, delivered
///
/// One line for each step: which rules an event matched and which not, as its bus has them now;
/// how each delivery goes, with the attempts it took, and why one failed. --follow shows steps as
/// they happen; attempts within a third of a second are one line.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local events
  coagent local events --follow
  coagent local events --limit 1000 --output json | jq .eventId")]
pub(crate) struct Args {
    /// Go on until interrupted
    #[arg(long, short)]
    follow: bool,
    /// How many of the latest events to begin with
    #[arg(long, value_name = "COUNT", default_value_t = 20,
        value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let (record, _) = ctx.daemon()?.running().await?;
        let mut follower = Follower::new(record.endpoint);
        for step in follower.latest(self.limit).await? {
            ctx.ui.item(&step)?;
        }
        if !self.follow {
            return Ok(Outcome::Done);
        }
        loop {
            tokio::time::sleep(INTERVAL).await;
            for step in follower.news().await? {
                ctx.ui.item(&step)?;
            }
        }
    }
}

/// What was shown so far.
struct Follower {
    endpoint: String,
    /// The last event that was seen.
    last: u64,
    /// Events that are still on their way, as they were shown.
    open: BTreeMap<u64, Known>,
}

impl Follower {
    fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            last: 0,
            open: BTreeMap::new(),
        }
    }

    /// All steps of the latest events.
    async fn latest(&mut self, limit: u16) -> Result<Vec<Step>> {
        let events = self.list(None, limit).await?;
        Ok(self.take(events).await)
    }

    /// What has happened since: to events that were on their way, and to new ones.
    async fn news(&mut self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        let mut from = self.open.keys().next().copied();
        while let Some(first) = from {
            let found = self.list(Some(first - 1), PAGE).await?;
            let end = found.last().map_or(first, |event| event.sequence);
            let known = found
                .into_iter()
                .filter(|event| self.open.contains_key(&event.sequence));
            steps.extend(self.take(known.collect()).await);
            from = self.open.range(end + 1..).next().map(|(place, _)| *place);
        }
        let new = self.list(Some(self.last), PAGE).await?;
        steps.extend(self.take(new).await);
        Ok(steps)
    }

    async fn take(&mut self, events: Vec<Traced>) -> Vec<Step> {
        let (mut steps, mut rules) = (Vec::new(), Rules::default());
        for event in events {
            self.last = self.last.max(event.sequence);
            let known = self.open.remove(&event.sequence);
            if known.is_none() {
                let of_bus = rules.of(&self.endpoint, &event.bus).await;
                steps.push(event.received(of_bus));
            }
            let (new, known) = event.tried(known);
            steps.extend(new);
            if event.is_open() {
                self.open.insert(event.sequence, known);
            }
        }
        steps
    }

    async fn list(&self, after: Option<u64>, limit: u16) -> Result<Vec<Traced>> {
        let mut input = serde_json::json!({ "Limit": limit });
        if let Some(after) = after {
            input["After"] = after.into();
        }
        let answer = ask(&self.endpoint, "AWSEvents.ListEventDeliveries", &input).await?;
        let list: step::List = serde_json::from_value(answer)
            .doing(|| "The local environment answers something else".to_owned())?;
        Ok(list.events)
    }
}
