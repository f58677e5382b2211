//! A redrive as it is shown.

use std::path::PathBuf;

use serde::Serialize;

use super::watched;
use crate::{
    apply::{
        hidden,
        redrive::{Item, Journal, Report as Done, State, watch::Watched},
    },
    aws::sqs::Queue,
    plan::redrive::Destination,
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// States in the order that they are told.
const STATES: [State; 7] = [
    State::Planned,
    State::Redriven,
    State::NotDeleted,
    State::Rejected,
    State::Uncertain,
    State::Left,
    State::Missing,
];

/// What would be sent, or what became of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    queue: String,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal: Option<PathBuf>,
    #[serde(flatten)]
    done: Done,
    /// What became of what was sent, when that was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) watched: Option<Vec<Watched>>,
}

impl Answer {
    /// What would be sent.
    pub(super) fn planned(queue: &Queue, done: Done) -> Self {
        Self {
            queue: queue.name.clone(),
            dry_run: true,
            journal: None,
            done,
            watched: None,
        }
    }

    /// What became of it.
    pub(super) fn done(queue: &Queue, journal: &Journal, done: Done) -> Self {
        Self {
            dry_run: false,
            journal: Some(journal.path.clone()),
            ..Self::planned(queue, done)
        }
    }

    fn summary(&self) -> String {
        let counts = STATES
            .iter()
            .filter_map(|state| match self.done.count(*state) {
                0 => None,
                count => Some(format!("{count} {}", state.label())),
            });
        let mut parts: Vec<String> = counts.collect();
        if parts.is_empty() {
            parts.push(match self.done.others {
                0 => "no messages".to_owned(),
                _ => "no message that is meant".to_owned(),
            });
        }
        if self.done.possibly_duplicated > 0 {
            parts.push(format!(
                "{} possibly duplicated",
                self.done.possibly_duplicated
            ));
        }
        let by_logs = self.done.items.iter().filter(|item| item.found_by_logs);
        match by_logs.count() {
            0 => {}
            found => parts.push(format!("{found} for functions that their logs name")),
        }
        if self.done.others > 0 {
            parts.push(format!("{} others stay", self.done.others));
        }
        if self.done.more {
            parts.push("there may be more".to_owned());
        }
        if self.done.omitted() > 0 {
            parts.push(format!(
                "{} of them not told one by one",
                self.done.omitted()
            ));
        }
        let hidden = hidden::said(self.done.hidden);
        format!("Queue `{}`: {}{hidden}", self.queue, parts.join(", "))
    }

    /// What has gone well is told by number; a dry run shows each.
    fn shown(&self) -> impl Iterator<Item = &Item> {
        let dull = |item: &&Item| item.state != State::Redriven || item.possibly_duplicated;
        self.done.items.iter().filter(dull)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let columns = ["message", "state", "to", "detail type", "event", "note"];
        let table = Table::new("message", columns).rows(self.shown(), |item| {
            [
                (&item.message).into(),
                state(item),
                optional(item.destination.as_ref().map(Destination::label)),
                optional(item.detail_type.as_ref()),
                optional(item.event.as_ref()),
                note(item).into(),
            ]
        });
        let mut sections = vec![Section::Text(self.summary())];
        if !table.rows.is_empty() {
            sections.push(Section::Table(table));
        }
        if let Some(watched) = &self.watched {
            sections.extend(watched::sections(watched));
        }
        sections
    }
}

fn state(item: &Item) -> Cell {
    let tone = match item.state {
        State::Planned => Tone::Plain,
        State::Redriven => Tone::Good,
        State::Left | State::NotDeleted | State::Missing => Tone::Warn,
        State::Rejected | State::Uncertain => Tone::Bad,
    };
    Cell::toned(item.state.label(), tone)
}

fn note(item: &Item) -> String {
    let mut notes = Vec::new();
    if item.found_by_logs {
        notes.push("found by its logs".to_owned());
    }
    notes.extend(item.changes.iter().cloned());
    if let (true, Some(content)) = (item.changed && item.changes.is_empty(), &item.content) {
        notes.push(format!("as {}", content.body));
    }
    if item.possibly_duplicated {
        notes.push("possibly duplicated".to_owned());
    }
    notes.extend(item.reason.clone());
    notes.join("; ")
}
