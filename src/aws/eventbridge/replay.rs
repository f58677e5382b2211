//! Archives and replays.

use aws_sdk_eventbridge::types::{self, ReplayDestination};
use aws_smithy_types::DateTime;
use jiff::Timestamp;
use serde::Serialize;

use super::EventBridge;
use crate::{
    aws::failure,
    error::{Error, Result},
};

/// A replay to be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewReplay {
    /// Its name, at most 64 characters, not used before.
    pub(crate) name: String,
    /// ARN of the archive.
    pub(crate) archive_arn: String,
    /// ARN of the bus, the one that the archive is of.
    pub(crate) bus_arn: String,
    /// Events from here on.
    pub(crate) from: Timestamp,
    /// Events up to here.
    pub(crate) to: Timestamp,
    /// The only rules that may fire; none for all of them.
    pub(crate) rules: Vec<String>,
}

/// A replay as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Replay {
    /// Its name.
    pub(crate) name: String,
    /// `STARTING`, `RUNNING`, `CANCELLING`, `COMPLETED`, `CANCELLED` or `FAILED`.
    pub(crate) state: String,
    /// Why it is in this state.
    pub(crate) reason: Option<String>,
    /// ARN of the archive.
    pub(crate) archive_arn: String,
    /// The first event time.
    pub(crate) from: Option<String>,
    /// The last event time.
    pub(crate) to: Option<String>,
    /// How far it is: the time of the last event replayed.
    pub(crate) last_replayed: Option<String>,
    /// The only rules that may fire; none for all of them.
    pub(crate) rules: Vec<String>,
}

/// An archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Archive {
    /// Its name.
    pub(crate) name: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// ARN of the bus that it is of.
    pub(crate) bus_arn: String,
    /// Which events it keeps; `None` for all.
    pub(crate) pattern: Option<String>,
    /// Days; `None` for ever.
    pub(crate) retention_days: Option<i32>,
    /// Events in it; settles within 24 hours.
    pub(crate) events: i64,
}

impl Replay {
    /// Whether nothing more will happen.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.state.as_str(), "COMPLETED" | "CANCELLED" | "FAILED")
    }
}

impl EventBridge {
    /// An archive by name.
    pub(crate) async fn archive(&self, name: &str) -> Result<Archive> {
        let answer = self
            .client
            .describe_archive()
            .archive_name(name)
            .send()
            .await;
        let found = answer.map_err(|cause| match failure::code(&cause) {
            Some("ResourceNotFoundException") => {
                let text = format!("There is no archive `{name}` in {}", self.place);
                Error::not_found(text).hint("without --archive it is the stack's own")
            }
            _ => self.place.failed(format!("read archive `{name}`"), cause),
        })?;
        Ok(Archive {
            name: name.to_owned(),
            arn: found.archive_arn.unwrap_or_default(),
            bus_arn: found.event_source_arn.unwrap_or_default(),
            pattern: found.event_pattern,
            retention_days: found.retention_days.filter(|days| *days > 0),
            events: found.event_count,
        })
    }

    /// Starts a replay.
    pub(crate) async fn start_replay(&self, replay: &NewReplay) -> Result<()> {
        let destination = ReplayDestination::builder()
            .arn(&replay.bus_arn)
            .set_filter_arns((!replay.rules.is_empty()).then(|| replay.rules.clone()))
            .build()
            .map_err(|cause| Error::failed("Failed to describe the replay").because(cause))?;
        let answer = self
            .client
            .start_replay()
            .replay_name(&replay.name)
            .event_source_arn(&replay.archive_arn)
            .event_start_time(DateTime::from_millis(replay.from.as_millisecond()))
            .event_end_time(DateTime::from_millis(replay.to.as_millisecond()))
            .destination(destination)
            .send()
            .await;
        answer.map(drop).map_err(|cause| {
            self.place
                .failed(format!("start replay `{}`", replay.name), cause)
        })
    }

    /// A replay by name.
    pub(crate) async fn replay(&self, name: &str) -> Result<Replay> {
        let answer = self.client.describe_replay().replay_name(name).send().await;
        let found = answer.map_err(|cause| match failure::code(&cause) {
            Some("ResourceNotFoundException") => {
                let text = format!("There is no replay `{name}` in {}", self.place);
                Error::not_found(text).hint("coagent replay list")
            }
            _ => self.place.failed(format!("read replay `{name}`"), cause),
        })?;
        Ok(Replay {
            name: name.to_owned(),
            state: found
                .state
                .map(|state| state.as_str().to_owned())
                .unwrap_or_default(),
            reason: found.state_reason,
            archive_arn: found.event_source_arn.unwrap_or_default(),
            from: found.event_start_time.map(text),
            to: found.event_end_time.map(text),
            last_replayed: found.event_last_replayed_time.map(text),
            rules: found
                .destination
                .and_then(|to| to.filter_arns)
                .unwrap_or_default(),
        })
    }

    /// The replays that EventBridge still knows, the latest first. Their rules are not listed.
    pub(crate) async fn replays(&self) -> Result<Vec<Replay>> {
        let mut replays = Vec::new();
        let mut next = None;
        loop {
            let call = self.client.list_replays().set_next_token(next);
            let page = call.send().await;
            let page = page.map_err(|cause| self.place.failed("list the replays", cause))?;
            replays.extend(page.replays.unwrap_or_default().into_iter().map(listed));
            next = page.next_token;
            if next.is_none() {
                break;
            }
        }
        replays.sort_by(|a: &Replay, b| b.from.cmp(&a.from));
        Ok(replays)
    }

    /// Cancels a replay that is starting or running.
    pub(crate) async fn cancel_replay(&self, name: &str) -> Result<()> {
        let answer = self.client.cancel_replay().replay_name(name).send().await;
        answer
            .map(drop)
            .map_err(|cause| self.place.failed(format!("cancel replay `{name}`"), cause))
    }
}

fn listed(found: types::Replay) -> Replay {
    Replay {
        name: found.replay_name.unwrap_or_default(),
        state: found
            .state
            .map(|state| state.as_str().to_owned())
            .unwrap_or_default(),
        reason: found.state_reason,
        archive_arn: found.event_source_arn.unwrap_or_default(),
        from: found.event_start_time.map(text),
        to: found.event_end_time.map(text),
        last_replayed: found.event_last_replayed_time.map(text),
        rules: Vec::new(),
    }
}

fn text(time: DateTime) -> String {
    let millis = time.to_millis().unwrap_or_default();
    Timestamp::from_millisecond(millis)
        .map(|time| time.to_string())
        .unwrap_or_default()
}
