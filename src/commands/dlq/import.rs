//! `coagent dlq import`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::agree::agree;
use crate::{
    apply::{
        import::{self, Imported},
        redrive::Journal,
    },
    aws::sqs::Queue,
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::redrive::journal::{Begun, Ledger, VERSION},
    report::{Report, Section, Table},
};

/// Send the messages of an export to a queue
///
/// Each goes with everything that it had: body, attributes of every type, trace header, group. SQS
/// itself gives new ids and times. A journal beside the file (FILE.journal) knows what the queue
/// has accepted: the same import again sends only what is not there.
///
/// Exit code 0 when all are there, 1 when some were refused or nobody knows.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent dlq import orders-dlq orders.ndjson --yes")]
pub(crate) struct Args {
    /// The queue: name, URL or ARN
    queue: String,
    /// The file that `coagent dlq export` wrote
    file: PathBuf,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let aws = ctx.aws(Access::Read).await?;
        let queue = aws.sqs().find(&self.queue).await?;
        let count = import::count(&self.file)?;
        let name = &queue.name;
        let what = format!("{count} messages would be sent to queue `{name}`");
        agree(ctx, &what, self.confirm.as_deref())?;
        let (journal, ledger) = journal(ctx, &queue, &self.file)?;
        let imported = import::import(aws, &queue, &self.file, &journal, &ledger).await?;
        let well = imported.open.is_empty();
        ctx.ui.answer(&Answer::of(&queue, imported))?;
        if !well {
            ctx.ui
                .hint("the same command again sends what is not there");
        }
        Ok(if well {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}

fn journal(ctx: &Context, queue: &Queue, file: &Path) -> Result<(Journal, Ledger)> {
    let mut path = file.as_os_str().to_owned();
    path.push(".journal");
    let path = PathBuf::from(path);
    if !path.exists() {
        let begun = Begun {
            version: VERSION,
            environment: ctx.environment()?.name.clone(),
            queue: queue.arn.clone(),
            at: ctx.now(),
        };
        return Ok((Journal::create(&path, &begun)?, Ledger::default()));
    }
    let (journal, ledger) = Journal::open(&path)?;
    if ledger.begun.queue != queue.arn {
        let (path, other) = (path.display(), &ledger.begun.queue);
        return Err(Error::usage(format!(
            "{path} says that the file goes to queue `{other}`, not to `{}`",
            queue.arn
        ))
        .hint("to send it there as well, import a copy of the file"));
    }
    Ok((journal, ledger))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    queue: String,
    accepted: u64,
    before: u64,
    possibly_duplicated: u64,
    open: Vec<Open>,
}

#[derive(Serialize)]
struct Open {
    message: String,
    state: &'static str,
    reason: String,
}

impl Answer {
    fn of(queue: &Queue, imported: Imported) -> Self {
        let open = |(message, uncertain, reason)| Open {
            message,
            state: if uncertain { "uncertain" } else { "rejected" },
            reason,
        };
        Self {
            queue: queue.name.clone(),
            accepted: imported.accepted,
            before: imported.before,
            possibly_duplicated: imported.doubtful,
            open: imported.open.into_iter().map(open).collect(),
        }
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let mut text = format!(
            "Queue `{}`: {} messages accepted",
            self.queue, self.accepted
        );
        let parts = [
            (self.before, "were there before"),
            (self.possibly_duplicated, "possibly duplicated"),
            (self.open.len() as u64, "not known to be there"),
        ];
        for (count, what) in parts.into_iter().filter(|(count, _)| *count > 0) {
            text.push_str(&format!(", {count} {what}"));
        }
        let mut sections = vec![Section::Text(text)];
        if !self.open.is_empty() {
            let table = Table::new("message", ["message", "state", "note"]);
            sections.push(Section::Table(table.rows(&self.open, |open| {
                [
                    (&open.message).into(),
                    open.state.into(),
                    (&open.reason).into(),
                ]
            })));
        }
        sections
    }
}
