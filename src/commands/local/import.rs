//! `coagent local import`.

use std::path::PathBuf;

use crate::{cli::Outcome, context::Context, daemon::archive, error::Result};

/// Restore the state of the local environment from a file
///
/// What `coagent local export` saved takes the place of all that the environment keeps. The
/// environment must be stopped.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local import seeded.zip
  coagent local import seeded.zip --yes      without a question")]
pub(crate) struct Args {
    /// The file to read
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let note = archive::note(&self.file)?;
        let daemon = ctx.daemon()?;
        archive::refuse_running(&daemon, "replaced").await?;
        if archive::keeps_something(&daemon) {
            ctx.ui.confirm(&format!(
                "Replace all state of the local environment in {}?",
                daemon.dir.display()
            ))?;
        }
        archive::import(&daemon, &self.file).await?;
        ctx.ui.status(format!(
            "Imported the state of {} (coagent {})",
            note.exported, note.version
        ));
        Ok(Outcome::Done)
    }
}
