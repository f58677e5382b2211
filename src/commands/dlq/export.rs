//! `coagent dlq export`.

use std::path::PathBuf;

use super::which::{Which, at_least_one};
use crate::{
    apply::{
        export::{self, NewFile},
        hidden,
    },
    cli::Outcome,
    context::{Access, Context},
    error::Result,
};

/// Copy messages to a file, a line of JSON each; they stay in the queue
///
/// A line has the body, all attributes with their types, the trace header, group, times and ids:
/// everything that `coagent dlq import` needs. Looking counts one more receive for each message.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq export orders-dlq > orders.ndjson
  coagent dlq export orders-dlq --rule sync --file sync.ndjson")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    #[command(flatten)]
    which: Which,
    /// A new file to write to, instead of stdout
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The most messages that are copied
    #[arg(long, value_name = "NUMBER", value_parser = at_least_one())]
    limit: Option<usize>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let filter = self.which.filter(ctx.now())?;
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let limit = self.limit.unwrap_or(usize::MAX);
        let mut file = self.file.as_deref().map(NewFile::create).transpose()?;
        let copied = export::export(aws, &queue, &filter, limit, |line| match &mut file {
            Some(file) => file.write(line),
            None => ctx.ui.text(line),
        })
        .await?;
        file.map(NewFile::finish).transpose()?;
        let more = if copied.to_the_end {
            ""
        } else {
            "; there may be more"
        };
        ctx.ui.status(format!(
            "Queue `{}`: {} messages copied, {} others passed over{more}{}",
            queue.name,
            copied.ids.len(),
            copied.others,
            hidden::said(copied.hidden)
        ));
        Ok(Outcome::Done)
    }
}
