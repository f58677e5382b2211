//! `coagent local start`.

use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    daemon::{self, Launch, Record, Started, serve},
    error::{Error, Result},
    report::{Report, Section},
};

/// Start the local environment
///
/// It runs in the background until `coagent local stop`. Its state is kept in .coagent/local beside
/// coagent.yaml and survives a restart, also after `kill -9`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local start
  coagent local start --port 0               take a free port
  coagent local start --clock-speed 60       an hour passes in a minute
  eval \"$(coagent local start -o plain)\"     point the AWS CLI at it")]
pub(crate) struct Args {
    /// The port to listen on; 0 takes a free one [default: 4566]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// How many times faster than real time its clock runs [default: 1]
    #[arg(long, value_name = "FACTOR", value_parser = speed)]
    clock_speed: Option<f64>,
    /// Stay in the foreground until Ctrl-C
    #[arg(long)]
    pub(crate) foreground: bool,
}

/// The factor of a clock: positive, at most a day in a second.
pub(super) fn speed(text: &str) -> Result<f64, String> {
    let fits = |speed: &f64| *speed > 0.0 && *speed <= 86_400.0;
    let speed = text.parse().ok().filter(fits);
    speed.ok_or_else(|| "a number above 0, at most 86400".to_owned())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    endpoint: String,
    pid: u32,
    version: String,
    region: String,
    already_running: bool,
    variables: Vec<(&'static str, String)>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let line = |(name, value): &(&str, String)| format!("export {name}={value}");
        vec![Section::Text(
            self.variables
                .iter()
                .map(line)
                .collect::<Vec<_>>()
                .join("\n"),
        )]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let local = ctx.project()?.environment(crate::project::LOCAL)?;
        let launch = Launch::of(ctx, local, self.port, self.clock_speed.unwrap_or(1.0))?;
        if self.foreground {
            return foreground(ctx, &launch).await;
        }
        let started = daemon::start(&ctx.daemon()?, &launch).await?;
        tell(ctx, &started);
        if started.already {
            self.refuse_other_settings(&started)?;
        }
        ctx.ui.answer(&answer(
            &started.record,
            &started.health.region,
            started.already,
        ))?;
        Ok(Outcome::Done)
    }

    /// An environment that runs keeps the port and the clock that it was started with.
    fn refuse_other_settings(&self, started: &Started) -> Result<()> {
        let Started { record, health, .. } = started;
        let other_port = self.port.filter(|port| *port != 0 && *port != record.port);
        if let Some(port) = other_port {
            let runs = record.port;
            let text = format!("The local environment runs on port {runs}, not {port}");
            return Err(again(&text, &format!("--port {port}")));
        }
        let differs = |speed: &f64| (speed - health.speed).abs() > f64::EPSILON;
        if let Some(speed) = self.clock_speed.filter(differs) {
            let runs = health.speed;
            let text = format!("The local environment's clock runs at {runs}×, not {speed}×");
            return Err(again(&text, &format!("--clock-speed {speed}")));
        }
        Ok(())
    }
}

fn again(wrong: &str, option: &str) -> Error {
    let way_out = format!("coagent local stop && coagent local start {option}");
    Error::failed(wrong).hint(way_out)
}

fn tell(ctx: &Context, started: &Started) {
    let Record {
        endpoint, version, ..
    } = &started.record;
    if let Some(pid) = started.left_behind {
        ctx.ui.status(format!(
            "Process {pid} had ended without being stopped; its state is kept"
        ));
    }
    if !started.already {
        started.record.say_what_is_left_out(&ctx.ui);
        ctx.ui
            .status(format!("The local environment listens on {endpoint}"));
        return;
    }
    ctx.ui.status(format!(
        "The local environment is running already, on {endpoint}"
    ));
    if version != env!("CARGO_PKG_VERSION") {
        ctx.ui.hint(format!(
            "it is version {version}; coagent local stop, then start, to renew it"
        ));
    }
}

fn answer(record: &Record, region: &str, already_running: bool) -> Answer {
    Answer {
        endpoint: record.endpoint.clone(),
        pid: record.pid,
        version: record.version.clone(),
        region: region.to_owned(),
        already_running,
        variables: vec![
            ("AWS_ENDPOINT_URL", record.endpoint.clone()),
            ("AWS_REGION", region.to_owned()),
            // What boto3 reads, which does not know the other.
            ("AWS_DEFAULT_REGION", region.to_owned()),
            ("AWS_ACCESS_KEY_ID", "local".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ],
    }
}

async fn foreground(ctx: &Context, launch: &Launch) -> Result<Outcome> {
    let service = serve::Service {
        daemon: ctx.daemon()?,
        port: launch.port,
        speed: launch.speed,
        now: ctx.now(),
    };
    let ready = |record: &Record| {
        record.say_what_is_left_out(&ctx.ui);
        ctx.ui.status(format!(
            "The local environment listens on {}; Ctrl-C stops it",
            record.endpoint
        ));
        ctx.ui
            .answer(&answer(record, coagent_local::core::Config::REGION, false))
    };
    serve::serve(service, ready).await?;
    Ok(Outcome::Done)
}
