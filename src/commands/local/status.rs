//! `coagent local status`.

use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    daemon::{Health, Observed, Record},
    error::Result,
    report::{Report, Section},
};

/// Say whether the local environment runs, and where
///
/// Exit code 0 when it runs, 1 when not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local status
  coagent local status --query endpoint")]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Answer {
    running: bool,
    #[serde(flatten)]
    record: Option<Record>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Clock>,
}

#[derive(Serialize)]
struct Clock {
    time: String,
    speed: f64,
    account: String,
    region: String,
}

impl From<Health> for Clock {
    fn from(health: Health) -> Self {
        Self {
            time: health.time,
            speed: health.speed,
            account: health.account,
            region: health.region,
        }
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let (Some(record), Some(clock)) = (&self.record, &self.clock) else {
            return vec![Section::Text("not running".into())];
        };
        let facts = [
            ("state", "running".to_owned()),
            ("endpoint", record.endpoint.clone()),
            ("process", record.pid.to_string()),
            ("started", record.started.to_string()),
            ("version", record.version.clone()),
            ("clock", format!("{} ({}×)", clock.time, clock.speed)),
            ("account", clock.account.clone()),
            ("region", clock.region.clone()),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.into()));
        vec![Section::Facts(facts.into())]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let (record, clock) = match ctx.daemon()?.observe().await? {
            Observed::Running(record, health) => (Some(record), Some(health.into())),
            Observed::Absent => (None, None),
            Observed::Stale(record) => {
                ctx.ui.status(format!(
                    "Process {} ended without being stopped; its state is kept",
                    record.pid
                ));
                (None, None)
            }
        };
        let running = record.is_some();
        ctx.ui.answer(&Answer {
            running,
            record,
            clock,
        })?;
        if !running {
            ctx.ui.hint("coagent local start");
        }
        Ok(if running {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}
