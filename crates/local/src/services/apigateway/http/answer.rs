//! What a function's answer becomes.
//!
//! In payload format 1.0 it has a `statusCode` and may have `multiValueHeaders`; in 2.0 cookies have
//! a member of their own, and what has no `statusCode` is the body of a 200.

use ::http::{HeaderName, HeaderValue, Response, StatusCode, header as names};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value as Json;

use super::Answered;
use crate::fault::Fault;

/// An object with a `statusCode` says status, headers, cookies and body; anything else is the body
/// of a 200.
pub(super) fn of(payload: &Json) -> Answered {
    let Some(status) = payload.get("statusCode") else {
        let body = match payload {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let response = json(StatusCode::OK, body);
        return Answered {
            response,
            error: None,
        };
    };
    answered(shaped(payload, status))
}

/// The same in payload format 1.0.
pub(super) fn of_version_1(payload: &Json) -> Answered {
    let Some(status) = payload.get("statusCode") else {
        return answered(Err("the function's answer has no statusCode".to_owned()));
    };
    let made = shaped(payload, status).and_then(|mut response| {
        for (name, values) in payload["multiValueHeaders"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let values = values.as_array().into_iter().flatten();
            for (at, value) in values.enumerate() {
                let (name, value) = header(name, value)?;
                // Several values come in place of the one under `headers`.
                if at == 0 {
                    response.headers_mut().insert(name, value);
                } else {
                    response.headers_mut().append(name, value);
                }
            }
        }
        Ok(response)
    });
    answered(made)
}

fn answered(made: Result<Response<Bytes>, String>) -> Answered {
    match made {
        Ok(response) => Answered {
            response,
            error: None,
        },
        Err(why) => Answered::failure(&Fault::internal(why)),
    }
}

fn header(name: &str, value: &Json) -> Result<(HeaderName, HeaderValue), String> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let header: HeaderName = name
        .parse()
        .map_err(|_| format!("`{name}` is no name of a header"))?;
    let value = text
        .parse()
        .map_err(|_| format!("header {name} cannot have this value"))?;
    Ok((header, value))
}

fn shaped(payload: &Json, status: &Json) -> Result<Response<Bytes>, String> {
    let number = status.as_u64().or_else(|| status.as_str()?.parse().ok());
    let number = number.and_then(|number| u16::try_from(number).ok());
    let status = number.and_then(|number| StatusCode::from_u16(number).ok());
    let status = status.ok_or("the function's statusCode is none")?;
    let mut response = Response::new(body(payload)?);
    *response.status_mut() = status;
    for (name, value) in payload["headers"].as_object().into_iter().flatten() {
        let (name, value) = header(name, value)?;
        response.headers_mut().insert(name, value);
    }
    for cookie in payload["cookies"].as_array().into_iter().flatten() {
        let cookie = cookie.as_str().and_then(|cookie| cookie.parse().ok());
        response
            .headers_mut()
            .append(names::SET_COOKIE, cookie.ok_or("a cookie is no header")?);
    }
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response
        .headers_mut()
        .entry(names::CONTENT_TYPE)
        .or_insert(plain);
    Ok(response)
}

fn body(payload: &Json) -> Result<Bytes, String> {
    let text = payload["body"].as_str().unwrap_or_default();
    if payload["isBase64Encoded"] != true {
        return Ok(text.to_owned().into());
    }
    let decoded = STANDARD.decode(text);
    decoded
        .map(Into::into)
        .map_err(|_| "the function's body is not base64".to_owned())
}

/// An answer of JSON.
pub(super) fn json(status: StatusCode, body: String) -> Response<Bytes> {
    crate::protocol::body(status.as_u16(), "application/json", body)
}
