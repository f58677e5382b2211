//! The health check, and the request to stop.

use std::time::Duration;

use http_body_util::{BodyExt, Empty};
use hyper::{Method, Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::{net::TcpStream, time::timeout};

/// A process on this machine that has not answered by then will not.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a running environment answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// Its process.
    pub(crate) pid: u32,
    /// The version of coagent that runs it.
    pub(crate) version: String,
    /// What its clock shows.
    pub(crate) time: String,
    /// How many times faster than real time its clock runs.
    pub(crate) speed: f64,
    /// Its account.
    pub(crate) account: String,
    /// Its Region.
    pub(crate) region: String,
}

/// What the environment at `endpoint` says; `None` when nothing, or something else, is there.
pub(super) async fn ask(endpoint: &str) -> Option<Health> {
    let body = request(endpoint, Method::GET, "/_coagent/health").await?;
    serde_json::from_slice(&body).ok()
}

/// Asks the environment at `endpoint` to stop; whether it has heard.
pub(super) async fn ask_to_stop(endpoint: &str) -> bool {
    request(endpoint, Method::POST, "/_coagent/stop")
        .await
        .is_some()
}

async fn request(endpoint: &str, method: Method, path: &str) -> Option<Bytes> {
    timeout(PATIENCE, exchange(endpoint, method, path))
        .await
        .ok()?
}

async fn exchange(endpoint: &str, method: Method, path: &str) -> Option<Bytes> {
    let address = endpoint.strip_prefix("http://")?;
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", address);
    let request = request.body(Empty::<Bytes>::new()).ok()?;
    let answer = async {
        let response = sender.send_request(request).await.ok()?;
        let good = response.status().is_success();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        good.then_some(body)
    };
    tokio::pin!(connection);
    tokio::pin!(answer);
    tokio::select! {
        body = &mut answer => body,
        // The connection may end with the answer already read.
        _ = &mut connection => answer.await,
    }
}
