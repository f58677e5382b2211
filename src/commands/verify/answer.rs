//! Findings as they are shown.

use coagent_template::Severity;
use serde::Serialize;

use crate::{
    error::Excerpt,
    plan::verify::{Check, Finding},
    project::TemplateSource,
    report::{Cell, Item, Report, Section, Table, optional},
    ui::style::{Paint, Tone},
};

/// Columns of an excerpt.
const WIDTH: usize = 100;

/// All findings.
#[derive(Serialize)]
pub(super) struct Answer {
    pub(super) templates: Vec<String>,
    pub(super) findings: Vec<Finding>,
}

impl Answer {
    /// The findings by number.
    pub(super) fn summary(&self) -> String {
        let count = |severity| {
            let found = self.findings.iter();
            found.filter(|finding| finding.severity == severity).count()
        };
        let of = self.templates.join(", ");
        if self.findings.is_empty() {
            return format!("No findings in {of}");
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
        format!("{} in {of}", told.collect::<Vec<_>>().join(", "))
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

fn place(finding: &Finding) -> String {
    match (&finding.file, finding.span) {
        (Some(file), Some(span)) => {
            format!("{file}:{}:{}", span.start.line, span.start.column)
        }
        (Some(file), None) => file.to_string(),
        (None, _) => String::new(),
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Info => Tone::Note,
        Severity::Warning => Tone::Warn,
        Severity::Error => Tone::Bad,
    }
}

/// A finding in its place.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Shown<'a> {
    finding: &'a Finding,
    #[serde(skip)]
    source: Option<&'a TemplateSource>,
}

impl<'a> Shown<'a> {
    /// The finding with the template that it is in.
    pub(super) fn new(finding: &'a Finding, sources: &'a [TemplateSource]) -> Self {
        let file = finding.file.as_deref();
        let source = sources
            .iter()
            .find(|source| Some(source.name.as_str()) == file);
        Self { finding, source }
    }

    fn excerpt(&self) -> Option<Excerpt> {
        let (source, span) = (self.source?, self.finding.span?);
        let range = span.range();
        let text = source.text.get(range.clone())?;
        Some(Excerpt {
            file: source.name.clone(),
            text: source.text.clone(),
            offset: range.start,
            // Of what goes over several lines the first is enough to find it.
            length: text.find('\n').unwrap_or(text.len()).max(1),
            label: String::new(),
        })
    }
}

impl Item for Shown<'_> {
    fn line(&self, paint: Paint) -> String {
        let finding = self.finding;
        let severity = paint.tone(tone(finding.severity), word(finding.severity));
        let mut text = format!("{severity} {}: {}\n", finding.id, finding.message);
        match self.excerpt() {
            Some(excerpt) => text += &excerpt.render(paint.color, WIDTH),
            None => text += &format!("  at {}\n", place(finding)),
        }
        if let Some(fix) = &finding.fix {
            text += &format!("{} {fix}\n", paint.tone(Tone::Note, "Fix:"));
        }
        text
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use coagent_template::{Pos, Span};

    use super::*;

    #[test]
    fn a_finding_is_shown_in_its_place_with_what_to_do() {
        let pos = |column, offset| Pos {
            line: 2,
            column,
            offset,
        };
        let finding = Finding {
            id: "dlq-fifo",
            severity: Severity::Error,
            message: "queue `Dead` is FIFO".into(),
            file: Some(Arc::from("t.yaml")),
            span: Some(Span {
                start: pos(3, 13),
                end: pos(7, 17),
            }),
            logical_id: None,
            fix: Some("remove FifoQueue".into()),
        };
        let sources = [TemplateSource {
            name: "t.yaml".into(),
            path: None,
            text: "Resources:\n  Dead: x\n".into(),
        }];
        let shown = Shown::new(&finding, &sources).line(Paint::default());
        insta::assert_snapshot!(shown, @r"
        error dlq-fifo: queue `Dead` is FIFO
           ╭─[t.yaml:2:3]
         1 │ Resources:
         2 │   Dead: x
           ·   ────
           ╰────
        Fix: remove FifoQueue
        ");
        let answer = Answer {
            templates: vec!["t.yaml".into()],
            findings: vec![finding],
        };
        assert_eq!(answer.summary(), "1 error in t.yaml");
    }
}
