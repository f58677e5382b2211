//! The verdict of each rule.

use coagent_pattern::Explanation;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// The verdicts.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) rules: Vec<Row>,
}

/// The verdict of one rule.
pub(super) struct Row {
    pub(super) rule: String,
    pub(super) enabled: bool,
    pub(super) targets: Vec<String>,
    pub(super) verdict: Result<Explanation, String>,
}

impl Row {
    /// Whether the event is delivered.
    fn fires(&self) -> bool {
        self.enabled && self.verdict.as_ref().is_ok_and(|verdict| verdict.matched)
    }

    fn why(&self) -> String {
        match &self.verdict {
            Ok(verdict) if !verdict.matched => verdict
                .to_string()
                .trim_start_matches("the event does not match: ")
                .to_owned(),
            Ok(_) if !self.enabled => "it matches, but is disabled".to_owned(),
            Ok(_) => String::new(),
            Err(reason) => reason.clone(),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut row = to.serialize_struct("Row", 6)?;
        row.serialize_field("rule", &self.rule)?;
        row.serialize_field("enabled", &self.enabled)?;
        row.serialize_field("fires", &self.fires())?;
        row.serialize_field("targets", &self.targets)?;
        row.serialize_field("explanation", &self.verdict.as_ref().ok())?;
        row.serialize_field("error", &self.verdict.as_ref().err())?;
        row.end()
    }
}

impl Answer {
    /// Whether a rule fires; or all of them.
    pub(super) fn is_well(&self, all: bool) -> bool {
        if all {
            self.rules.iter().all(Row::fires)
        } else {
            self.rules.iter().any(Row::fires)
        }
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let table = Table::new("rule", ["rule", "verdict", "targets", "why"])
            .empty("There are no rules with an event pattern.")
            .rows(&self.rules, |row| {
                let verdict = match (row.fires(), &row.verdict) {
                    (true, _) => Cell::toned("fires", Tone::Good),
                    (false, Err(_)) => Cell::toned("unknown", Tone::Warn),
                    (false, Ok(_)) => Cell::toned("no", Tone::Dim),
                };
                [
                    (&row.rule).into(),
                    verdict,
                    row.targets.join(", ").into(),
                    row.why().into(),
                ]
            });
        vec![Section::Table(table)]
    }
}
