//! `coagent replay describe`.

use super::Answer;
use crate::{
    cli::Outcome,
    context::{Access, Context},
    error::Result,
};

/// Show how far a replay is
///
/// Exit code 1 when it has failed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent replay describe replay-20260131T120000")]
pub(crate) struct Args {
    /// The replay
    name: String,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let replay = aws.eventbridge().replay(&self.name).await?;
        let outcome = if replay.state == "FAILED" {
            Outcome::Findings
        } else {
            Outcome::Done
        };
        ctx.ui.answer(&Answer(replay))?;
        Ok(outcome)
    }
}
