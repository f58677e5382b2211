//! `coagent replay`: events of the past, once more.

mod cancel;
mod describe;
mod list;
mod start;

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    aws::{eventbridge::Replay, holdings::name_of},
    report::{Cell, Report, Section, optional},
    ui::style::Tone,
};

crate::cli::group! {
    /// Replays: deliver archived events once more
    ///
    /// A replay puts the events of an archive back on the bus they came from, where rules match them
    /// again. They carry a `replay-name`.
    {
        Start(start),
        Describe(describe),
        Cancel(cancel),
        List(list),
    }
}

/// How a state is painted.
fn tone(state: &str) -> Tone {
    match state {
        "COMPLETED" => Tone::Good,
        "FAILED" => Tone::Bad,
        "CANCELLED" | "CANCELLING" => Tone::Warn,
        _ => Tone::Plain,
    }
}

/// How far a replay is, of 100, by the time of its events.
fn percent(replay: &Replay) -> Option<i64> {
    if replay.state == "COMPLETED" {
        return Some(100);
    }
    let time = |text: &Option<String>| text.as_ref()?.parse::<Timestamp>().ok();
    let (from, to) = (time(&replay.from)?, time(&replay.to)?);
    let last = time(&replay.last_replayed)?;
    let whole = to.as_millisecond() - from.as_millisecond();
    let done = last.as_millisecond() - from.as_millisecond();
    (whole > 0).then(|| (done * 100 / whole).clamp(0, 100))
}

/// One replay.
#[derive(Serialize)]
#[serde(transparent)]
struct Answer(Replay);

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let replay = &self.0;
        let rules = match replay.rules.as_slice() {
            [] => "all of the bus".to_owned(),
            arns => arns
                .iter()
                .map(|arn| name_of(arn))
                .collect::<Vec<_>>()
                .join(", "),
        };
        let facts = [
            ("replay", Cell::from(&replay.name)),
            ("state", Cell::toned(&replay.state, tone(&replay.state))),
            ("reason", optional(replay.reason.as_ref())),
            ("archive", name_of(&replay.archive_arn).into()),
            ("from", optional(replay.from.as_ref())),
            ("to", optional(replay.to.as_ref())),
            ("last event", optional(replay.last_replayed.as_ref())),
            (
                "done",
                optional(percent(replay).map(|done| format!("{done} %"))),
            ),
            ("rules", rules.into()),
        ];
        let there = facts.into_iter().filter(|(_, cell)| !cell.text.is_empty());
        vec![Section::Facts(
            there.map(|(name, cell)| (name.to_owned(), cell)).collect(),
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is_goes_by_the_time_of_the_events() {
        let at = |minute: u32| Some(format!("2026-01-01T00:{minute:02}:00Z"));
        let replay = Replay {
            state: "RUNNING".into(),
            from: at(0),
            to: at(40),
            last_replayed: at(10),
            ..Replay::default()
        };
        assert_eq!(percent(&replay), Some(25));
        let none = Replay {
            last_replayed: None,
            ..replay.clone()
        };
        assert_eq!(percent(&none), None);
        let done = Replay {
            state: "COMPLETED".into(),
            ..none
        };
        assert_eq!(percent(&done), Some(100));
    }
}
