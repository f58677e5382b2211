//! `coagent local stop`.

use crate::{cli::Outcome, context::Context, daemon, error::Result};

/// Stop the local environment
///
/// Its state is kept: the next start goes on from there.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local stop")]
pub(crate) struct Args {}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        match daemon::stop(&ctx.daemon()?).await? {
            Some(record) => ctx.ui.status(format!(
                "Stopped the local environment (process {})",
                record.pid
            )),
            None => ctx.ui.status("The local environment was not running"),
        }
        Ok(Outcome::Done)
    }
}
