//! Paths and headers of the Runtime API, version 2018-06-01.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use tokio::sync::{mpsc, oneshot};

use super::{Delivery, Failure, Signal};

/// The most bytes of an answer: 6 MiB and what AWS allows for its envelope.
const RESPONSE_LIMIT: usize = 6 * 1024 * 1024 + 100;
const VERSION: &str = "/2018-06-01/runtime/";

type Answer = Response<Full<Bytes>>;

/// Answers one request of a process.
pub(super) async fn answer(
    request: Request<Incoming>,
    signals: mpsc::Sender<Signal>,
) -> Result<Answer, Infallible> {
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path
        .strip_prefix(VERSION)
        .unwrap_or("")
        .split('/')
        .collect();
    Ok(match (request.method(), parts.as_slice()) {
        (&Method::GET, ["invocation", "next"]) => next(&signals).await,
        (&Method::POST, ["invocation", id, "response"]) => respond(request, id, &signals).await,
        (&Method::POST, ["invocation", id, "error"]) => fail(request, id, &signals).await,
        (&Method::POST, ["init", "error"]) => init_error(request, &signals).await,
        _ => refuse(
            StatusCode::NOT_FOUND,
            "InvalidPath",
            "There is no such path.",
        ),
    })
}

async fn next(signals: &mpsc::Sender<Signal>) -> Answer {
    let (sender, receiver) = oneshot::channel();
    let _ = signals.send(Signal::Next(sender)).await;
    match receiver.await {
        Ok(delivery) => event(delivery),
        Err(_) => refuse(StatusCode::GONE, "Terminated", "The environment has ended."),
    }
}

fn event(delivery: Delivery) -> Answer {
    let mut builder = Response::builder()
        .header("content-type", "application/json")
        .header("lambda-runtime-aws-request-id", delivery.request_id)
        .header("lambda-runtime-deadline-ms", delivery.deadline)
        .header("lambda-runtime-invoked-function-arn", delivery.function_arn)
        .header("lambda-runtime-trace-id", delivery.trace);
    if let Some(context) = delivery.client_context {
        builder = builder.header("lambda-runtime-client-context", context);
    }
    builder
        .body(Full::new(delivery.payload))
        .unwrap_or_else(|_| {
            refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InvalidHeader",
                "The invocation cannot be written as headers.",
            )
        })
}

async fn respond(request: Request<Incoming>, id: &str, signals: &mpsc::Sender<Signal>) -> Answer {
    let (taken, receiver) = oneshot::channel();
    let request_id = id.to_owned();
    let (signal, outcome) = match read(request).await {
        Ok(body) => (
            Signal::Response {
                request_id,
                body,
                taken,
            },
            accepted(),
        ),
        Err(()) => (
            Signal::Error {
                request_id,
                failure: too_large(),
                taken,
            },
            refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "RequestEntityTooLarge",
                "Exceeded maximum allowed payload size (6291556 bytes).",
            ),
        ),
    };
    deliver(signals, signal, receiver, outcome).await
}

async fn fail(request: Request<Incoming>, id: &str, signals: &mpsc::Sender<Signal>) -> Answer {
    let (taken, receiver) = oneshot::channel();
    let request_id = id.to_owned();
    let failure = failure(request).await;
    let signal = Signal::Error {
        request_id,
        failure,
        taken,
    };
    deliver(signals, signal, receiver, accepted()).await
}

async fn init_error(request: Request<Incoming>, signals: &mpsc::Sender<Signal>) -> Answer {
    let failure = failure(request).await;
    let _ = signals.send(Signal::InitError(failure)).await;
    accepted()
}

/// Passes a result on; `outcome` is the answer when it was awaited.
async fn deliver(
    signals: &mpsc::Sender<Signal>,
    signal: Signal,
    taken: oneshot::Receiver<bool>,
    outcome: Answer,
) -> Answer {
    let _ = signals.send(signal).await;
    match taken.await {
        Ok(true) => outcome,
        _ => refuse(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "Invalid request ID",
        ),
    }
}

async fn failure(request: Request<Incoming>) -> Failure {
    let header = request
        .headers()
        .get("lambda-runtime-function-error-type")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let body = read(request).await.unwrap_or_default();
    let kind = header.or_else(|| error_type(&body));
    let kind = kind.unwrap_or_else(|| "Runtime.Unknown".to_owned());
    Failure { kind, body }
}

fn error_type(body: &[u8]) -> Option<String> {
    let document: serde_json::Value = serde_json::from_slice(body).ok()?;
    document["errorType"].as_str().map(str::to_owned)
}

fn too_large() -> Failure {
    let kind = "Function.ResponseSizeTooLarge";
    let message = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
    let document = serde_json::json!({ "errorType": kind, "errorMessage": message });
    Failure {
        kind: kind.to_owned(),
        body: document.to_string().into(),
    }
}

async fn read(request: Request<Incoming>) -> Result<Bytes, ()> {
    let body = Limited::new(request.into_body(), RESPONSE_LIMIT);
    body.collect().await.map(|all| all.to_bytes()).map_err(drop)
}

fn accepted() -> Answer {
    json(StatusCode::ACCEPTED, r#"{"status":"OK"}"#.into())
}

fn refuse(status: StatusCode, kind: &str, message: &str) -> Answer {
    let document = serde_json::json!({ "errorType": kind, "errorMessage": message });
    json(status, document.to_string())
}

fn json(status: StatusCode, body: String) -> Answer {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    response
}
