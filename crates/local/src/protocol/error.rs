//! A fault as each protocol writes it.

use bytes::Bytes;
use http::{HeaderValue, Response};
use quick_xml::escape::escape;
use serde_json::json;

use super::{
    Exchange, body, cbor, query,
    value::{Value, to_value},
};
use crate::fault::{Blame, Fault};

pub(super) fn response(exchange: &Exchange, fault: &Fault, request_id: &str) -> Response<Bytes> {
    let mut response = match exchange {
        Exchange::Json { content_type, .. } => body(fault.status, content_type, json_body(fault)),
        Exchange::Cbor { .. } => cbor::response(fault.status, &tree(fault)),
        Exchange::Query { .. } => body(fault.status, "text/xml", query::failure(fault, request_id)),
        Exchange::Rest(_) | Exchange::RestFault => rest(fault),
        Exchange::StorageFault => storage(fault, request_id),
    };
    if query_mode(exchange) {
        name_for_older_clients(&mut response, fault);
    }
    response
}

fn json_body(fault: &Fault) -> Vec<u8> {
    let text = json!({ "__type": fault.code, "message": fault.message });
    detailed(text, fault).to_string().into_bytes()
}

fn tree(fault: &Fault) -> Value {
    let text = json!({ "__type": fault.code, "message": fault.message });
    to_value(&detailed(text, fault))
}

/// With the members that the error's model has beside its message.
fn detailed(mut text: serde_json::Value, fault: &Fault) -> serde_json::Value {
    for (member, value) in fault.details.iter().flat_map(|details| details.iter()) {
        text[*member] = value.clone();
    }
    text
}

/// restJson1 names the error in a header. Lambda writes its text as `Message`, the others as
/// `message`: clients read either.
fn rest(fault: &Fault) -> Response<Bytes> {
    let kind = match fault.blame() {
        Blame::Sender => "User",
        Blame::Receiver => "Server",
    };
    let text = json!({ "Type": kind, "Message": fault.message, "message": fault.message });
    let text = detailed(text, fault).to_string();
    let mut response = body(fault.status, "application/json", text);
    if let Ok(code) = HeaderValue::from_str(&fault.code) {
        response.headers_mut().insert("x-amzn-errortype", code);
    }
    response
}

fn storage(fault: &Fault, request_id: &str) -> Response<Bytes> {
    let code = escape(fault.query_code.unwrap_or(&fault.code));
    let message = escape(&fault.message);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code>\
         <Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
    );
    body(fault.status, "application/xml", text)
}

fn query_mode(exchange: &Exchange) -> bool {
    matches!(
        exchange,
        Exchange::Json {
            query_mode: true,
            ..
        } | Exchange::Cbor { query_mode: true }
    )
}

fn name_for_older_clients(response: &mut Response<Bytes>, fault: &Fault) {
    let code = fault.query_code.unwrap_or(&fault.code);
    let blame = match fault.blame() {
        Blame::Sender => "Sender",
        Blame::Receiver => "Receiver",
    };
    if let Ok(value) = HeaderValue::from_str(&format!("{code};{blame}")) {
        response.headers_mut().insert("x-amzn-query-error", value);
    }
}
