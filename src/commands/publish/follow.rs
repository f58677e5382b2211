//! `--wait`: which rules an event matches, and what its targets made of it.
//!
//! Which rules match is computed from the live rules. What became of the event is in the logs of
//! the functions that the rules deliver to: our processors end each delivery with one metric that
//! has the event's id beside it. So this works on AWS as it does on this machine.

use std::{collections::BTreeMap, time::Duration};

use coagent_pattern::{Event, Pattern};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Answer, Published};
use crate::{
    aws::{
        Aws, Logs,
        eventbridge::Rule,
        logs::{Line, Search},
    },
    context::Context,
    error::{Error, Kind, Result},
};

/// How often the logs are asked.
const INTERVAL: Duration = Duration::from_millis(250);

/// One event on its way to one target.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) event_id: String,
    pub(crate) rule: String,
    pub(crate) target: String,
    pub(crate) result: Fate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after_ms: Option<i64>,
    #[serde(skip)]
    log_group: Option<String>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fate {
    /// The processor handled it.
    Handled,
    /// It had been handled before.
    Duplicate,
    /// It does not concern the processor, which its rule delivers everything to.
    Ignored,
    /// The processor found it invalid and put it into the dead-letter queue.
    Rejected,
    /// The processor failed; Lambda tries again.
    Failed,
    /// Nothing was seen in the time given.
    NotSeen,
    /// The target is no function, so nobody writes down what it does with an event.
    NotFollowed,
}

impl Fate {
    /// For people.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::Duplicate => "handled before",
            Self::Ignored => "ignored",
            Self::Rejected => "rejected as invalid",
            Self::Failed => "failed",
            Self::NotSeen => "not seen",
            Self::NotFollowed => "not followed: no function",
        }
    }

    /// The fate that a processor's metric says.
    fn of_metric(name: &str) -> Option<Self> {
        Some(match name {
            "EventsProcessed" => Self::Handled,
            "EventsDuplicate" => Self::Duplicate,
            "EventsIgnored" => Self::Ignored,
            "EventsRejected" => Self::Rejected,
            "EventsFailed" => Self::Failed,
            _ => return None,
        })
    }

    /// Whether it can still become another one.
    fn is_open(self) -> bool {
        matches!(self, Self::NotSeen | Self::Failed)
    }
}

impl Delivery {
    /// Whether it went as it should.
    pub(crate) fn is_well(&self) -> bool {
        !matches!(self.result, Fate::Rejected | Fate::Failed | Fate::NotSeen)
    }
}

/// Waits until every delivery has come to its end, or the time is up.
pub(super) async fn follow(
    ctx: &Context,
    aws: &Aws,
    answer: &Answer,
    started: Timestamp,
    timeout: Duration,
) -> Result<Vec<Delivery>> {
    let mut deliveries = expected(aws, answer).await?;
    let progress = ctx.ui.progress();
    let waiting = async {
        loop {
            look(&aws.logs(), &mut deliveries, started).await?;
            let open = deliveries
                .iter()
                .filter(|delivery| delivery.result.is_open())
                .count();
            if open == 0 {
                return Ok(());
            }
            progress.now(&format!(
                "waiting for {open} of {} deliveries",
                deliveries.len()
            ));
            tokio::time::sleep(INTERVAL).await;
        }
    };
    match tokio::time::timeout(timeout, waiting).await {
        Ok(Err(error)) => return Err(error),
        Ok(Ok(())) | Err(_) => drop(progress),
    }
    Ok(deliveries)
}

async fn expected(aws: &Aws, answer: &Answer) -> Result<Vec<Delivery>> {
    let eventbridge = aws.eventbridge();
    let rules = eventbridge.rules(&answer.bus).await?;
    let enabled = rules
        .into_iter()
        .filter(|rule| rule.state.starts_with("ENABLED"));
    let mut deliveries = Vec::new();
    for rule in enabled.filter(|rule| rule.managed_by.is_none()) {
        let events = matching(&rule, &answer.events);
        if events.is_empty() {
            continue;
        }
        let targets = eventbridge.targets(&answer.bus, &rule.name).await?;
        for target in &targets {
            let log_group = log_group(aws, &target.arn).await?;
            deliveries.extend(events.iter().map(|id| Delivery {
                event_id: (*id).to_owned(),
                rule: rule.name.clone(),
                target: name_of(&target.arn).to_owned(),
                result: if log_group.is_some() {
                    Fate::NotSeen
                } else {
                    Fate::NotFollowed
                },
                after_ms: None,
                log_group: log_group.clone(),
            }));
        }
    }
    Ok(deliveries)
}

/// The ids of the events that a rule matches.
fn matching<'a>(rule: &Rule, events: &'a [Published]) -> Vec<&'a str> {
    let pattern = rule
        .pattern
        .as_deref()
        .and_then(|text| Pattern::parse(text).ok());
    let Some(pattern) = pattern else {
        return Vec::new();
    };
    let matched = events.iter().filter_map(|event| Some((event.id()?, event)));
    matched
        .filter(|(id, event)| delivered(id, event).is_some_and(|event| pattern.matches(&event)))
        .map(|(id, _)| id)
        .collect()
}

/// The event as rules see it, as far as it is known here.
fn delivered(id: &str, event: &Published) -> Option<Event> {
    let entry = &event.entry;
    let detail: Value = serde_json::from_str(&entry.detail).ok()?;
    let event = json!({
        "version": "0",
        "id": id,
        "source": entry.source,
        "detail-type": entry.detail_type,
        "resources": entry.resources,
        "detail": detail,
    });
    Event::parse(&event.to_string()).ok()
}

async fn log_group(aws: &Aws, arn: &str) -> Result<Option<String>> {
    if !arn.contains(":lambda:") {
        return Ok(None);
    }
    match aws.lambda().function(name_of(arn)).await {
        Ok(function) => Ok(Some(function.log_group)),
        // A target that is gone: nothing will be seen, which is what is then said.
        Err(error) if error.kind == Kind::NotFound => {
            Ok(Some(format!("/aws/lambda/{}", name_of(arn))))
        }
        Err(error) => Err(error),
    }
}

fn name_of(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

async fn look(logs: &Logs, deliveries: &mut [Delivery], started: Timestamp) -> Result<()> {
    let mut groups: Vec<String> = deliveries
        .iter()
        .filter(|delivery| delivery.result.is_open())
        .filter_map(|delivery| delivery.log_group.clone())
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let found = try_join_all(groups.iter().map(|group| outcomes(logs, group, started))).await?;
    for (group, outcomes) in groups.iter().zip(found) {
        let of_group = deliveries
            .iter_mut()
            .filter(|delivery| delivery.log_group.as_ref() == Some(group));
        for delivery in of_group {
            if let Some((fate, time)) = outcomes.get(&delivery.event_id) {
                delivery.result = *fate;
                delivery.after_ms = Some(time.as_millisecond() - started.as_millisecond());
            }
        }
    }
    Ok(())
}

type Outcomes = BTreeMap<String, (Fate, Timestamp)>;

/// What a function's log says of events, by their ids; the last word counts.
async fn outcomes(logs: &Logs, group: &str, started: Timestamp) -> Result<Outcomes> {
    let search = Search {
        group: group.to_owned(),
        // Clocks differ a little from machine to machine.
        from: started.as_millisecond() - 60_000,
        pattern: Some("eventId".to_owned()),
        ..Search::default()
    };
    match logs.search(&search).await {
        Ok(lines) => Ok(lines.iter().filter_map(outcome).collect()),
        Err(Error {
            kind: Kind::NotFound,
            ..
        }) => Ok(Outcomes::new()),
        Err(error) => Err(error),
    }
}

fn outcome(line: &Line) -> Option<(String, (Fate, Timestamp))> {
    let record: Value = serde_json::from_str(&line.message).ok()?;
    let metrics = record
        .get("_aws")?
        .pointer("/CloudWatchMetrics/0/Metrics/0/Name")?;
    let fate = Fate::of_metric(metrics.as_str()?)?;
    let id = record.get("eventId")?.as_str()?;
    Some((id.to_owned(), (fate, line.time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(message: Value) -> Line {
        Line {
            id: "1".into(),
            group: "g".into(),
            stream: "s".into(),
            time: Timestamp::UNIX_EPOCH,
            message: message.to_string(),
        }
    }

    #[test]
    fn the_metric_of_a_delivery_says_what_became_of_the_event() {
        let metrics = json!([{ "Metrics": [{ "Name": "EventsProcessed" }] }]);
        let record = json!({ "_aws": { "CloudWatchMetrics": metrics }, "eventId": "e1" });
        let expected = Some(("e1".to_owned(), (Fate::Handled, Timestamp::UNIX_EPOCH)));
        assert_eq!(outcome(&line(record)), expected);
    }

    #[test]
    fn other_lines_say_nothing() {
        assert_eq!(
            outcome(&line(json!({ "message": "x", "eventId": "e1" }))),
            None
        );
    }
}
