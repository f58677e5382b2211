//! `coagent replay list`.

use serde::Serialize;

use super::{percent, tone};
use crate::{
    aws::{eventbridge::Replay, holdings::name_of},
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    report::{Cell, Report, Section, Table, optional},
};

/// List the account's replays
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent replay list
  coagent replay list --query \"replays[?state=='RUNNING'].name\"")]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Answer {
    replays: Vec<Replay>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let replays = aws.eventbridge().replays().await?;
        ctx.ui.answer(&Answer { replays })?;
        Ok(Outcome::Done)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let columns = ["replay", "state", "done", "from", "to", "archive"];
        let table =
            Table::new("replay", columns)
                .empty("No replays.")
                .rows(&self.replays, |replay| {
                    [
                        (&replay.name).into(),
                        Cell::toned(&replay.state, tone(&replay.state)),
                        optional(percent(replay).map(|done| format!("{done} %"))),
                        optional(replay.from.as_ref()),
                        optional(replay.to.as_ref()),
                        name_of(&replay.archive_arn).into(),
                    ]
                });
        vec![Section::Table(table)]
    }
}
