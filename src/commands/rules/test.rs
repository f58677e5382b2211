//! `coagent rules test`.

mod answer;
mod candidates;

use coagent_pattern::explain;

use self::{
    answer::{Answer, Row},
    candidates::{Candidate, live, of_template},
};
use crate::{
    cli::Outcome,
    commands::{input::Input, pattern},
    context::{Access, Context},
    error::{Error, Result},
};

/// Test which rules an event matches, and say why the others do not
///
/// Against the rules of the template; with `--live` against those that are deployed. Exit code 0 when
/// a rule matches, and with `--rule` when all that are named do; 1 otherwise.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent rules test --event event.json
  coagent rules test --event event.json --rule UserEventsRule
  coagent rules test --event event.json --live --env production")]
pub(crate) struct Args {
    /// The event: a file, `-` for stdin, or JSON
    #[arg(long, value_name = "FILE")]
    event: String,
    /// Only this rule, by its name or its logical id in the template; can be repeated
    #[arg(long, value_name = "NAME")]
    rule: Vec<String>,
    /// Test the deployed rules instead of the template's
    #[arg(long)]
    live: bool,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let event = pattern::event(&Input::read(&self.event, "event")?)?;
        let environment = ctx.environment()?;
        let all = if self.live {
            live(ctx.aws(Access::Read).await?, environment).await?
        } else {
            of_template(ctx.project()?.template(), environment)?
        };
        let candidates = choose(all, &self.rule)?;
        let row = |candidate: Candidate| Row {
            verdict: candidate.pattern.map(|pattern| explain(&pattern, &event)),
            rule: candidate.rule,
            enabled: candidate.enabled,
            targets: candidate.targets,
        };
        let answer = Answer {
            rules: candidates.into_iter().map(row).collect(),
        };
        let outcome = if answer.is_well(!self.rule.is_empty()) {
            Outcome::Done
        } else {
            Outcome::Findings
        };
        ctx.ui.answer(&answer)?;
        Ok(outcome)
    }
}

/// Those that are named; all when none is.
fn choose(all: Vec<Candidate>, names: &[String]) -> Result<Vec<Candidate>> {
    for name in names {
        if !all.iter().any(|candidate| candidate.is_named(name)) {
            let error = Error::usage(format!("There is no rule `{name}` with an event pattern"));
            let known = all.iter().map(|candidate| candidate.rule.as_str());
            return Err(match coagent_template::nearest(name, known) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("without --rule all are tested"),
            });
        }
    }
    let named = |candidate: &Candidate| {
        names.is_empty() || names.iter().any(|name| candidate.is_named(name))
    };
    Ok(all.into_iter().filter(named).collect())
}
