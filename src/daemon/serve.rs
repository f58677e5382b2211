//! The process itself.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use coagent_local::{
    core::Config,
    server::{self, Running, ServeConfig, ServeError},
    store::StoreError,
};
use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};

use super::{Daemon, Record, clock, process::port_in_use, region};
use crate::{
    error::{Doing, Error, Result},
    ui::Ui,
};

/// What is to be served.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Where its state is.
    pub(crate) daemon: Daemon,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// How many times faster than real time the clock runs.
    pub(crate) speed: f64,
    /// The address to listen on.
    pub(crate) listen: IpAddr,
    /// Names of this machine that clients may ask for.
    pub(crate) hosts: Vec<String>,
    /// The Region that it is in.
    pub(crate) region: String,
    /// What the clock shows at first.
    pub(crate) now: Timestamp,
}

/// Serves until it is stopped: by request, Ctrl-C or SIGTERM. `ready` hears where.
pub(crate) async fn serve(
    service: Service,
    ui: &Ui,
    ready: impl FnOnce(&Record) -> Result<()>,
) -> Result<()> {
    let Service {
        daemon,
        port,
        speed,
        now,
        listen,
        mut hosts,
        region,
    } = service;
    daemon.make_dir()?;
    let Some(_lock) = daemon.try_lock()? else {
        return Err(
            Error::failed("The local environment is running already").hint("coagent local status")
        );
    };
    region::keep(&daemon, &region)?;
    let mut environment = Config::new(daemon.state_dir());
    environment.region = region;
    let clock = clock::resume(&daemon, now, speed);
    environment.clock = clock;
    if !listen.is_unspecified() && !listen.is_loopback() {
        hosts.push(listen.to_string());
    }
    let version = env!("CARGO_PKG_VERSION");
    let config = ServeConfig::new(environment, SocketAddr::from((listen, port)), version);
    let allowed = hosts.clone();
    let running = open(ServeConfig { hosts, ..config }).await?;
    let record = record(&running, now, allowed);
    daemon.write_record(&record)?;
    ready(&record)?;
    tokio::select! {
        ended = wait(&running) => ended?,
        () = clock::keep(&daemon, clock) => {}
        () = say_when_it_fails(&running, ui) => {}
    }
    running.stop().await;
    clock::note(&daemon, clock, Duration::ZERO);
    daemon.remove_record();
    Ok(())
}

/// Opens the state and listens.
async fn open(config: ServeConfig) -> Result<Running> {
    let opened = server::serve_when_free(config).await;
    opened.map_err(cannot_serve)
}

fn record(running: &Running, started: Timestamp, hosts: Vec<String>) -> Record {
    Record {
        pid: std::process::id(),
        port: running.address().port(),
        endpoint: running.endpoint().to_owned(),
        started,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        cut_off: running.cloud().core.store.cut_off(),
        listen: running.address().ip(),
        hosts,
    }
}

/// A store that has failed goes on to answer for what it has, and has to be said in the log.
async fn say_when_it_fails(running: &Running, ui: &Ui) {
    let why = running.cloud().core.store.failed().await;
    ui.warn(format!(
        "The store has failed, and nothing more is written: {why}"
    ));
    ui.hint("free space on the disk, then coagent local stop && coagent local start");
    std::future::pending().await
}

async fn wait(running: &Running) -> Result<()> {
    let doing = || "Failed to listen for signals".to_owned();
    let mut terminate = signal(SignalKind::terminate()).doing(doing)?;
    let mut interrupt = signal(SignalKind::interrupt()).doing(doing)?;
    tokio::select! {
        () = running.stopped() => {}
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

fn cannot_serve(cause: ServeError) -> Error {
    match cause {
        ServeError::PortInUse(address) => port_in_use(address.port()),
        ServeError::Store(cause @ StoreError::Locked(_)) => {
            Error::failed("Failed to open the local environment's state")
                .because(cause)
                .hint("another process holds it; end that one first")
        }
        ServeError::Store(cause) => Error::failed("Failed to open the local environment's state")
            .because(cause)
            .hint("coagent local reset (removes all state, after a question)"),
        cause => Error::failed("Failed to start the local environment").because(cause),
    }
}
