//! `coagent replay cancel`.

use super::Answer;
use crate::{
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
};

/// Cancel a replay that is starting or running
///
/// What it has delivered stays delivered.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent replay cancel replay-20260131T120000")]
pub(crate) struct Args {
    /// The replay
    name: String,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let eventbridge = ctx.aws(Access::Read).await?.eventbridge();
        let replay = eventbridge.replay(&self.name).await?;
        if replay.has_ended() {
            return Err(Error::usage(format!(
                "Replay `{}` is {}: there is nothing to cancel",
                replay.name, replay.state
            )));
        }
        if replay.state != "CANCELLING" {
            eventbridge.cancel_replay(&self.name).await?;
        }
        ctx.ui
            .answer(&Answer(eventbridge.replay(&self.name).await?))?;
        Ok(Outcome::Done)
    }
}
