//! What is wrong with a template, as one error with each place shown.

use coagent_template::{Diagnostic, Diagnostics, Severity};

use super::{Error, Excerpt};
use crate::project::TemplateSource;

/// Places shown; more would scroll the first one away.
const SHOWN: usize = 5;

impl Error {
    /// The template cannot be used, for what was found in it.
    pub(crate) fn template(source: &TemplateSource, found: &Diagnostics) -> Self {
        let wrong: Vec<&Diagnostic> = found
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .collect();
        let mut error = Self::usage(headline(source, &wrong));
        for diagnostic in wrong.iter().take(SHOWN) {
            error = error.at(excerpt(source, diagnostic));
            if let Some(hint) = &diagnostic.hint {
                error = error.hint(hint.clone());
            }
        }
        error.hints.dedup();
        error
    }
}

fn headline(source: &TemplateSource, wrong: &[&Diagnostic]) -> String {
    match wrong {
        [] => format!("{}: not a template", source.name),
        [one] => format!("{}:{}: {}", source.name, place(one), one.message),
        [first, ..] => format!(
            "{} has {} errors, the first at {}: {}",
            source.name,
            wrong.len(),
            place(first),
            first.message
        ),
    }
}

fn place(diagnostic: &Diagnostic) -> String {
    let start = diagnostic.span.start;
    format!("{}:{}", start.line, start.column)
}

fn excerpt(source: &TemplateSource, diagnostic: &Diagnostic) -> Excerpt {
    let range = diagnostic.span.range();
    let offset = range.start.min(source.text.len());
    Excerpt {
        file: source.name.clone(),
        text: source.text.clone(),
        offset,
        // Of what goes over several lines the first is enough to find it.
        length: first_line(&source.text[offset..range.end.clamp(offset, source.text.len())]),
        label: diagnostic.message.clone(),
    }
}

fn first_line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}
