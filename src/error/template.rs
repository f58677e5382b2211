//! What is wrong with a template, as one error with each place shown.

use std::error::Error as StdError;

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

    /// What the local environment says of a template it was sent, with the template's file at the
    /// places (`template:42:7`) that it names.
    pub(crate) fn in_template(self, file: &str) -> Self {
        let mut causes = Vec::new();
        let mut next = self.source.as_deref().map(|cause| cause as &dyn StdError);
        while let Some(cause) = next {
            causes.push(named(&cause.to_string(), file));
            next = cause.source();
        }
        self.because_of(causes)
    }
}

/// A text with `file` at each place in a template.
fn named(text: &str, file: &str) -> String {
    let mut parts = text.split("template:");
    let mut named = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_place = part.starts_with(|c: char| c.is_ascii_digit());
        named += if is_place { file } else { "template" };
        named.push(':');
        named += part;
    }
    named
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_template_has_its_file() {
        let said =
            "Type A is not emulated (template:10:3); B (Q, template:8:7) of the template: no";
        let error = Error::failed("no").because_of([said.to_owned(), "template:1:1".to_owned()]);
        let causes = error.in_template("app/t.yaml").source.unwrap();
        let expected =
            "Type A is not emulated (app/t.yaml:10:3); B (Q, app/t.yaml:8:7) of the template: no";
        assert_eq!(causes.to_string(), expected);
        assert_eq!(causes.source().unwrap().to_string(), "app/t.yaml:1:1");
    }
}
