//! What a deployment answers, and the plan that it shows before.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    aws::{Aws, cloudformation::Stack},
    plan::changes::{Action, Change, PropertyChange, Replacement},
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// What has come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Came {
    Planned,
    Unchanged,
    Created,
    Updated,
}

/// The answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    stack: String,
    environment: String,
    region: String,
    outcome: Came,
    changes: Vec<Change>,
    outputs: BTreeMap<String, String>,
}

impl Answer {
    pub(super) fn new(
        aws: &Aws,
        name: &str,
        outcome: Came,
        changes: Vec<Change>,
        stack: Option<Stack>,
    ) -> Self {
        Self {
            stack: name.to_owned(),
            environment: aws.place.environment.clone(),
            region: aws.place.region.clone(),
            outcome,
            changes,
            outputs: stack.map(|stack| stack.outputs).unwrap_or_default(),
        }
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        if self.outcome == Came::Planned {
            return vec![Section::Table(table(&self.changes))];
        }
        let outputs = Table::new("output", ["output", "value"]).empty("The stack has no outputs.");
        let row = |(name, value): (&String, &String)| [name.into(), value.into()];
        vec![Section::Table(outputs.rows(&self.outputs, row))]
    }
}

/// The changes as they are shown before they are made.
#[derive(Serialize)]
pub(super) struct Changes<'a> {
    pub(super) changes: &'a [Change],
}

impl Report for Changes<'_> {
    fn sections(&self) -> Vec<Section> {
        vec![Section::Table(table(self.changes))]
    }
}

fn table(changes: &[Change]) -> Table {
    let columns = ["action", "resource", "type", "replaced", "properties"];
    Table::new("change", columns)
        .empty("Nothing changes.")
        .rows(changes, |change| {
            [
                Cell::toned(change.action.word(), tone(change)),
                (&change.logical_id).into(),
                (&change.kind).into(),
                replaced(change.replacement),
                properties(&change.properties).into(),
            ]
        })
}

fn tone(change: &Change) -> Tone {
    match change.action {
        Action::Add | Action::Import => Tone::Good,
        _ if change.destroys() => Tone::Bad,
        _ => Tone::Warn,
    }
}

fn replaced(replacement: Replacement) -> Cell {
    match replacement {
        Replacement::No => "no".into(),
        Replacement::Maybe => Cell::toned("maybe", Tone::Bad),
        Replacement::Yes => Cell::toned("yes", Tone::Bad),
    }
}

fn properties(properties: &[PropertyChange]) -> String {
    let mut paths: Vec<&str> = properties
        .iter()
        .map(|property| property.path.as_str())
        .collect();
    paths.dedup();
    paths.join(", ")
}
