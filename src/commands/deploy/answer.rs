//! What a deployment answers, and the plan that it shows before.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    apply::deploy::Plan,
    aws::{Place, cloudformation::Stack},
    plan::{
        changes::{Action, Change, PropertyChange, Replacement},
        routing::{Rerouted, Route},
    },
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
    #[serde(flatten)]
    changes: Changes,
    outputs: BTreeMap<String, String>,
}

impl Answer {
    pub(super) fn new(place: &Place, outcome: Came, changes: Changes, stack: Stack) -> Self {
        Self {
            stack: stack.name,
            environment: place.environment.clone(),
            region: place.region.clone(),
            outcome,
            changes,
            outputs: reached(place, stack.outputs),
        }
    }
}

fn reached(place: &Place, outputs: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let outputs = outputs.into_iter();
    outputs
        .map(|(name, value)| (name, place.reached(&value)))
        .collect()
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        if self.outcome == Came::Planned {
            return self.changes.sections();
        }
        let outputs = Table::new("output", ["output", "value"]).empty("The stack has no outputs.");
        let row = |(name, value): (&String, &String)| [name.into(), value.into()];
        vec![Section::Table(outputs.rows(&self.outputs, row))]
    }
}

/// What changes: shown before it is done.
#[derive(Default, Serialize)]
pub(super) struct Changes {
    changes: Vec<Change>,
    routing: Rerouted,
}

impl Changes {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            changes: plan.changes.clone(),
            routing: plan.rerouted.clone(),
        }
    }
}

impl Report for Changes {
    fn sections(&self) -> Vec<Section> {
        let mut sections = vec![Section::Table(table(&self.changes))];
        if self.routing != Rerouted::default() {
            sections.push(Section::Table(routing(&self.routing)));
        }
        sections
    }
}

fn routing(Rerouted { gained, lost }: &Rerouted) -> Table {
    let gained = gained
        .iter()
        .map(|route| (Cell::toned("gained", Tone::Good), route));
    let lost = lost
        .iter()
        .map(|route| (Cell::toned("lost", Tone::Bad), route));
    Table::new("route", ["routing", "event", "rule", "target"]).rows(
        gained.chain(lost),
        |(
            way,
            Route {
                event,
                rule,
                target,
            },
        )| [way, event.into(), rule.into(), target.into()],
    )
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
