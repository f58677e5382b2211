//! `coagent pattern test`.

use coagent_pattern::{Explanation, explain};
use serde::Serialize;

use super::read;
use crate::{
    cli::Outcome,
    commands::input::Input,
    context::Context,
    error::Result,
    report::{Report, Section},
};

/// Test whether an event matches a pattern, and say why not
///
/// Exit code 0 when it matches, 1 when it does not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent pattern test pattern.json event.json
  coagent pattern test '{\"source\": [{\"prefix\": \"bayon\"}]}' event.json
  aws events describe-rule --name sync --query EventPattern --output text \\
    | coagent pattern test - event.json")]
pub(crate) struct Args {
    /// The pattern: a file, `-` for stdin, or JSON
    pattern: String,
    /// The event: a file, `-` for stdin, or JSON
    event: String,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Answer(Explanation);

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        vec![Section::Text(self.0.to_string())]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let pattern = read::pattern(&Input::read(&self.pattern, "pattern")?)?;
        let event = read::event(&Input::read(&self.event, "event")?)?;
        let explanation = explain(&pattern, &event);
        let outcome = if explanation.matched {
            Outcome::Done
        } else {
            Outcome::Findings
        };
        ctx.ui.answer(&Answer(explanation))?;
        Ok(outcome)
    }
}
