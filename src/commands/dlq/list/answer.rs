//! The dead-letter queues as they are shown.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{
    aws::{cloudwatch::Alarm, sqs::Queue},
    plan::{feeders::Feeders, moment},
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// Dead-letter queues.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) queues: Vec<Row>,
}

/// A dead-letter queue.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    #[serde(flatten)]
    pub(super) queue: Queue,
    /// Age of the oldest message, where CloudWatch knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) oldest_seconds: Option<u64>,
    /// Seconds until the oldest message is gone for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) left_seconds: Option<u64>,
    /// Messages that came in the last hour, where CloudWatch knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) per_hour: Option<u64>,
    /// What sends there.
    pub(super) fed_by: Feeders,
    /// The alarms that watch it.
    pub(super) alarms: Vec<Alarm>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let columns = [
            "queue",
            "≈ visible",
            "≈ in flight",
            "last hour",
            "oldest",
            "kept for",
            "left",
            "alarm",
            "fed by",
        ];
        let table = Table::new("queue", columns)
            .empty("There are no dead-letter queues.")
            .rows(&self.queues, row);
        vec![Section::Table(table)]
    }
}

fn row(row: &Row) -> [Cell; 9] {
    let depth = row.queue.depth;
    let tone = if depth.visible > 0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    [
        (&row.queue.name).into(),
        Cell::toned(depth.visible.to_string(), tone),
        depth.in_flight.into(),
        crate::report::optional(row.per_hour),
        crate::report::optional(row.oldest_seconds.map(long)),
        long(row.queue.retention_seconds).into(),
        left(row),
        alarm(&row.alarms),
        row.fed_by.to_string().into(),
    ]
}

/// Less than a day is an alarm of its own.
fn left(row: &Row) -> Cell {
    let tone = match row.left_seconds {
        Some(seconds) if seconds < 86_400 => Tone::Bad,
        _ => Tone::Plain,
    };
    Cell::toned(row.left_seconds.map(long).unwrap_or_default(), tone)
}

fn alarm(alarms: &[Alarm]) -> Cell {
    let on = alarms.iter().filter(|alarm| alarm.state == "ALARM").count();
    match (alarms.len(), on) {
        (0, _) => Cell::toned("none", Tone::Warn),
        (_, 0) => alarms
            .iter()
            .map(|alarm| alarm.state.as_str())
            .min()
            .unwrap_or("")
            .into(),
        _ => Cell::toned("ALARM", Tone::Bad),
    }
}

fn long(seconds: u64) -> String {
    let start = Timestamp::UNIX_EPOCH;
    let length = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
    moment::age(start, start.checked_add(length).unwrap_or(start))
}
