//! The listener: one loopback port for every service.

mod control;
mod files;
mod guard;
mod handle;
mod intake;
mod limits;
mod link;
mod live_tail;
mod places;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::{
    cloud::Cloud,
    core::{Config, Core},
    store::{Store, StoreError},
};
use guard::Guard;
use intake::Intake;
pub use limits::Limits;
use places::{Place, Places};

/// How and where to serve.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// The environment.
    pub environment: Config,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The version to report under `/_coagent/health`.
    pub version: String,
    /// Names of this machine that clients may ask for, beside those of loopback.
    pub hosts: Vec<String>,
    /// How much clients may hold.
    pub limits: Limits,
}

impl ServeConfig {
    /// For clients that ask for loopback.
    pub fn new(environment: Config, address: SocketAddr, version: impl Into<String>) -> Self {
        Self {
            environment,
            address,
            version: version.into(),
            hosts: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// Why the environment cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Something else listens there.
    #[error("port {} is in use", .0.port())]
    PortInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {cause}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The directory for the state cannot be made.
    #[error("cannot make {path}: {cause}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The state cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An environment that is being served. Dropping it stops it without waiting.
pub struct Running {
    core: Arc<Core>,
    cloud: Arc<Cloud>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Running {
    /// The base URL for clients, such as `http://127.0.0.1:4566`.
    pub fn endpoint(&self) -> &str {
        self.core.endpoint()
    }

    /// The services, for those who look behind the port.
    pub fn cloud(&self) -> &Arc<Cloud> {
        &self.cloud
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until somebody stops it (`POST /_coagent/stop`).
    pub async fn stopped(&self) {
        self.core.stopped().await;
    }

    /// Stops it: no new requests, background work ends, what was acknowledged is on disk.
    pub async fn stop(mut self) {
        self.core.stop();
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.core.stop();
    }
}

/// How long a process that was killed may take to let go of the store.
const LET_GO: Duration = Duration::from_secs(5);

/// Opens the state and listens. A process that was killed lets go of its lock a moment before it
/// lets go of the store, and so does what it was just starting: a store that is still held is asked
/// for again, for five seconds.
///
/// # Errors
/// As [`serve`].
pub async fn serve_when_free(config: ServeConfig) -> Result<Running, ServeError> {
    let begin = Instant::now();
    loop {
        match serve(config.clone()).await {
            Err(ServeError::Store(StoreError::Locked(_))) if begin.elapsed() < LET_GO => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            ended => return ended,
        }
    }
}

/// Opens the state and listens.
///
/// # Errors
/// When the port is taken, the directory cannot be made, or the state cannot be read.
pub async fn serve(config: ServeConfig) -> Result<Running, ServeError> {
    let ServeConfig {
        environment,
        address,
        version,
        hosts,
        limits,
    } = config;
    files::ask_for_enough();
    let listener = listen(address).await?;
    let address = listener
        .local_addr()
        .map_err(|cause| ServeError::Listen { address, cause })?;
    let path = environment.data_dir.clone();
    std::fs::create_dir_all(&path).map_err(|cause| ServeError::Directory {
        path: path.clone(),
        cause,
    })?;
    let store = Store::open(&path.join("store.redb"))?;
    let core = Core::new(environment, store);
    core.listens_on(format!("http://{}", reached_at(address)));
    let cloud = Cloud::open(Arc::clone(&core))?;
    let places = Places::new(&limits);
    let server = Arc::new(Server::new(Arc::clone(&cloud), version, &hosts, &limits));
    let accepting = tokio::spawn(accept(listener, server, places));
    Ok(Running {
        core,
        cloud,
        address,
        accepting,
    })
}

/// Where clients on this machine find what listens on every address.
fn reached_at(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| match cause.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortInUse(address),
            _ => ServeError::Listen { address, cause },
        })
}

/// What every connection shares.
struct Server {
    cloud: Arc<Cloud>,
    version: String,
    guard: Guard,
    intake: Intake,
    /// Bytes of a body, also once it is unpacked.
    body_limit: usize,
}

impl Server {
    fn new(cloud: Arc<Cloud>, version: String, hosts: &[String], limits: &Limits) -> Self {
        Self {
            cloud,
            version,
            guard: Guard::new(hosts),
            intake: Intake::new(limits),
            body_limit: limits.body,
        }
    }
}

async fn accept(listener: TcpListener, server: Arc<Server>, places: Places) {
    let core = Arc::clone(&server.cloud.core);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = core.stopped() => return,
        };
        // A failed accept (out of file descriptors, a connection reset in the queue) passes.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let place = tokio::select! {
            place = places.take() => place,
            () = core.stopped() => return,
        };
        let Some(place) = place else { return };
        tokio::spawn(connection(stream, Arc::clone(&server), place));
    }
}

async fn connection(stream: TcpStream, server: Arc<Server>, place: Place) {
    let _ = stream.set_nodelay(true);
    let core = Arc::clone(&server.cloud.core);
    let (head, kept) = (place.head, place.kept);
    let service = service_fn(move |request| {
        let (server, place) = (Arc::clone(&server), place.clone());
        async move {
            let answer = handle::request(&server, request, place).await;
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .keep_alive(!kept)
        .pipeline_flush(true)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // A client that goes away in the middle is its own affair.
        _ = connection.as_mut() => {}
        () = core.stopped() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

#[cfg(test)]
mod robustness;
#[cfg(test)]
mod tests;
