//! A finding in its place.

use serde::Serialize;

use super::answer::{fix, place, tone};
use crate::{
    error::Excerpt,
    plan::{checks::word, verify::Finding},
    project::TemplateSource,
    report::Item,
    ui::style::{Paint, Tone},
};

/// Columns of an excerpt.
const WIDTH: usize = 100;

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
            None if finding.file.is_some() => text += &format!("  at {}\n", place(finding)),
            None => {}
        }
        if let Some(fix) = fix(finding) {
            let label = paint.tone(Tone::Note, "Fix:");
            text += &fix.replacen("Fix:", &label, 1);
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use coagent_template::{Pos, Severity, Span};

    use super::{super::answer::Answer, *};

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
            environment: None,
            not_seen: Default::default(),
            findings: vec![finding],
            silenced: Vec::new(),
        };
        assert_eq!(answer.summary(), "1 error in t.yaml");
    }
}
