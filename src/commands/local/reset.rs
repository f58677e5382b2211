//! `coagent local reset`.

use crate::{cli::Outcome, context::Context, daemon, error::Result};

/// Remove everything that the local environment keeps
///
/// Stacks, events, messages, logs: all is gone. The environment is stopped.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local reset
  coagent local reset --yes      without a question")]
pub(crate) struct Args {}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let daemon = ctx.daemon()?;
        if !daemon.dir.exists() {
            ctx.ui.status("The local environment keeps nothing");
            return Ok(Outcome::Done);
        }
        ctx.ui.confirm(&format!(
            "Remove all state of the local environment in {}?",
            daemon.dir.display()
        ))?;
        daemon::reset(&daemon).await?;
        ctx.ui.status("Removed all state of the local environment");
        Ok(Outcome::Done)
    }
}
