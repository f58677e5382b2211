//! The process itself.

use std::net::{Ipv4Addr, SocketAddr};

use coagent_local::{
    clock::Clock,
    core::Config,
    server::{self, Running, ServeConfig, ServeError},
};
use jiff::Timestamp;
use tokio::signal::unix::{SignalKind, signal};

use super::{Daemon, Record, process::port_in_use};
use crate::error::{Doing, Error, Result};

/// What is to be served.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Where its state is.
    pub(crate) daemon: Daemon,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// How many times faster than real time the clock runs.
    pub(crate) speed: f64,
    /// What the clock shows at first.
    pub(crate) now: Timestamp,
}

/// Serves until it is stopped: by request, Ctrl-C or SIGTERM. `ready` hears where.
pub(crate) async fn serve(
    service: Service,
    ready: impl FnOnce(&Record) -> Result<()>,
) -> Result<()> {
    let Service {
        daemon,
        port,
        speed,
        now,
    } = service;
    daemon.make_dir()?;
    let Some(_lock) = daemon.try_lock()? else {
        return Err(
            Error::failed("The local environment is running already").hint("coagent local status")
        );
    };
    let mut environment = Config::new(daemon.state_dir());
    environment.clock = Clock::at(now, speed);
    let running = server::serve(ServeConfig {
        environment,
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    });
    let running = running.await.map_err(cannot_serve)?;
    let record = record(&running, now);
    daemon.write_record(&record)?;
    ready(&record)?;
    wait(&running).await?;
    running.stop().await;
    daemon.remove_record();
    Ok(())
}

fn record(running: &Running, started: Timestamp) -> Record {
    Record {
        pid: std::process::id(),
        port: running.address().port(),
        endpoint: running.endpoint().to_owned(),
        started,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
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
        ServeError::Store(cause) => Error::failed("Failed to open the local environment's state")
            .because(cause)
            .hint("coagent local reset (removes all state, after a question)"),
        cause => Error::failed("Failed to start the local environment").because(cause),
    }
}
