//! The listener of one execution environment.

use std::{io, net::SocketAddr};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use super::{Signal, routes};

/// A listener; it and its connections end when this is dropped.
pub(crate) struct Listener {
    /// Where a process finds it.
    pub(crate) address: SocketAddr,
    task: AbortHandle,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Listens on a free port of loopback and passes on what comes.
///
/// # Errors
/// When no port can be had.
pub(crate) async fn listen(signals: mpsc::Sender<Signal>) -> io::Result<Listener> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let task = tokio::spawn(accept(listener, signals)).abort_handle();
    Ok(Listener { address, task })
}

async fn accept(listener: TcpListener, signals: mpsc::Sender<Signal>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let _ = stream.set_nodelay(true);
                let signals = signals.clone();
                let service = service_fn(move |request| routes::answer(request, signals.clone()));
                connections.spawn(async move {
                    let io = TokioIo::new(stream);
                    let _ = http1::Builder::new().serve_connection(io, service).await;
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}
