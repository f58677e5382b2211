//! `coagent local export`.

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    daemon::archive,
    error::Result,
    report::{Report, Section},
};

/// Save the state of the local environment in a file
///
/// Stacks, queues with their messages, archives, tables, objects, logs: all that it keeps. The
/// environment must be stopped.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local stop && coagent local export seeded.zip")]
pub(crate) struct Args {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    file: PathBuf,
    files: usize,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        vec![Section::Text(self.file.display().to_string())]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let daemon = ctx.daemon()?;
        archive::refuse_running(&daemon, "exported").await?;
        if self.file.exists() {
            ctx.ui
                .confirm(&format!("Replace {}?", self.file.display()))?;
        }
        let files = archive::export(&daemon, &self.file, ctx.now()).await?;
        ctx.ui.status(format!("Exported {files} files"));
        ctx.ui.answer(&Answer {
            file: self.file,
            files,
        })?;
        Ok(Outcome::Done)
    }
}
