//! `coagent logs`.

mod groups;
mod record;
mod tail;

use std::time::Duration;

use jiff::Timestamp;
use record::Record;
use tail::Tail;

use crate::{
    aws::{
        Logs,
        logs::{Line, Search},
    },
    cli::Outcome,
    context::{Access, Context},
    error::{Error, IfThere, Result},
    plan::moment,
};

/// Print the processors' logs, merged over their log groups
///
/// They are readable on a terminal and with `--output plain`, and JSON lines otherwise. --follow
/// keeps asking for what is new and also shows what arrives late, each line once.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent logs
  coagent logs user-events life-events --since 1h
  coagent logs --follow --level warn
  coagent logs --filter 2f1c0c1e-8a55-4f0a-9f3e-3b1d5a8b6c11
  coagent logs --all | jq .message")]
pub(crate) struct Args {
    /// The processors [default: all functions of the environment's stack]
    #[arg(value_name = "PROCESSOR")]
    processors: Vec<String>,
    /// Go on until interrupted
    #[arg(long, short)]
    follow: bool,
    /// How far back: 10m, 2h, 1d, or a time
    #[arg(long, value_name = "TIME", default_value = "10m")]
    since: String,
    /// Up to when: 5m (ago), or a time
    #[arg(long, value_name = "TIME", conflicts_with = "follow")]
    until: Option<String>,
    /// Only lines that contain this text
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Only lines of this level or above
    #[arg(long, value_enum)]
    level: Option<record::Level>,
    /// Also what Lambda itself writes (START, END, REPORT) and metrics
    #[arg(long)]
    all: bool,
    /// How often --follow asks, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 1.0,
        requires = "follow"
    )]
    interval: f64,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let interval = Duration::try_from_secs_f64(self.interval).unwrap_or_default();
        if interval.is_zero() {
            let text = format!("--interval {} is no time to wait", self.interval);
            return Err(Error::usage(text).hint("a number of seconds above 0, such as 0.5"));
        }
        let aws = ctx.aws(Access::Read).await?;
        let now = ctx.now();
        let since = moment::of_option("--since", &self.since, now)?;
        let until = self
            .until
            .as_deref()
            .map(|text| moment::of_option("--until", text, now))
            .transpose()?;
        let groups = groups::find(ctx, aws, &self.processors).await?;
        let searches = groups.into_iter().map(|group| Search {
            group,
            from: since.as_millisecond(),
            to: until.map(Timestamp::as_millisecond),
            pattern: self.filter.as_deref().map(quoted),
            pages: None,
        });
        let mut tail = Tail::new(aws.logs(), searches.collect());
        loop {
            for line in tail.next().await? {
                self.print(ctx, &line)?;
            }
            if !self.follow {
                return Ok(Outcome::Done);
            }
            tokio::time::sleep(interval).await;
        }
    }

    fn print(&self, ctx: &Context, line: &Line) -> Result<()> {
        let record = Record::read(line);
        if record.is_wanted(self.all, self.level) {
            ctx.ui.item(&record)?;
        }
        Ok(())
    }
}

/// A text as a term of the filter pattern language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The lines of one group.
async fn search(logs: &Logs, search: &Search) -> Result<Vec<Line>> {
    // A function that has never run has no log group yet.
    let lines = logs.search(search).await.if_there()?;
    Ok(lines.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_searched_to_the_letter() {
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
    }
}
