//! `coagent local events`.

mod rules;
mod step;

use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

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
/// each attempt at a delivery that failed, when and why; and how the delivery ended. --follow shows
/// steps as they happen. Of events that have ended, the latest 10,000 are kept: when more were
/// published than could be read, it says how many it missed.
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
        show(ctx, &follower.latest(self.limit).await?)?;
        if !self.follow {
            return Ok(Outcome::Done);
        }
        loop {
            tokio::time::sleep(INTERVAL).await;
            show(ctx, &follower.changes().await?)?;
            while show(ctx, &follower.news().await?)? {}
        }
    }
}

/// Shows what was read; whether there is more to be read at once.
fn show(ctx: &Context, read: &Read) -> Result<bool> {
    if read.missed > 0 {
        ctx.ui.warn(format!(
            "Events missed, because only the latest are kept: {}",
            read.missed
        ));
    }
    if read.unknown > 0 {
        ctx.ui.warn(format!(
            "Events of which it was missed how they ended: {}",
            read.unknown
        ));
    }
    for step in &read.steps {
        ctx.ui.item(step)?;
    }
    Ok(read.full)
}

/// What was read at once.
#[derive(Default)]
struct Read {
    steps: Vec<Step>,
    /// Events that are no longer kept and were not read before.
    missed: u64,
    /// Events that are no longer kept and were on their way when they were last read.
    unknown: u64,
    /// Whether there may be more.
    full: bool,
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
    async fn latest(&mut self, limit: u16) -> Result<Read> {
        let list = self.list(None, limit).await?;
        Ok(self.read(list).await)
    }

    /// What has happened since to events that were on their way.
    async fn changes(&mut self) -> Result<Read> {
        let mut changes = Read::default();
        let mut from = self.open.keys().next().copied();
        while let Some(first) = from {
            let found = self.list(Some(first - 1), PAGE).await?.events;
            let end = found.last().map_or(first, |event| event.sequence);
            changes.unknown += self.forget(first..=end, &found);
            let known = found
                .into_iter()
                .filter(|event| self.open.contains_key(&event.sequence));
            changes.steps.extend(self.take(known.collect()).await);
            from = self.open.range(end + 1..).next().map(|(place, _)| *place);
        }
        Ok(changes)
    }

    /// The next page of new events.
    async fn news(&mut self) -> Result<Read> {
        let list = self.list(Some(self.last), PAGE).await?;
        Ok(self.read(list).await)
    }

    async fn read(&mut self, list: step::List) -> Read {
        Read {
            missed: list.missed,
            full: list.events.len() == usize::from(PAGE),
            steps: self.take(list.events).await,
            unknown: 0,
        }
    }

    /// Lets those go that are no longer kept; how many they are.
    fn forget(&mut self, places: RangeInclusive<u64>, found: &[Traced]) -> u64 {
        let is_found = |place: &u64| found.iter().any(|event| event.sequence == *place);
        let open = self.open.range(places).map(|(place, _)| *place);
        let gone: Vec<u64> = open.filter(|place| !is_found(place)).collect();
        for place in &gone {
            self.open.remove(place);
        }
        gone.len() as u64
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

    async fn list(&self, after: Option<u64>, limit: u16) -> Result<step::List> {
        let mut input = serde_json::json!({ "Limit": limit });
        if let Some(after) = after {
            input["After"] = after.into();
        }
        let answer = ask(&self.endpoint, "AWSEvents.ListEventDeliveries", &input).await?;
        serde_json::from_value(answer)
            .doing(|| "The local environment answers something else".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(sequence: u64, state: &str) -> Traced {
        let delivery = json!({
            "RuleArn": "arn:aws:events:us-east-1:000000000000:rule/r",
            "TargetArn": "arn:aws:sqs:us-east-1:000000000000:q",
            "State": state,
            "Attempts": 1,
        });
        let event = json!({
            "Sequence": sequence,
            "EventId": "0123456789",
            "Bus": "default",
            "Source": "shop",
            "DetailType": "Order",
            "IngestionTime": 1.5,
            "Rules": [delivery],
        });
        serde_json::from_value(event).expect("an event")
    }

    #[tokio::test]
    async fn an_event_on_its_way_that_is_no_longer_kept_is_asked_for_no_more() {
        let mut follower = Follower::new("http://nowhere".to_owned());
        follower
            .take(vec![event(1, "RETRYING"), event(2, "RETRYING")])
            .await;
        assert_eq!(follower.forget(1..=2, &[event(2, "DELIVERED")]), 1);
        assert_eq!(follower.open.keys().copied().collect::<Vec<_>>(), [2]);
    }

    #[tokio::test]
    async fn after_a_full_page_comes_another() {
        let mut follower = Follower::new("http://nowhere".to_owned());
        let page = |events: u64| step::List {
            events: (0..events).map(|place| event(place, "DELIVERED")).collect(),
            missed: 7,
        };
        let read = follower.read(page(PAGE.into())).await;
        assert!(read.full && read.missed == 7);
        assert!(!follower.read(page(9)).await.full);
    }
}
