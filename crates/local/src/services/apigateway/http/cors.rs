//! Answers to browsers, where the API is configured for them.

use ::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use bytes::Bytes;
use serde_json::Value as Json;

use super::Asked;

/// The answer to a browser's question before its request; `None` when it is none.
pub(super) fn preflight(asked: &Asked<'_>) -> Option<Response<Bytes>> {
    let cors = asked.api.api.cors_configuration.as_ref()?;
    asked.header("access-control-request-method")?;
    if asked.head.method != Method::OPTIONS {
        return None;
    }
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    allow(asked, headers);
    if headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        set(
            headers,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            list(&cors["allowMethods"]),
        );
        set(
            headers,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            list(&cors["allowHeaders"]),
        );
        let age = cors["maxAge"].as_i64().map(|age| age.to_string());
        set(headers, header::ACCESS_CONTROL_MAX_AGE, age);
    }
    Some(response)
}

/// Lets the page that asked read the answer, when its origin is allowed.
pub(super) fn allow(asked: &Asked<'_>, headers: &mut HeaderMap) {
    let (Some(cors), Some(origin)) = (&asked.api.api.cors_configuration, asked.header("origin"))
    else {
        return;
    };
    let origins = cors["allowOrigins"].as_array();
    let found = origins
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .find(|one| *one == "*" || *one == origin);
    let Some(found) = found else { return };
    set(
        headers,
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        Some(found.to_owned()),
    );
    set(
        headers,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        list(&cors["exposeHeaders"]),
    );
    let credentials = (cors["allowCredentials"] == true).then(|| "true".to_owned());
    set(
        headers,
        header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        credentials,
    );
}

fn list(values: &Json) -> Option<String> {
    let values = values.as_array()?.iter().filter_map(Json::as_str);
    Some(values.collect::<Vec<_>>().join(","))
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
        headers.insert(name, value);
    }
}
