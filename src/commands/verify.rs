//! `coagent verify`.

mod answer;
mod read;

use std::path::PathBuf;

use clap::ValueEnum;
use coagent_template::{Severity, nearest};

use self::{
    answer::{Answer, Explained, Shown},
    read::{catalogue_of, sources, wiring},
};
use crate::{
    cli::Outcome,
    context::Context,
    error::{Error, Result},
    plan::verify,
};

/// Prove from the templates alone that events arrive
///
/// Finds what AWS accepts and then loses events by: a rule without permission on its target, a
/// dead-letter queue that may not be sent to, a pattern that no event matches, a loop, an alarm that
/// can never be on. Nothing is sent anywhere. What cannot be known before the deployment is not
/// judged. Several templates are read as one application.
///
/// Exit code 0 when clean, 1 with findings of the `--fail-on` severity or above, 2 when a template
/// cannot be read.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent verify
  coagent verify --template events.yaml --template notes.yaml
  coagent verify --env production --fail-on error
  coagent verify --explain function-permission
  coagent verify --query 'findings[].id'")]
pub(crate) struct Args {
    /// A template to verify instead of the project's; can be repeated
    #[arg(long, value_name = "FILE")]
    template: Vec<PathBuf>,
    /// Say why a check matters and where that is written, and verify nothing
    #[arg(long, value_name = "ID")]
    explain: Option<String>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    fail_on: FailOn,
}

/// The least severity that makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Also what works, but not as meant
    Warning,
    /// Only what loses events or is refused
    Error,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        if let Some(id) = &self.explain {
            ctx.ui.answer(&Explained(explained(id)?))?;
            return Ok(Outcome::Done);
        }
        let project = ctx.project()?;
        let sources = sources(&project.templates, &self.template)?;
        let wiring = wiring(&sources, ctx.environment()?)?;
        let answer = Answer {
            findings: verify::check(&wiring, &catalogue_of(&wiring)),
            templates: sources.iter().map(|source| source.name.clone()).collect(),
        };
        // At a terminal each finding is shown in its place; the summary follows on stderr.
        if ctx.ui.is_table() {
            for finding in &answer.findings {
                ctx.ui.item(&Shown::new(finding, &sources))?;
            }
        } else {
            ctx.ui.answer(&answer)?;
        }
        ctx.ui.status(answer.summary());
        let least = self.fail_on.severity();
        let failed = answer.findings.iter().any(|found| found.severity >= least);
        Ok(if failed {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

fn explained(id: &str) -> Result<&'static verify::Check> {
    verify::explain(id).ok_or_else(|| {
        let error = Error::usage(format!("There is no check `{id}`"));
        match nearest(id, verify::checks().map(|check| check.id)) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => {
                let ids: Vec<&str> = verify::checks().map(|check| check.id).collect();
                error.hint(format!("the checks are {}", ids.join(", ")))
            }
        }
    })
}
