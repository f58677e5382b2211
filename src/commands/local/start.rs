//! `coagent local start`.

use std::net::IpAddr;

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
///
/// It listens on loopback. With --listen others reach it too, under the names that --allow-host
/// gives: nobody has to sign in, and whoever reaches the port can use all of it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent local start
  coagent local start --port 0               take a free port
  coagent local start --clock-speed 60       an hour passes in a minute
  coagent local start --region eu-west-1     its state stays in that Region
  coagent local start --listen 0.0.0.0 --allow-host dev.lan
  eval \"$(coagent local start -o plain)\"     point the AWS CLI at it")]
pub(crate) struct Args {
    /// The port to listen on; 0 takes a free one [default: 4566]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// How many times faster than real time its clock runs [default: 1]
    #[arg(long, value_name = "FACTOR", value_parser = speed)]
    clock_speed: Option<f64>,
    /// The Region that it is in [default: its state's, or coagent.yaml's, or AWS_REGION, or us-east-1]
    #[arg(long, value_name = "REGION", value_parser = region)]
    region: Option<String>,
    /// The address to listen on; 0.0.0.0 is every one that this machine has [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<IpAddr>,
    /// A name of this machine, or an address, that clients may ask for; loopback's always are
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
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

/// A Region, or what may become one.
fn region(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("a Region, such as eu-west-1".to_owned()),
    }
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
        let launch = self.launch(Launch::of(ctx, local)?);
        if self.foreground {
            return foreground(ctx, launch).await;
        }
        let started = daemon::start(&ctx.daemon()?, &launch).await?;
        tell(ctx, &started);
        if started.already {
            self.refuse_other_settings(&started)?;
        } else {
            warn_of_others(ctx, launch.listen);
        }
        ctx.ui.answer(&answer(
            &started.record,
            &started.health.region,
            started.already,
        ))?;
        Ok(Outcome::Done)
    }

    /// What the command line says, over what the project says.
    fn launch(&self, project: Launch) -> Launch {
        Launch {
            port: self.port.unwrap_or(project.port),
            speed: self.clock_speed.unwrap_or(project.speed),
            listen: self.listen.unwrap_or(project.listen),
            hosts: self.allow_host.clone(),
            region: self.region.clone().unwrap_or(project.region),
            ..project
        }
    }

    /// An environment that runs keeps what it was started with.
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
        let other_region = self
            .region
            .as_ref()
            .filter(|region| **region != health.region);
        if let Some(region) = other_region {
            let runs = &health.region;
            let text = format!("The local environment is in {runs}, not {region}");
            return Err(Error::failed(text).hint("coagent local reset, then start"));
        }
        let other_address = self.listen.filter(|listen| *listen != record.listen);
        if let Some(listen) = other_address {
            let runs = record.listen;
            let text = format!("The local environment listens on {runs}, not {listen}");
            return Err(again(&text, &format!("--listen {listen}")));
        }
        let is_new = |host: &&String| !record.hosts.contains(host);
        if let Some(host) = self.allow_host.iter().find(is_new) {
            let text = format!("The local environment is not asked for as {host}");
            return Err(again(&text, &format!("--allow-host {host}")));
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
            // Some operations ask for a host with a prefix (`streaming-logs.`), which is not here.
            ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
        ],
    }
}

/// There is no wall around it: no password, no TLS.
fn warn_of_others(ctx: &Context, listen: IpAddr) {
    if !listen.is_loopback() {
        ctx.ui.warn(format!(
            "It listens on {listen}: everyone who reaches the port can use it, and run code here"
        ));
    }
}

async fn foreground(ctx: &Context, launch: Launch) -> Result<Outcome> {
    let (listen, region) = (launch.listen, launch.region.clone());
    let service = serve::Service {
        daemon: ctx.daemon()?,
        port: launch.port,
        speed: launch.speed,
        now: ctx.now(),
        listen,
        hosts: launch.hosts,
        region: launch.region,
    };
    let ready = |record: &Record| {
        record.say_what_is_left_out(&ctx.ui);
        ctx.ui.status(format!(
            "The local environment listens on {}; Ctrl-C stops it",
            record.endpoint
        ));
        warn_of_others(ctx, listen);
        ctx.ui.answer(&answer(record, &region, false))
    };
    serve::serve(service, &ctx.ui, ready).await?;
    Ok(Outcome::Done)
}
