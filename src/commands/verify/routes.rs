//! `--matrix`: every way of every event.

use serde::Serialize;

use crate::{
    plan::verify::Row,
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// The ways of all events.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Routes(pub(super) Vec<Row>);

impl Report for Routes {
    fn sections(&self) -> Vec<Section> {
        let columns = ["event", "rule", "target", "processor", "dead letters"];
        let table = Table::new("way", columns)
            .empty("The catalogue has no events: it is known for functions that are coagent's processors.")
            .rows(&self.0, |row| {
                [
                    (&row.event).into(),
                    rule(row),
                    optional(row.target.as_ref()),
                    processor(row),
                    optional(row.dead_letters.as_ref()),
                ]
            });
        vec![Section::Table(table)]
    }
}

fn rule(row: &Row) -> Cell {
    match &row.rule {
        None => Cell::toned("reaches no rule", Tone::Bad),
        Some(rule) if row.uncertain => format!("{rule} (perhaps)").into(),
        Some(rule) => rule.into(),
    }
}

fn processor(row: &Row) -> Cell {
    match &row.processor {
        Some(name) if row.ignored => Cell::toned(format!("{name} (ignores it)"), Tone::Dim),
        name => optional(name.as_ref()),
    }
}
