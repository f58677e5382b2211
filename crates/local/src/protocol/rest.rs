//! restJson1: method and path say which operation; path, query, headers and body together are its
//! input. Each API is a table of routes; what is special about an operation is in its row.

mod apigateway;
mod lambda;
mod management;
mod route;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};
use percent_encoding::percent_decode_str;

use super::{Call, Exchange, Incoming, body, value, value::Value};
use crate::{
    fault::Fault,
    service::{Input, Output},
};
pub(super) use route::{Api, Route};

/// Every API with a REST protocol, S3 aside.
const APIS: &[Api] = &[lambda::API, apigateway::API, management::API];

/// The API that a request is for: by the signature's service where there is one, else by the path.
pub(super) fn api(scope: Option<&str>, path: &str) -> Option<&'static Api> {
    if let Some(found) = APIS.iter().find(|api| Some(api.service) == scope) {
        return Some(found);
    }
    let unsigned = !matches!(scope, Some("s3"));
    APIS.iter().find(|api| unsigned && (api.recognises)(path))
}

pub(super) fn read(request: &Incoming, api: &'static Api) -> Result<Call, (Fault, Exchange)> {
    let (path, query) = (request.head.uri.path(), request.head.uri.query());
    let found = api.route(&request.head.method, path, query.unwrap_or_default());
    let Some((route, labels)) = found else {
        let text = format!(
            "{} {path} is no operation of {}.",
            request.head.method, api.service
        );
        let fault = Fault::new("UnknownOperationException", text).with_status(404);
        return Err((fault, Exchange::RestFault));
    };
    let exchange = Exchange::Rest(route);
    match input(request, route, labels) {
        Ok(tree) => Ok(Call {
            service: api.service.into(),
            operation: route.operation.to_owned(),
            input: Input::Tree(tree),
            exchange,
        }),
        Err(fault) => Err((fault, exchange)),
    }
}

/// The refusal of a service that has no API here.
pub(super) fn unknown(request: &Incoming, service: &str) -> (Fault, Exchange) {
    let asked = format!("{} {}", request.head.method, request.head.uri.path());
    (Fault::not_emulated(service, &asked), Exchange::RestFault)
}

fn input(request: &Incoming, route: &Route, labels: Vec<(&str, &str)>) -> Result<Value, Fault> {
    let mut tree = content(request, route)?;
    for (name, value) in labels {
        tree.set(name, Value::Text(decode(value)?));
    }
    for pair in request.head.uri.query().unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !name.is_empty() {
            add(&mut tree, decode(name)?, Value::Text(decode(value)?));
        }
    }
    for (header, member) in route.request_headers {
        if let Some(text) = super::header(request, header) {
            tree.set(*member, Value::Text(text.to_owned()));
        }
    }
    Ok(tree)
}

/// A parameter that is there twice is a list.
fn add(tree: &mut Value, name: String, value: Value) {
    let value = match tree.take(&name) {
        None => value,
        Some(Value::List(mut items)) => {
            items.push(value);
            Value::List(items)
        }
        Some(first) => Value::List(vec![first, value]),
    };
    tree.set(name, value);
}

fn content(request: &Incoming, route: &Route) -> Result<Value, Fault> {
    if let Some(member) = route.payload {
        let bytes = Value::Blob(request.body.to_vec());
        return Ok(Value::Map(vec![(member.to_owned(), bytes)]));
    }
    if request.body.is_empty() {
        return Ok(Value::empty());
    }
    let json: serde_json::Value =
        serde_json::from_slice(&request.body).map_err(|e| Fault::serialization(e.to_string()))?;
    match value::to_value(&json) {
        tree @ Value::Map(_) => Ok(tree),
        _ => Err(Fault::serialization("The body is not a JSON object.")),
    }
}

fn decode(text: &str) -> Result<String, Fault> {
    let spaced = text.replace('+', "%20");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded
        .map(|text| text.into_owned())
        .map_err(|_| Fault::serialization("The URL is not UTF-8."))
}

pub(super) fn success(route: &Route, output: &Output) -> Response<Bytes> {
    if route.payload.is_none() {
        let content = if route.status == 204 {
            Vec::new()
        } else {
            output.json()
        };
        return body(route.status, "application/json", content);
    }
    let mut tree = output.tree();
    let status = match tree.take("StatusCode") {
        Some(Value::Int(status)) => u16::try_from(status).unwrap_or(route.status),
        _ => route.status,
    };
    let bytes = tree.take("Payload").map(payload).unwrap_or_default();
    let mut response = body(status, "application/json", bytes);
    for (member, header) in route.response_headers {
        let text = tree.get(member).and_then(Value::scalar_text);
        if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(header), value);
        }
    }
    response
}

fn payload(value: Value) -> Vec<u8> {
    match value {
        Value::Blob(bytes) => bytes,
        Value::Text(text) => STANDARD.decode(&text).unwrap_or_else(|_| text.into_bytes()),
        _ => Vec::new(),
    }
}
