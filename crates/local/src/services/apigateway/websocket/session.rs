//! One open connection, to its end.

use std::{sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use serde_json::{Value as Json, json};
use tokio::sync::{Semaphore, mpsc};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::{
    super::connections::Outgoing,
    ApiGateway, Place,
    event::{self, Client, Kind},
};

/// Without a message for so long a connection ends.
const IDLE: Duration = Duration::from_secs(600);
/// The longest that a connection lasts.
const LONGEST: Duration = Duration::from_secs(7200);
/// The most bytes of a message.
const MESSAGE: usize = 128 * 1024;
/// How many messages of one connection are worked on at the same time.
const AT_ONCE: usize = 64;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Why a connection ended, as `$disconnect` is told.
struct End {
    code: u16,
    reason: String,
}

impl End {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { code, reason }
    }
}

/// Serves a connection until it ends, and says so to `$disconnect`.
pub(super) async fn run(
    gateway: Arc<ApiGateway>,
    place: Place,
    client: Client,
    upgrade: OnUpgrade,
    outbox: mpsc::Receiver<Outgoing>,
) {
    let session = Session {
        gateway,
        place: Arc::new(place),
        client: Arc::new(client),
        places: Arc::new(Semaphore::new(AT_ONCE)),
    };
    let end = match upgrade.await {
        Ok(upgraded) => {
            let limits = WebSocketConfig::default()
                .max_message_size(Some(MESSAGE))
                .max_frame_size(Some(MESSAGE));
            let stream = TokioIo::new(upgraded);
            let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(limits)).await;
            session.serve(socket, outbox).await
        }
        Err(_) => End::new(1006, "The client went away during the handshake"),
    };
    session.finish(end).await;
}

#[derive(Clone)]
struct Session {
    gateway: Arc<ApiGateway>,
    place: Arc<Place>,
    client: Arc<Client>,
    places: Arc<Semaphore>,
}

impl Session {
    async fn serve(&self, mut socket: Socket, mut outbox: mpsc::Receiver<Outgoing>) -> End {
        let clock = self.gateway.core.clock;
        let longest = clock.sleep(LONGEST);
        let mut longest = std::pin::pin!(longest);
        loop {
            let end = tokio::select! {
                received = socket.next() => self.receive(received).await,
                going_out = outbox.recv() => send(&mut socket, going_out).await,
                () = clock.sleep(IDLE) => Some(End::new(1001, "Going away")),
                () = &mut longest => Some(End::new(1001, "Going away")),
            };
            if let Some(end) = end {
                let frame = CloseFrame {
                    code: CloseCode::from(end.code),
                    reason: end.reason.clone().into(),
                };
                let _ = socket.close(Some(frame)).await;
                return end;
            }
        }
    }

    /// What comes from the client; the end, when it is one.
    async fn receive(
        &self,
        received: Option<Result<Message, tokio_tungstenite::tungstenite::Error>>,
    ) -> Option<End> {
        let (body, binary) = match received {
            Some(Ok(Message::Text(text))) => (text.to_string(), false),
            Some(Ok(Message::Binary(bytes))) => (STANDARD.encode(&bytes), true),
            Some(Ok(Message::Close(frame))) => {
                let (code, reason) = frame.map_or((1005, String::new()), |frame| {
                    (frame.code.into(), frame.reason.to_string())
                });
                return Some(End::new(code, reason));
            }
            Some(Ok(_)) => return None,
            Some(Err(tokio_tungstenite::tungstenite::Error::Capacity(_))) => {
                return Some(End::new(1009, "Message too big"));
            }
            Some(Err(_)) | None => return Some(End::new(1006, "Connection closed abnormally")),
        };
        self.gateway
            .connections
            .touch(&self.client.connection, self.gateway.now());
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        let session = self.clone();
        self.gateway.core.spawn(async move {
            session.work(&body, binary).await;
            drop(place);
        });
        None
    }

    /// Hands a message to its route, and the route's answer back where it has one.
    async fn work(&self, body: &str, binary: bool) {
        let selected = selected(&self.place.api.api.route_selection_expression, body);
        let route = self
            .place
            .route(&selected)
            .or_else(|| self.place.route("$default"));
        let Some(route) = route else {
            return self.complain("Forbidden");
        };
        let kind = Kind::Message {
            route: &route.route_key,
            body,
            binary,
        };
        let event = event::of(&self.gateway, &self.place, &self.client, &kind);
        match self.gateway.call_route(&self.place, route, event).await {
            Ok(Some(answer)) if route.route_response_selection_expression.is_some() => {
                if let Some(body) = answer.body {
                    self.reply(body.into_bytes());
                }
            }
            Ok(_) => {}
            Err(_) => self.complain("Internal server error"),
        }
    }

    fn complain(&self, message: &str) {
        let complaint = json!({
            "message": message,
            "connectionId": self.client.connection,
            "requestId": uuid::Uuid::new_v4().to_string(),
        });
        self.reply(complaint.to_string().into_bytes());
    }

    fn reply(&self, bytes: Vec<u8>) {
        let id = &self.client.connection;
        self.gateway.connections.send(id, Outgoing::Message(bytes));
    }

    async fn finish(&self, end: End) {
        self.gateway.connections.remove(&self.client.connection);
        if let Some(route) = self.place.route("$disconnect") {
            let kind = Kind::Disconnect {
                code: end.code,
                reason: &end.reason,
            };
            let event = event::of(&self.gateway, &self.place, &self.client, &kind);
            // API Gateway tries once, and nobody is left to be told.
            let _ = self.gateway.call_route(&self.place, route, event).await;
        }
    }
}

async fn send(socket: &mut Socket, what: Option<Outgoing>) -> Option<End> {
    let sent = match what {
        Some(Outgoing::Message(bytes)) => socket.send(frame(bytes)).await,
        Some(Outgoing::Close) | None => {
            return Some(End::new(1000, "Connection closed by the API"));
        }
    };
    sent.err()
        .map(|_| End::new(1006, "Connection closed abnormally"))
}

/// Text where it can be, as API Gateway sends it.
fn frame(bytes: Vec<u8>) -> Message {
    match String::from_utf8(bytes) {
        Ok(text) => Message::text(text),
        Err(error) => Message::binary(error.into_bytes()),
    }
}

/// The key that a selection expression such as `$request.body.action` finds in a message; empty
/// when it finds none.
fn selected(expression: &str, body: &str) -> String {
    let inner = expression
        .trim_start_matches("${")
        .trim_end_matches('}')
        .trim_start_matches('$');
    let Some(path) = inner.strip_prefix("request.body.") else {
        return String::new();
    };
    let message: Json = serde_json::from_str(body).unwrap_or_default();
    let found = path.split('.').fold(&message, |value, step| &value[step]);
    match found {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expression_finds_the_key() {
        assert_eq!(
            selected("$request.body.action", r#"{"action":"ping"}"#),
            "ping"
        );
        assert_eq!(
            selected("${request.body.meta.kind}", r#"{"meta":{"kind":"a"}}"#),
            "a"
        );
        assert_eq!(selected("$request.body.action", "no json"), "");
        assert_eq!(selected("$request.body.action", "[1]"), "");
    }
}
