//! The health check, and the request to stop.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};

use crate::error::{Doing, Error, Result};

/// A process on this machine that has not answered by then will not, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(10);

/// One that is known to answer may be busy.
const PATIENCE_WITH_BUSY: Duration = Duration::from_secs(30);

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
    /// Why it writes nothing more, when its store has failed.
    #[serde(default)]
    pub(crate) failure: Option<String>,
    /// What it is busy with.
    #[serde(default)]
    pub(crate) load: Load,
}

/// What an environment is busy with. Rates are by the second, of the last ten by its clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Load {
    /// Events that buses took.
    pub(crate) events_per_second: f64,
    /// Deliveries that succeeded.
    pub(crate) deliveries_per_second: f64,
    /// Attempts that failed.
    pub(crate) failures_per_second: f64,
    /// Deliveries that have not ended.
    pub(crate) open_deliveries: u64,
    /// Milliseconds since the oldest event came that has an open delivery.
    pub(crate) lag_millis: i64,
    /// Messages that can be received, in all queues.
    pub(crate) visible_messages: u64,
    /// Messages in flight, in all queues.
    pub(crate) in_flight_messages: u64,
    /// Asynchronous invocations that are at their functions.
    pub(crate) running_invocations: u64,
    /// For how many milliseconds one has waited that could run, but for others before it.
    pub(crate) invocation_lag_millis: i64,
}

/// Asks for an operation that only the local environment has, by the target of its JSON protocol.
pub(crate) async fn ask_operation(endpoint: &str, target: &str, input: &Value) -> Result<Value> {
    let silent = || {
        Error::failed(format!(
            "The local environment on {endpoint} does not answer"
        ))
        .hint("coagent local status")
    };
    let asked = Asked {
        method: Method::POST,
        path: "/",
        target: Some(target),
        body: input.to_string(),
    };
    let answer = timeout(PATIENCE_WITH_BUSY, exchange(endpoint, asked)).await;
    let body = answer.ok().flatten().ok_or_else(silent)?;
    serde_json::from_slice(&body).doing(|| format!("{endpoint} does not answer in JSON"))
}

struct Asked<'a> {
    method: Method,
    path: &'a str,
    target: Option<&'a str>,
    body: String,
}

impl<'a> Asked<'a> {
    fn plain(method: Method, path: &'a str) -> Self {
        Self {
            method,
            path,
            target: None,
            body: String::new(),
        }
    }
}

/// What the environment at `endpoint` says; `None` when nothing, or something else, is there.
pub(super) async fn ask(endpoint: &str) -> Option<Health> {
    let body = request(endpoint, Asked::plain(Method::GET, "/_coagent/health")).await?;
    serde_json::from_slice(&body).ok()
}

/// Asks the environment at `endpoint` to stop; whether it has heard.
pub(super) async fn ask_to_stop(endpoint: &str) -> bool {
    let asked = Asked::plain(Method::POST, "/_coagent/stop");
    request(endpoint, asked).await.is_some()
}

async fn request(endpoint: &str, asked: Asked<'_>) -> Option<Bytes> {
    timeout(PATIENCE, exchange(endpoint, asked)).await.ok()?
}

async fn exchange(endpoint: &str, asked: Asked<'_>) -> Option<Bytes> {
    let address = endpoint.strip_prefix("http://")?;
    let stream = TcpStream::connect(address).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let mut request = Request::builder()
        .method(asked.method)
        .uri(asked.path)
        .header("host", address);
    if let Some(target) = asked.target {
        request = request.header("x-amz-target", target);
    }
    let request = request.body(Full::<Bytes>::from(asked.body)).ok()?;
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
