//! `coagent dlq purge`.

use std::path::PathBuf;

use serde::Serialize;

use super::which::Which;
use crate::{
    apply::{
        export::{self, Copied, NewFile},
        hidden::{self, Hidden},
        purge::{self, Purged},
    },
    aws::{Aws, sqs::Queue},
    cli::Outcome,
    context::{Access, Context},
    error::{Doing, Result},
    plan::dead_letter::Filter,
    report::{Report, Section, Table},
};

/// Delete messages for good, after a copy of each is on the disk
///
/// Copies what is meant to a file (.coagent/dlq/), asks for the queue's name, and then receives and
/// deletes exactly what was copied. What comes to the queue meanwhile stays, which SQS's own
/// PurgeQueue does not promise.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq purge orders-dlq --older-than 7d
  coagent dlq purge orders-dlq --error INVALID_EVENT --confirm orders-dlq")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    #[command(flatten)]
    which: Which,
    /// A new file for the copies
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The queue's name, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let filter = self.which.filter(ctx.now())?;
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let file = match self.file {
            Some(file) => file,
            None => copies(ctx, &queue.name)?,
        };
        let Copied {
            ids,
            others,
            hidden,
            ..
        } = copy(aws, &queue, &filter, &file).await?;
        if ids.len() == 0 {
            // An empty file of ours would only be in the way.
            std::fs::remove_file(&file).doing(|| format!("Failed to remove {}", file.display()))?;
            let nothing = Purged {
                others,
                hidden,
                ..Purged::default()
            };
            return answer(ctx, &queue, None, nothing);
        }
        ctx.ui
            .status(format!("{} messages are in {}", ids.len(), file.display()));
        let question = format!(
            "{} messages of queue `{}` would be deleted",
            ids.len(),
            queue.name
        );
        ctx.ui
            .confirm_name(&question, &queue.name, self.confirm.as_deref())?;
        let mut purged = purge::purge(aws, &queue, &ids).await?;
        let missed = ids.len() - purged.deleted.len() - purged.failed.len();
        if missed > 0 {
            let why = "not met again: somebody else has taken or hidden them".to_owned();
            purged.failed.push((format!("{missed} messages"), why));
        }
        answer(ctx, &queue, Some(file), purged)
    }
}

fn copies(ctx: &Context, queue: &str) -> Result<PathBuf> {
    let dir = ctx.project()?.root.join(".coagent").join("dlq");
    std::fs::create_dir_all(&dir).doing(|| format!("Failed to make {}", dir.display()))?;
    let time = ctx.now().strftime("%Y%m%dT%H%M%S.%6fZ").to_string();
    Ok(dir.join(format!("{queue}-{time}.ndjson")))
}

async fn copy(aws: &Aws, queue: &Queue, filter: &Filter, path: &std::path::Path) -> Result<Copied> {
    let mut file = NewFile::create(path)?;
    let write = |line: &str| file.write(line);
    let copied = export::export(aws, queue, filter, usize::MAX, write).await?;
    file.finish()?;
    Ok(copied)
}

fn answer(ctx: &Context, queue: &Queue, file: Option<PathBuf>, purged: Purged) -> Result<Outcome> {
    let well = purged.failed.is_empty();
    let failed = |(message, reason)| Failed { message, reason };
    ctx.ui.answer(&Answer {
        queue: queue.name.clone(),
        file,
        deleted: purged.deleted.len(),
        others: purged.others,
        hidden: purged.hidden,
        failed: purged.failed.into_iter().map(failed).collect(),
    })?;
    Ok(if well {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

#[derive(Serialize)]
struct Answer {
    queue: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    deleted: usize,
    others: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Hidden>,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    message: String,
    reason: String,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let mut text = format!(
            "Queue `{}`: {} messages deleted, {} others stay",
            self.queue, self.deleted, self.others
        );
        text.push_str(&hidden::said(self.hidden));
        if let Some(file) = &self.file {
            let import = format!("coagent dlq import {} {}", self.queue, file.display());
            text.push_str(&format!("; to have them back: {import}"));
        }
        let mut sections = vec![Section::Text(text)];
        if !self.failed.is_empty() {
            let table = Table::new("message", ["message", "not deleted because"]);
            sections.push(Section::Table(table.rows(&self.failed, |failed| {
                [(&failed.message).into(), (&failed.reason).into()]
            })));
        }
        sections
    }
}
