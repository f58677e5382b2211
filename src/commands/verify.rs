//! `coagent verify`.

mod answer;
mod format;
mod observe;
mod probe;
mod read;
mod routes;
mod shown;

use std::{borrow::Cow, collections::BTreeSet, path::PathBuf, time::Duration};

use clap::ValueEnum;
use coagent_template::{Severity, Wiring};

use self::{
    answer::{Answer, Explained},
    read::{catalogue_of, sources, wiring},
    routes::Routes,
    shown::Shown,
};
use crate::{
    cli::{Format, Outcome},
    context::Context,
    error::Result,
    plan::{
        checks,
        verify::{self, Catalogue, Finding},
    },
    project::TemplateSource,
};

/// Prove that events arrive: from the templates alone, or with what is deployed
///
/// Finds what AWS accepts and then loses events by: a rule without permission on its target, a
/// dead-letter queue that may not be sent to, a pattern that no event matches, a loop, an alarm that
/// can never be on. Nothing is sent anywhere but by `--probe`. What cannot be known before the
/// deployment is not judged. Several templates are read as one application.
///
/// With `--env` and no `--template` the deployed stack is asked instead: the same checks over what
/// is there, also over rules made by hand on its buses, and what only life shows: drift from its
/// template, disabled rules, messages in dead-letter queues, alarms that are on, functions that fail.
/// COAGENT_ENV alone does not ask AWS: it names the environment whose parameters the files are
/// verified with.
///
/// A check is silenced in coagent.yaml:
/// `verify: {silence: [{id: ..., resource: ..., reason: ...}]}`.
///
/// Exit code 0 when clean, 1 with findings of the `--fail-on` severity or above, 2 when a template
/// cannot be read.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent verify
  coagent verify --template events.yaml --template notes.yaml
  coagent verify --env production                the deployed stack
  coagent verify --template events.yaml --env production
                                                 a template with production's parameters
  coagent verify --matrix                        which event reaches which processor
  coagent verify --probe user-created            publish it and see it arrive
  coagent verify --explain function-permission
  coagent verify --output sarif > verify.sarif
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
    /// Show which event reaches which processor by which rule, and judge nothing
    #[arg(long, conflicts_with = "explain")]
    matrix: bool,
    /// Publish marked events, all that some rule is for or those named, and wait until each is seen
    /// at every processor that it should reach; the processors do their real work
    #[arg(long, value_name = "EVENT", num_args = 0.., conflicts_with_all = ["explain", "matrix", "template"])]
    probe: Option<Vec<String>>,
    /// How long --probe waits, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "probe")]
    timeout: u64,
    /// The name of the protected environment that --probe is meant for, instead of being asked
    #[arg(long, value_name = "NAME", requires = "probe")]
    confirm: Option<String>,
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
            ctx.ui.answer(&Explained(checks::named(id)?))?;
            return Ok(Outcome::Done);
        }
        if let Some(events) = &self.probe {
            let timeout = Duration::from_secs(self.timeout);
            return probe::probe(ctx, events, self.confirm.as_deref(), timeout).await;
        }
        if self.matrix {
            return self.show_matrix(ctx).await;
        }
        let project = ctx.project()?;
        let mut not_seen = BTreeSet::new();
        let (found, sources) = if self.is_live(ctx) {
            let found;
            (found, not_seen) = live(ctx).await?;
            (found, Cow::default())
        } else {
            self.written(ctx)?
        };
        let is_all = self.template.is_empty() && !sources.is_empty();
        let (findings, silenced) = verify::silence(found, &project.silences, is_all);
        let answer = Answer {
            templates: sources.iter().map(|source| source.name.clone()).collect(),
            environment: sources.is_empty().then(|| ctx.globals.env.clone()),
            not_seen,
            findings,
            silenced,
        };
        print(ctx, &answer, &sources)?;
        Ok(self.outcome(&answer))
    }

    /// Whether what is deployed is meant, and not the files.
    fn is_live(&self, ctx: &Context) -> bool {
        ctx.globals.env_is_typed && self.template.is_empty()
    }

    async fn show_matrix(&self, ctx: &Context) -> Result<Outcome> {
        let matrix = |wiring: &Wiring| verify::matrix(wiring, &catalogue_of(wiring));
        let rows = if self.is_live(ctx) {
            matrix(&observe::observe(ctx).await?.0.live().wiring)
        } else {
            let sources = sources(&ctx.project()?.templates, &self.template)?;
            matrix(&wiring(&sources, ctx.environment()?)?)
        };
        ctx.ui.answer(&Routes(rows))?;
        Ok(Outcome::Done)
    }

    /// What is wrong with the templates.
    fn written<'c>(&self, ctx: &'c Context) -> Result<(Vec<Finding>, Cow<'c, [TemplateSource]>)> {
        let sources = sources(&ctx.project()?.templates, &self.template)?;
        let wiring = wiring(&sources, ctx.environment()?)?;
        Ok((verify::check(&wiring, &catalogue_of(&wiring)), sources))
    }

    fn outcome(&self, answer: &Answer) -> Outcome {
        let least = self.fail_on.severity();
        if answer.findings.iter().any(|found| found.severity >= least) {
            Outcome::Findings
        } else {
            Outcome::Done
        }
    }
}

/// What is wrong with what is deployed, and what is not looked at.
async fn live(ctx: &Context) -> Result<(Vec<Finding>, BTreeSet<String>)> {
    let (observed, account_buses) = observe::observe(ctx).await?;
    let live = observed.live();
    let catalogue = Catalogue {
        account_buses: Some(account_buses),
        ..catalogue_of(&live.wiring)
    };
    let mut found = verify::check_live(&live, &catalogue);
    for fix in found.iter_mut().filter_map(|finding| finding.fix.as_mut()) {
        *fix = ctx.ui.to_paste(fix);
    }
    Ok((found, observed.not_seen()))
}

/// At a terminal each finding is shown in its place; the summary follows on stderr.
fn print(ctx: &Context, answer: &Answer, sources: &[TemplateSource]) -> Result<()> {
    match ctx.ui.format() {
        Format::Sarif => ctx.ui.text(&format::sarif(answer)?)?,
        Format::Junit => ctx.ui.text(&format::junit(answer, ctx.now()))?,
        Format::Github => ctx.ui.text(&format::github(answer))?,
        Format::Json | Format::Plain => ctx.ui.answer(answer)?,
        Format::Table => {
            for finding in &answer.findings {
                ctx.ui.item(&Shown::new(finding, sources))?;
            }
        }
    }
    ctx.ui.status(answer.summary());
    Ok(())
}
