//! The data plane of WebSocket APIs: `ws://HOST/API/STAGE`.
//!
//! `$connect` decides whether a connection is opened, after its authorizer; each message goes to
//! the route that the API's selection expression names, or to `$default`; `$disconnect` hears of
//! the end. Routes lead to functions (AWS_PROXY).

mod authorizer;
mod event;
mod handshake;
pub(super) mod integration;
mod session;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header};
use hyper::body::Incoming;

use super::{ApiGateway, Connection, model, state::Api};
use crate::fault::Fault;
pub(super) use event::query;
use event::{Client, Kind};

/// Whether a request wants to become a WebSocket.
pub(crate) fn is_upgrade(headers: &HeaderMap) -> bool {
    let upgrade = headers
        .get(header::UPGRADE)
        .and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// An API at one of its stages.
#[derive(Clone)]
struct Place {
    api: Api,
    stage: model::Stage,
}

impl Place {
    fn route(&self, key: &str) -> Option<&model::Route> {
        self.api
            .routes
            .values()
            .find(|route| route.route_key == key)
    }
}

impl ApiGateway {
    /// Opens a connection, or says why not. What is `held` is let go when the connection ends.
    pub(crate) async fn open_socket(
        self: &Arc<Self>,
        mut request: Request<Incoming>,
        held: impl Send + 'static,
    ) -> Response<Bytes> {
        let Some(accept) = handshake::accept_key(request.headers()) else {
            return refusal(
                StatusCode::BAD_REQUEST,
                "Not a WebSocket handshake of version 13",
            );
        };
        let Some(place) = self.place(request.uri().path()) else {
            return refusal(StatusCode::FORBIDDEN, "Forbidden");
        };
        let mut client = Client::new(self, &request);
        match self.admit(&place, &mut client).await {
            Ok(()) => {}
            Err(refused) => return refused,
        }
        let (connection, outbox) = Connection::new(
            &place.api.api.api_id,
            &place.stage.stage_name,
            client.connected,
        );
        self.connections
            .add(&client.connection, connection.of(&client.user_agent));
        let upgrade = hyper::upgrade::on(&mut request);
        let gateway = Arc::clone(self);
        self.core.spawn(async move {
            session::run(gateway, place, client, upgrade, outbox).await;
            drop(held);
        });
        handshake::switching(&accept)
    }

    /// The API and stage of an address.
    fn place(&self, path: &str) -> Option<Place> {
        let (api, stage) = path.trim_matches('/').split_once('/')?;
        self.ledger.read(|state| {
            let api = state.api(api).ok()?.clone();
            let stage = api.stages.get(stage)?.clone();
            (api.api.protocol_type == "WEBSOCKET").then_some(Place { api, stage })
        })
    }

    /// Asks the authorizer and the `$connect` route.
    async fn admit(&self, place: &Place, client: &mut Client) -> Result<(), Response<Bytes>> {
        let Some(route) = place.route("$connect") else {
            return Ok(());
        };
        authorizer::authorize(self, place, route, client).await?;
        let event = event::of(self, place, client, &Kind::Connect);
        match self.call_route(place, route, event).await {
            Ok(None) => Ok(()),
            Ok(Some(answer)) if (200..300).contains(&answer.status) => Ok(()),
            Ok(Some(answer)) => {
                let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
                Err(refusal(
                    status,
                    status.canonical_reason().unwrap_or("Refused"),
                ))
            }
            Err(fault) => Err(failed(&fault)),
        }
    }
}

/// What API Gateway answers when an integration or an authorizer fails. The reason is added,
/// because there is no execution log to find it in.
fn failed(fault: &Fault) -> Response<Bytes> {
    let mut answer = refusal(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error");
    if let Ok(reason) = fault.message.parse() {
        answer.headers_mut().insert("x-coagent-reason", reason);
    }
    answer
}

fn refusal(status: StatusCode, message: &str) -> Response<Bytes> {
    let body = serde_json::json!({ "message": message }).to_string();
    let mut answer = Response::new(Bytes::from(body));
    *answer.status_mut() = status;
    let json = http::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
