//! The listener: one loopback port for every service.

mod control;
mod guard;
mod handle;
mod live_tail;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
};

use crate::{
    cloud::Cloud,
    core::{Config, Core},
    store::{Store, StoreError},
};

/// Connections served at the same time; more wait to be accepted.
const CONNECTIONS: usize = 1024;

/// How long a client may take over the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How and where to serve.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// The environment.
    pub environment: Config,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The version to report under `/_coagent/health`.
    pub version: String,
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

/// Opens the state and listens.
///
/// # Errors
/// When the port is taken, the directory cannot be made, or the state cannot be read.
pub async fn serve(config: ServeConfig) -> Result<Running, ServeError> {
    let ServeConfig {
        environment,
        address,
        version,
    } = config;
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
    core.listens_on(format!("http://{address}"));
    let cloud = Cloud::open(Arc::clone(&core))?;
    let server = Arc::new(Server { cloud, version });
    let cloud = Arc::clone(&server.cloud);
    let accepting = tokio::spawn(accept(listener, server));
    Ok(Running {
        core,
        cloud,
        address,
        accepting,
    })
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
}

async fn accept(listener: TcpListener, server: Arc<Server>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let core = Arc::clone(&server.cloud.core);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = core.stopped() => return,
        };
        // A failed accept (out of file descriptors, a connection reset in the queue) passes.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            connection(stream, server).await;
            drop(place);
        });
    }
}

async fn connection(stream: TcpStream, server: Arc<Server>) {
    let _ = stream.set_nodelay(true);
    let core = Arc::clone(&server.cloud.core);
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, std::convert::Infallible>(handle::request(&server, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
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
