//! What was found, and what each check is about.

use std::sync::Arc;

use coagent_template::wiring::Origin;
use coagent_template::{Diagnostic, Severity, Span};
use serde::Serialize;

/// A check, as `--explain` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    /// Its stable id.
    pub(crate) id: &'static str,
    /// How bad what it finds is.
    pub(crate) severity: Severity,
    /// What it finds, in a line.
    pub(crate) title: &'static str,
    /// Why that matters.
    pub(crate) why: &'static str,
    /// Where that is written.
    pub(crate) source: &'static str,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// The check's id.
    pub(crate) id: &'static str,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// What is wrong, naming the thing.
    pub(crate) message: String,
    /// The template; `None` in a live account.
    pub(crate) file: Option<Arc<str>>,
    /// Where in the template.
    pub(crate) span: Option<Span>,
    /// The resource's logical id.
    pub(crate) logical_id: Option<String>,
    /// What to change, to paste where that is possible.
    pub(crate) fix: Option<String>,
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding about a resource; `span` is the finer place, when there is one.
    pub(super) fn add(
        &mut self,
        check: &Check,
        origin: &Origin,
        span: Option<Span>,
        message: impl Into<String>,
    ) -> &mut Finding {
        self.0.push(Finding {
            id: check.id,
            severity: check.severity,
            message: message.into(),
            file: origin.file.clone(),
            span: span.or(origin.span),
            logical_id: origin.logical_id.clone(),
            fix: None,
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Adds what was found when a template was read.
    pub(super) fn written(&mut self, check: &Check, found: &Diagnostic) {
        self.0.push(Finding {
            id: check.id,
            severity: check.severity,
            message: found.message.clone(),
            file: Some(Arc::clone(&found.file)),
            span: Some(found.span),
            logical_id: None,
            fix: found.hint.clone(),
        });
    }

    /// Forgets what is not wanted.
    pub(super) fn retain(&mut self, wanted: impl Fn(&Finding) -> bool) {
        self.0.retain(wanted);
    }

    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| {
            let place = |finding: &Finding| (finding.file.clone(), finding.span);
            b.severity
                .cmp(&a.severity)
                .then_with(|| place(a).cmp(&place(b)))
        });
        self.0.dedup();
        self.0
    }
}

impl Finding {
    pub(super) fn fix(&mut self, text: impl Into<String>) {
        self.fix = Some(text.into());
    }
}
