//! The event of a route's function, in payload format 2.0.

use ::http::HeaderMap;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value as Json, json};

use super::{super::websocket::query, ApiGateway, Asked, Authorizer, route::Found};

/// What a function gets.
pub(super) fn of(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
    authorizer: &Authorizer,
) -> Json {
    let mut event = json!({
        "version": "2.0",
        "routeKey": found.route.route_key,
        "rawPath": asked.path,
        "rawQueryString": asked.head.uri.query().unwrap_or_default(),
        "headers": headers(&asked.head.headers),
        "requestContext": context(gateway, asked, found, authorizer),
    });
    let mut set = |name: &str, value: Json| event[name] = value;
    let cookies: Vec<&str> = asked
        .header("cookie")
        .map(|all| all.split("; ").collect())
        .unwrap_or_default();
    if !cookies.is_empty() {
        set("cookies", json!(cookies));
    }
    let parameters = parameters(asked.head.uri.query().unwrap_or_default());
    if !parameters.is_empty() {
        set("queryStringParameters", Json::Object(parameters));
    }
    if !found.parameters.is_empty() {
        set("pathParameters", path_parameters(found));
    }
    if let Some(variables) = &asked.stage.stage_variables {
        set("stageVariables", json!(variables));
    }
    let (body, is_encoded) = body(asked.body);
    if !body.is_null() {
        set("body", body);
    }
    set("isBase64Encoded", json!(is_encoded));
    event
}

/// A body as functions get it, null when it is empty, and whether it is in Base64: what is no text.
pub(super) fn body(bytes: &[u8]) -> (Json, bool) {
    match std::str::from_utf8(bytes) {
        Ok("") => (Json::Null, false),
        Ok(text) => (json!(text), false),
        Err(_) => (json!(STANDARD.encode(bytes)), true),
    }
}

pub(super) fn path_parameters(found: &Found<'_>) -> Json {
    let pairs = found.parameters.iter();
    let pairs = pairs.map(|(name, value)| (name.clone(), json!(value)));
    Json::Object(pairs.collect())
}

/// `requestContext`.
pub(super) fn context(
    gateway: &ApiGateway,
    asked: &Asked<'_>,
    found: &Found<'_>,
    authorizer: &Authorizer,
) -> Json {
    let api = &asked.api.api.api_id;
    let mut context = json!({
        "accountId": gateway.core.account,
        "apiId": api,
        "domainName": format!("{api}.execute-api.{}.amazonaws.com", gateway.core.region),
        "domainPrefix": api,
        "http": {
            "method": asked.head.method.as_str(),
            "path": asked.path,
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": asked.header("user-agent").unwrap_or_default(),
        },
        "requestId": asked.id,
        "routeKey": found.route.route_key,
        "stage": asked.stage.stage_name,
        "time": clf_time(asked.at),
        "timeEpoch": asked.at,
    });
    if let Some(authorizer) = authorizer {
        context["authorizer"] = authorizer.clone();
    }
    context
}

/// Such as `21/Nov/2026:05:00:00 +0000`.
pub(super) fn clf_time(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string()
}

/// Lower-case names; several values are joined by commas. Cookies have a member of their own.
pub(super) fn headers(headers: &HeaderMap) -> Json {
    let names = headers
        .keys()
        .filter(|name| *name != ::http::header::COOKIE);
    let joined = names.map(|name| {
        let values = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        (
            name.as_str().to_owned(),
            json!(values.collect::<Vec<_>>().join(",")),
        )
    });
    Json::Object(joined.collect())
}

fn parameters(text: &str) -> Map<String, Json> {
    let mut all: Map<String, Json> = Map::new();
    for (name, value) in query(text) {
        let joined = match all.get(&name).and_then(Json::as_str) {
            Some(earlier) => format!("{earlier},{value}"),
            None => value,
        };
        all.insert(name, json!(joined));
    }
    all
}
