//! What functions get to see of a connection.

use http::{HeaderMap, Request};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json, json};

use super::{super::state::date, ApiGateway, Place};

/// A client, from its handshake on.
pub(super) struct Client {
    pub(super) connection: String,
    /// Milliseconds since the epoch.
    pub(super) connected: i64,
    pub(super) user_agent: String,
    pub(super) headers: HeaderMap,
    /// Names and values, in the order of the address.
    pub(super) query: Vec<(String, String)>,
    /// What the authorizer said: principal and context.
    pub(super) authorizer: Option<Json>,
}

impl Client {
    pub(super) fn new<B>(gateway: &ApiGateway, request: &Request<B>) -> Self {
        let headers = request.headers().clone();
        let agent = headers
            .get(http::header::USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Self {
            connection: new_connection_id(),
            connected: gateway.now(),
            user_agent: agent.unwrap_or_default().to_owned(),
            query: query(request.uri().query().unwrap_or_default()),
            headers,
            authorizer: None,
        }
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().rfind(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Such as `L0SM9cOFvHcCIhw=`.
fn new_connection_id() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letters = (0..15).map(|_| char::from(LETTERS[fastrand::usize(..LETTERS.len())]));
    letters.chain(['=']).collect()
}

/// Names and values of an address, decoded.
pub(in super::super) fn query(text: &str) -> Vec<(String, String)> {
    let decoded = |part: &str| {
        let spaced = part.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect()
}

/// What happens on a connection.
pub(super) enum Kind<'a> {
    Connect,
    Message {
        route: &'a str,
        body: &'a str,
        binary: bool,
    },
    Disconnect {
        code: u16,
        reason: &'a str,
    },
}

impl Kind<'_> {
    fn route(&self) -> &str {
        match self {
            Self::Connect => "$connect",
            Self::Message { route, .. } => route,
            Self::Disconnect { .. } => "$disconnect",
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Message { .. } => "MESSAGE",
            Self::Disconnect { .. } => "DISCONNECT",
        }
    }
}

/// The event of a route's function.
pub(super) fn of(gateway: &ApiGateway, place: &Place, client: &Client, kind: &Kind) -> Json {
    let mut event = json!({ "requestContext": context(gateway, place, client, kind), "isBase64Encoded": false });
    if let Some(variables) = &place.stage.stage_variables {
        event["stageVariables"] = json!(variables);
    }
    match kind {
        Kind::Connect => add_handshake(&mut event, client),
        Kind::Disconnect { .. } => {
            event["headers"] = single(&client.headers);
            event["multiValueHeaders"] = multiple(&client.headers);
        }
        Kind::Message { body, binary, .. } => {
            event["body"] = json!(body);
            event["isBase64Encoded"] = json!(binary);
        }
    }
    event
}

/// Headers and parameters of the handshake.
pub(super) fn add_handshake(event: &mut Json, client: &Client) {
    event["headers"] = single(&client.headers);
    event["multiValueHeaders"] = multiple(&client.headers);
    if client.query.is_empty() {
        return;
    }
    let (mut last, mut all) = (Map::new(), Map::new());
    for (name, value) in &client.query {
        last.insert(name.clone(), json!(value));
        let values = all.entry(name.clone()).or_insert_with(|| json!([]));
        values
            .as_array_mut()
            .into_iter()
            .for_each(|values| values.push(json!(value)));
    }
    event["queryStringParameters"] = Json::Object(last);
    event["multiValueQueryStringParameters"] = Json::Object(all);
}

fn single(headers: &HeaderMap) -> Json {
    let entries = headers
        .iter()
        .filter_map(|(name, value)| Some((spelled(name.as_str()), json!(value.to_str().ok()?))));
    Json::Object(entries.collect())
}

fn multiple(headers: &HeaderMap) -> Json {
    let entries = headers.keys().map(|name| {
        let values = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        (spelled(name.as_str()), values.collect::<Json>())
    });
    Json::Object(entries.collect())
}

/// `sec-websocket-key` → `Sec-WebSocket-Key`, as API Gateway hands headers on.
fn spelled(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let words: Vec<String> = name.split('-').map(capital).collect();
    words.join("-").replace("Websocket", "WebSocket")
}

/// `requestContext`.
pub(super) fn context(gateway: &ApiGateway, place: &Place, client: &Client, kind: &Kind) -> Json {
    let now = gateway.now();
    let request = uuid::Uuid::new_v4().to_string();
    let host = gateway
        .core
        .endpoint()
        .split("://")
        .nth(1)
        .unwrap_or_default();
    let mut context = json!({
        "routeKey": kind.route(),
        "eventType": kind.name(),
        "extendedRequestId": request,
        "requestTime": date(now),
        "messageDirection": "IN",
        "stage": place.stage.stage_name,
        "connectedAt": client.connected,
        "requestTimeEpoch": now,
        "identity": { "sourceIp": "127.0.0.1", "userAgent": client.user_agent },
        "requestId": request,
        "domainName": format!("{host}/{}", place.api.api.api_id),
        "connectionId": client.connection,
        "apiId": place.api.api.api_id,
    });
    if let Some(authorizer) = &client.authorizer {
        context["authorizer"] = authorizer.clone();
    }
    match kind {
        Kind::Message { .. } => context["messageId"] = json!(request),
        Kind::Disconnect { code, reason } => {
            context["disconnectStatusCode"] = json!(code);
            context["disconnectReason"] = json!(reason);
        }
        Kind::Connect => {}
    }
    context
}
