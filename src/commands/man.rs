//! `coagent man`.

use std::{fs, path::PathBuf};

use clap::CommandFactory;

use crate::{
    cli::{Cli, Outcome},
    context::Context,
    error::{Doing, Result},
};

/// Write the man pages into a directory
///
/// One page for each command.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent man ~/.local/share/man/man1
  man coagent-local-start")]
pub(crate) struct Args {
    /// The directory; made when it is not there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let doing = || format!("Failed to write man pages into {}", self.dir.display());
        fs::create_dir_all(&self.dir).doing(doing)?;
        let pages =
            clap_mangen::generate_to(Cli::command().disable_help_subcommand(true), &self.dir);
        pages.doing(doing)?;
        ctx.ui
            .status(format!("Wrote the man pages into {}", self.dir.display()));
        Ok(Outcome::Done)
    }
}
