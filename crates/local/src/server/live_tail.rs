//! `StartLiveTail`: the one operation whose answer goes on, as an event stream in awsJson.

use std::convert::Infallible;

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::{Response, header};
use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
use hyper::body::Frame;
use serde::Serialize;
use tokio::time::Instant;

use super::Server;
use crate::{
    fault::Fault,
    protocol::{Call, Exchange},
    service::{Caller, Input},
    services::logs::tail::{INTERVAL, LONGEST, Session},
};

/// A body that goes on.
pub(super) type Events = BoxBody<Bytes, Infallible>;

/// Whether this operation is asked for, in the only protocol that Logs has.
pub(super) fn is_meant(call: &Call) -> bool {
    let json = matches!(call.exchange, Exchange::Json { .. });
    json && call.service == "logs" && call.operation == "StartLiveTail"
}

/// Begins the session.
///
/// # Errors
/// What keeps it from beginning, to be answered as any other operation's fault.
pub(super) fn begin(
    server: &Server,
    input: Input,
    caller: &Caller,
) -> Result<Response<Events>, Fault> {
    let logs = &server.cloud.logs;
    let session = logs.start_live_tail(input.parse("logs")?, &caller.request_id)?;
    let running = Running {
        core: server.cloud.core.clone(),
        session,
        end: Instant::now() + server.cloud.core.clock.real(LONGEST),
    };
    let opening = [
        event("initial-response", &serde_json::Map::new())?,
        event("sessionStart", running.session.start())?,
    ];
    let opening = stream::iter(opening.map(Ok));
    let updates = stream::unfold(Some(running), |running| async move {
        let (frame, rest) = running?.next().await?;
        Some((Ok(frame), rest))
    });
    let frames = stream::StreamExt::chain(opening, updates);
    let mut response = Response::new(StreamBody::new(frames).boxed());
    let kind = header::HeaderValue::from_static("application/vnd.amazon.eventstream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

struct Running {
    core: std::sync::Arc<crate::core::Core>,
    session: Session,
    end: Instant,
}

impl Running {
    /// The next update and what goes on after it; nothing when the environment stops.
    async fn next(mut self) -> Option<(Frame<Bytes>, Option<Self>)> {
        tokio::select! {
            () = self.core.stopped() => return None,
            () = self.core.clock.sleep(INTERVAL) => {}
        }
        if Instant::now() >= self.end {
            let text = serde_json::json!({ "message": "The session has timed out." });
            let over = message("exception", "SessionTimeoutException", &text).ok()?;
            return Some((over, None));
        }
        let update = event("sessionUpdate", &self.session.update()).ok()?;
        Some((update, Some(self)))
    }
}

fn event(name: &'static str, payload: &impl Serialize) -> Result<Frame<Bytes>, Fault> {
    message("event", name, payload)
}

/// One message of `application/vnd.amazon.eventstream`.
fn message(
    kind: &'static str,
    name: &'static str,
    payload: &impl Serialize,
) -> Result<Frame<Bytes>, Fault> {
    let text =
        |name: String, value: &'static str| Header::new(name, HeaderValue::String(value.into()));
    let json = serde_json::to_vec(payload).map_err(Fault::internal)?;
    let message = Message::new(json)
        .add_header(text(":message-type".into(), kind))
        .add_header(text(format!(":{kind}-type"), name))
        .add_header(text(":content-type".into(), "application/json"));
    let mut bytes = BytesMut::new();
    write_message_to(&message, &mut bytes).map_err(Fault::internal)?;
    Ok(Frame::data(bytes.freeze()))
}
