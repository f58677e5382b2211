//! `coagent dlq`: dead letters.

mod agree;
mod alarms;
mod export;
mod import;
mod inspect;
mod list;
mod move_task;
mod purge;
mod redrive;
mod stack;
mod which;

use crate::{cli::Outcome, context::Context, error::Result};

/// Dead letters: see what failed and why, send it back, lose nothing
///
/// Reads all kinds: events that a rule could not deliver, payloads that a function failed on
/// (its own dead letters and the records of a failure destination), and messages that SQS moved
/// after too many receives.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

crate::cli::level! {
    List(list),
    Inspect(inspect),
    Redrive(redrive),
    Export(export),
    Import(import),
    Purge(purge),
    MoveTask(move_task),
}

impl Args {
    /// Runs the command, after alarms that a stopped redrive has left muted act again.
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        alarms::restore_left(ctx).await?;
        self.command.run(ctx).await
    }

    /// Whether messages are sent: what is in work then is put down in order.
    pub(crate) fn sends(&self) -> bool {
        matches!(self.command, Command::Redrive(_))
    }
}
