//! `/_coagent/…`: what is said to the environment itself, not to a service.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::json;

use super::Server;
use crate::protocol::body;

/// Answers a request to the environment itself; `None` when it is not one.
pub(super) async fn answer(
    server: &Server,
    method: &Method,
    path: &str,
) -> Option<Response<Bytes>> {
    let path = path.strip_prefix("/_coagent/")?;
    let package = path.strip_prefix("lambda/code/");
    Some(match (method, path, package) {
        (&Method::GET, "health", _) => health(server),
        (&Method::POST, "stop", _) => stop(server),
        (&Method::GET, _, Some(digest)) => code(server, digest).await,
        _ => unknown(),
    })
}

fn unknown() -> Response<Bytes> {
    body(
        404,
        "application/json",
        json!({ "message": "no such path" }).to_string(),
    )
}

/// The package of a function, which AWS has in a bucket of its own.
async fn code(server: &Server, digest: &str) -> Response<Bytes> {
    let package = server.cloud.lambda.package(digest).await;
    package.map_or_else(unknown, |package| body(200, "application/zip", package))
}

fn health(server: &Server) -> Response<Bytes> {
    let core = &server.cloud.core;
    let failure = core.store.failure();
    let status = if failure.is_some() {
        "failed"
    } else {
        "running"
    };
    let state = json!({
        "status": status,
        "failure": failure,
        "version": server.version,
        "pid": std::process::id(),
        "time": core.clock.now().to_string(),
        "speed": core.clock.speed(),
        "account": core.account,
        "region": core.region,
        "dataDir": core.data_dir,
        "load": load(server),
    });
    body(200, "application/json", state.to_string())
}

fn load(server: &Server) -> serde_json::Value {
    let mut load = json!(server.cloud.events.load());
    let (visible, in_flight) = server.cloud.sqs.depth();
    load["visibleMessages"] = json!(visible);
    load["inFlightMessages"] = json!(in_flight);
    let invocations = server.cloud.lambda.load();
    load["runningInvocations"] = json!(invocations.running_invocations);
    load["invocationLagMillis"] = json!(invocations.invocation_lag_millis);
    load
}

fn stop(server: &Server) -> Response<Bytes> {
    server.cloud.core.stop();
    body(
        200,
        "application/json",
        json!({ "status": "stopping" }).to_string(),
    )
}
