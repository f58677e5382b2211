//! `coagent local status`.

use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    daemon::{Health, Load, Observed, Record},
    error::Result,
    report::{Report, Section},
};

/// Say whether the local environment runs, where, and what it is busy with
///
/// Exit code 0 when it runs, 1 when not, or when it can write nothing more.
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
    /// Why nothing more is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<Clock>,
}

#[derive(Serialize)]
struct Clock {
    time: String,
    speed: f64,
    account: String,
    region: String,
    load: Load,
}

impl From<Health> for Clock {
    fn from(health: Health) -> Self {
        Self {
            time: health.time,
            speed: health.speed,
            account: health.account,
            region: health.region,
            load: health.load,
        }
    }
}

fn rates(load: &Load) -> String {
    format!(
        "{:.1} taken, {:.1} delivered, {:.1} attempts failed a second",
        load.events_per_second, load.deliveries_per_second, load.failures_per_second
    )
}

fn lag(load: &Load) -> String {
    match load.open_deliveries {
        0 => "none open".to_owned(),
        open => format!(
            "{open} open, the oldest since {:.1} s",
            load.lag_millis as f64 / 1000.0
        ),
    }
}

fn invocations(load: &Load) -> String {
    let running = load.running_invocations;
    match load.invocation_lag_millis {
        0 => format!("{running} running, none waits"),
        lag => format!(
            "{running} running, the next has waited {:.1} s",
            lag as f64 / 1000.0
        ),
    }
}

fn messages(load: &Load) -> String {
    format!(
        "{} to be received, {} in flight",
        load.visible_messages, load.in_flight_messages
    )
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let (Some(record), Some(clock)) = (&self.record, &self.clock) else {
            return vec![Section::Text("not running".into())];
        };
        let state = match &self.failure {
            None => "running".to_owned(),
            Some(why) => format!("failed, nothing more is written: {why}"),
        };
        let facts = [
            ("state", state),
            ("endpoint", record.endpoint.clone()),
            ("process", record.pid.to_string()),
            ("started", record.started.to_string()),
            ("version", record.version.clone()),
            ("clock", format!("{} ({}×)", clock.time, clock.speed)),
            ("account", clock.account.clone()),
            ("region", clock.region.clone()),
            ("events", rates(&clock.load)),
            ("deliveries", lag(&clock.load)),
            ("invocations", invocations(&clock.load)),
            ("messages", messages(&clock.load)),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.into()));
        vec![Section::Facts(facts.into())]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let (record, health) = match ctx.daemon()?.observe().await? {
            Observed::Running(record, health) => (Some(record), Some(*health)),
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
        let failure = health.as_ref().and_then(|health| health.failure.clone());
        let failed = failure.is_some();
        ctx.ui.answer(&Answer {
            running,
            record,
            failure,
            clock: health.map(Clock::from),
        })?;
        if failed {
            ctx.ui
                .hint("free space on the disk, then coagent local stop && coagent local start");
        } else if !running {
            ctx.ui.hint("coagent local start");
        }
        Ok(if running && !failed {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}
