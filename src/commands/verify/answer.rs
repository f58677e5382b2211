//! Findings as they are shown.

use std::collections::BTreeSet;

use coagent_template::Severity;
use serde::Serialize;

use crate::{
    plan::{
        checks::word,
        verify::{Check, Finding, Silenced},
    },
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// All findings.
#[derive(Serialize)]
pub(super) struct Answer {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) templates: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<String>,
    /// The types of resources of the environment that are not read.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) not_seen: BTreeSet<String>,
    pub(super) findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) silenced: Vec<Silenced>,
}

impl Answer {
    /// The findings by number.
    pub(super) fn summary(&self) -> String {
        let count = |severity| {
            let found = self.findings.iter();
            found.filter(|finding| finding.severity == severity).count()
        };
        let of = match &self.environment {
            Some(environment) => format!("environment `{environment}`"),
            None => self.templates.join(", "),
        };
        let silenced = match self.silenced.len() {
            0 => String::new(),
            count => format!(" ({count} silenced)"),
        };
        if self.findings.is_empty() {
            return format!("No findings in {of}{silenced}{}", self.unseen());
        }
        let counts = [
            (count(Severity::Error), "error"),
            (count(Severity::Warning), "warning"),
            (count(Severity::Info), "note"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told = told.map(|(count, name)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {name}{plural}")
        });
        let told = told.collect::<Vec<_>>().join(", ");
        format!("{told} in {of}{silenced}{}", self.unseen())
    }

    /// What the findings say nothing about.
    fn unseen(&self) -> String {
        let kinds: Vec<&str> = self.not_seen.iter().map(String::as_str).collect();
        match kinds.as_slice() {
            [] => String::new(),
            kinds => format!("; not looked at: {}", kinds.join(", ")),
        }
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let table = Table::new("finding", ["place", "severity", "id", "finding", "fix"])
            .empty("No findings.")
            .rows(&self.findings, |finding| {
                [
                    place(finding).into(),
                    Cell::toned(word(finding.severity), tone(finding.severity)),
                    finding.id.into(),
                    (&finding.message).into(),
                    optional(finding.fix.as_ref()),
                ]
            });
        vec![Section::Table(table)]
    }
}

/// Where a finding is: `template.yaml:42:7`.
pub(super) fn place(finding: &Finding) -> String {
    match (&finding.file, finding.span) {
        (Some(file), Some(span)) => {
            format!("{file}:{}:{}", span.start.line, span.start.column)
        }
        (Some(file), None) => file.to_string(),
        (None, _) => String::new(),
    }
}

/// What to do about a finding: what is to be pasted begins on a line of its own.
pub(super) fn fix(finding: &Finding) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let end = if fix.contains('\n') { '\n' } else { ' ' };
    Some(format!("Fix:{end}{fix}"))
}

/// How a severity is painted.
pub(super) fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info => Tone::Note,
        Severity::Warning => Tone::Warn,
        Severity::Error => Tone::Bad,
    }
}

/// Why a check matters.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Explained(pub(super) &'static Check);

impl Report for Explained {
    fn sections(&self) -> Vec<Section> {
        let check = self.0;
        let facts = [
            ("check", Cell::from(check.id)),
            (
                "severity",
                Cell::toned(word(check.severity), tone(check.severity)),
            ),
            ("finds", check.title.into()),
            ("why", check.why.into()),
            ("source", check.source.into()),
        ];
        vec![Section::Facts(
            facts.map(|(name, cell)| (name.to_owned(), cell)).into(),
        )]
    }
}
