//! What is wrong with a template, and where.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::position::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// AWS accepts it, but it will not do what was meant.
    Warning,
    /// AWS refuses it.
    Error,
}

/// One finding about a template's text, displayed as `template.yaml:42:7: message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable identifier in kebab case, for instance `unknown-reference`.
    pub code: &'static str,
    /// What is wrong, naming the thing.
    pub message: String,
    /// The template's name as given to [`crate::Template::parse`].
    pub file: Arc<str>,
    /// Where it is.
    pub span: Span,
    /// The way out.
    pub hint: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.span.start, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong, in source order; never empty when it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl std::ops::Deref for Diagnostics {
    type Target = [Diagnostic];
    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Collects problems of one file while it is read.
#[derive(Clone, Debug)]
pub(crate) struct Reporter {
    file: Arc<str>,
    found: Vec<Diagnostic>,
}

impl Reporter {
    pub(crate) fn new(file: Arc<str>) -> Reporter {
        Reporter {
            file,
            found: Vec::new(),
        }
    }

    pub(crate) fn error(&mut self, problem: Problem) {
        self.push(Severity::Error, problem);
    }

    pub(crate) fn warning(&mut self, problem: Problem) {
        self.push(Severity::Warning, problem);
    }

    fn push(&mut self, severity: Severity, problem: Problem) {
        let Problem {
            code,
            span,
            message,
            hint,
        } = problem;
        let file = self.file.clone();
        self.found.push(Diagnostic {
            severity,
            code,
            message,
            file,
            span,
            hint,
        });
    }

    /// `value` with the warnings when nothing is an error; everything found otherwise.
    pub(crate) fn finish<T>(self, value: T) -> Result<(T, Diagnostics), Diagnostics> {
        let fatal = self.found.iter().any(|d| d.severity == Severity::Error);
        let found = self.sorted();
        if fatal {
            Err(found)
        } else {
            Ok((value, found))
        }
    }

    /// Everything found, when nothing could be made of the text.
    pub(crate) fn failed(self) -> Diagnostics {
        self.sorted()
    }

    fn sorted(mut self) -> Diagnostics {
        self.found.sort_by_key(|d| d.span.start);
        self.found.dedup();
        Diagnostics(self.found)
    }
}

/// A problem before it is known which file it is in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Problem {
        Problem {
            code,
            span,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// Adds "did you mean" when one of `known` is near `name`.
    pub(crate) fn suggest<'a>(
        self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Problem {
        match crate::suggest::nearest(name, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}
