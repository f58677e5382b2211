//! `--wait`: which rules an event matches, and what its targets made of it.
//!
//! Which rules match is computed from the live rules (`ways`). What became of the event is in the
//! logs of the functions that they lead to: our processors end each delivery with one metric that
//! has the event's id beside it. So this works on AWS as it does on this machine. Of a function that
//! logs no such thing, Lambda's own REPORT lines tell how often it ran, and no more.

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::try_join_all;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{answer::Answer, ways};
use crate::{
    aws::{
        Aws, Logs,
        logs::{Line, Search},
    },
    context::Context,
    error::{IfThere, Result},
};

/// How often the logs are asked.
const INTERVAL: Duration = Duration::from_millis(250);

/// One event on its way to one target.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) event_id: String,
    /// The bus that the event was forwarded to; `None` for the one that it was published to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bus: Option<String>,
    pub(crate) rule: String,
    pub(crate) target: String,
    /// The function that takes it from the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) processor: Option<String>,
    pub(crate) result: Fate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after_ms: Option<i64>,
    #[serde(skip)]
    pub(crate) target_arn: String,
    /// What the function that gets it writes to.
    #[serde(skip)]
    pub(super) log_group: Option<String>,
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
    /// Its function ran often enough since; it does not log for which events, nor how it went.
    Ran,
    /// Nothing was seen in the time given.
    NotSeen,
    /// It waits in a queue whose event source mapping is off.
    Held,
    /// It goes on from another bus.
    Forwarded,
    /// No function gets it, so nobody writes down what is done with it.
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
            Self::Ran => "ran; for which event is not logged",
            Self::NotSeen => "not seen",
            Self::Held => "waits: the mapping is off",
            Self::Forwarded => "forwarded",
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
        use Fate::{Failed, Held, NotSeen, Rejected};
        !matches!(self.result, Rejected | Failed | NotSeen | Held)
    }

    /// The rule, with its bus where the event was forwarded to it.
    pub(crate) fn by(&self) -> String {
        match &self.bus {
            Some(bus) => format!("{} (bus {bus})", self.rule),
            None => self.rule.clone(),
        }
    }

    /// The target, with the function that takes it from there.
    pub(crate) fn to(&self) -> String {
        match &self.processor {
            Some(processor) => format!("{} → {processor}", self.target),
            None => self.target.clone(),
        }
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
    let mut deliveries = ways::expected(aws, answer).await?;
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
        let of_group: Vec<&mut Delivery> = of_group.collect();
        if outcomes.is_empty() {
            ran(logs, group, of_group, started).await?;
            continue;
        }
        for delivery in of_group {
            if let Some((fate, time)) = outcomes.get(&delivery.event_id) {
                delivery.result = *fate;
                delivery.after_ms = Some(time.as_millisecond() - started.as_millisecond());
            }
        }
    }
    Ok(())
}

/// What Lambda itself writes when a function has run, as text or as JSON.
const REPORTS: &str = "?REPORT ?\"platform.report\"";

/// Notes what a function ran for that says nothing of events: once for each event that a rule
/// invokes it with, once at least for those out of a queue. Another event may have been the cause.
async fn ran(
    logs: &Logs,
    group: &str,
    deliveries: Vec<&mut Delivery>,
    started: Timestamp,
) -> Result<()> {
    let search = Search {
        group: group.to_owned(),
        from: started.as_millisecond(),
        pattern: Some(REPORTS.to_owned()),
        ..Search::default()
    };
    let lines = logs.search(&search).await.if_there()?;
    let reports: Vec<Line> = lines.into_iter().flatten().filter(is_report).collect();
    let direct = deliveries.iter().filter(|one| one.processor.is_none());
    let (Some(last), true) = (reports.last(), reports.len() >= direct.count()) else {
        return Ok(());
    };
    // A processor's metric comes before the report of its run: asked now, it is there.
    if !outcomes(logs, group, started).await?.is_empty() {
        return Ok(());
    }
    for delivery in deliveries {
        if delivery.result == Fate::NotSeen {
            delivery.result = Fate::Ran;
            delivery.after_ms = Some(last.time.as_millisecond() - started.as_millisecond());
        }
    }
    Ok(())
}

/// Whether Lambda says that a run came to its end by itself. One that was cut off has a status.
fn is_report(line: &Line) -> bool {
    if line.message.starts_with("REPORT RequestId: ") {
        return !line.message.contains("\tStatus: ");
    }
    let record: Value = serde_json::from_str(&line.message).unwrap_or_default();
    record["type"] == "platform.report" && record["record"]["status"] == "success"
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
    let lines = logs.search(&search).await.if_there()?;
    Ok(lines.iter().flatten().filter_map(outcome).collect())
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
    use serde_json::json;

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
    fn a_report_of_a_run_that_was_not_cut_off_counts() {
        let text = |message: &str| Line {
            message: message.to_owned(),
            ..line(Value::Null)
        };
        assert!(is_report(&text("REPORT RequestId: r-1\tDuration: 2 ms\t")));
        assert!(!is_report(&text(
            "REPORT RequestId: r-1\tDuration: 2 ms\tStatus: timeout"
        )));
        assert!(!is_report(&text("a REPORT of my own")));
        let json = |status| json!({ "type": "platform.report", "record": { "status": status } });
        assert!(is_report(&line(json("success"))));
        assert!(!is_report(&line(json("error"))));
    }

    #[test]
    fn other_lines_say_nothing() {
        assert_eq!(
            outcome(&line(json!({ "message": "x", "eventId": "e1" }))),
            None
        );
    }
}
