//! The wire: the only place that sees JSON, XML, CBOR, forms and headers.
//!
//! The protocol is a property of each request, never of a service: today's AWS CLI speaks JSON to
//! CloudWatch, the Rust SDK CBOR, older clients the query protocol. [`read`] finds out who is
//! asked for what and in which protocol; the [`Exchange`] it returns writes the answer in the same.

mod cbor;
mod compression;
mod detect;
mod error;
mod json;
mod query;
mod rest;
pub mod value;

use std::borrow::Cow;

use bytes::Bytes;
use http::{Response, request};

use crate::{
    fault::Fault,
    service::{Input, Output},
};
use detect::Dialect;
pub(crate) use detect::credential;

/// A request whose body has arrived.
pub(crate) struct Incoming {
    /// Method, path and headers.
    pub head: request::Parts,
    /// The whole body, decompressed.
    pub body: Bytes,
}

/// What a request asks, and how to answer it.
pub(crate) struct Call {
    /// Signing name of the service.
    pub service: Cow<'static, str>,
    /// Operation by the name in the service's model.
    pub operation: String,
    /// Its input.
    pub input: Input,
    /// The way back.
    pub exchange: Exchange,
}

/// What a request turned out to be.
pub(crate) enum Read {
    /// An operation of a service.
    Call(Box<Call>),
    /// A request to S3, whose protocol is left to the S3 service.
    Storage,
}

/// Finds out what a request asks, whose body is at most `limit` bytes once it is unpacked. S3 keeps
/// what it gets as it is, compressed or not.
///
/// # Errors
/// The fault and the exchange to write it with, when the request is not what its protocol wants.
pub(crate) fn read(request: &mut Incoming, limit: usize) -> Result<Read, (Fault, Exchange)> {
    let mut dialect = detect::dialect(request);
    if !matches!(dialect, Dialect::Storage) && compression::is_packed(request) {
        compression::unpack(request, limit).map_err(|fault| (fault, dialect.exchange(request)))?;
        dialect = detect::dialect(request);
    }
    let request = &*request;
    match dialect {
        Dialect::Json(found) => json::read(request, found),
        Dialect::Cbor(found) => cbor::read(request, found),
        Dialect::Query(service) => query::read(request, service),
        Dialect::Rest(api) => rest::read(request, api),
        Dialect::Storage => return Ok(Read::Storage),
        Dialect::Unknown(service) => Err(rest::unknown(request, &service)),
    }
    .map(|call| Read::Call(Box::new(call)))
}

/// The answer to a request that is refused before its body has come, in the protocol of its head.
pub(crate) fn refusal(request: &Incoming, fault: Fault, request_id: &str) -> Response<Bytes> {
    let exchange = detect::dialect(request).exchange(request);
    exchange.answer(Err(fault), request_id)
}

impl Dialect {
    /// How a fault is written that keeps the request from being read any further.
    fn exchange(&self, request: &Incoming) -> Exchange {
        match self {
            Self::Json(_) => json::exchange(request),
            Self::Cbor(_) => cbor::exchange(request),
            Self::Query(service) => query::exchange(service, String::new()),
            Self::Storage => Exchange::StorageFault,
            Self::Rest(_) | Self::Unknown(_) => Exchange::RestFault,
        }
    }
}

/// How the answer to one request is written.
#[derive(Clone, Debug)]
pub(crate) enum Exchange {
    /// awsJson1.0 or 1.1.
    Json {
        /// The content type, as the request had it.
        content_type: &'static str,
        /// Whether the client wants to know the query-protocol's error codes.
        query_mode: bool,
    },
    /// Smithy RPC v2 CBOR.
    Cbor {
        /// Whether the client wants to know the query-protocol's error codes.
        query_mode: bool,
    },
    /// awsQuery.
    Query {
        /// Signing name of the service: it decides the names of XML elements.
        service: &'static str,
        /// The operation asked for.
        operation: String,
    },
    /// restJson1.
    Rest(&'static rest::Route),
    /// restJson1 with no route: for faults only.
    RestFault,
    /// S3's XML: for faults only, as the service writes all else.
    StorageFault,
}

impl Exchange {
    /// The answer of an operation.
    pub(crate) fn answer(
        &self,
        outcome: Result<Output, Fault>,
        request_id: &str,
    ) -> Response<Bytes> {
        let mut response = match outcome {
            Ok(output) => self.success(&output, request_id),
            Err(fault) => error::response(self, &fault, request_id),
        };
        if let Ok(id) = http::HeaderValue::from_str(request_id) {
            response.headers_mut().insert("x-amzn-requestid", id);
        }
        response
    }

    fn success(&self, output: &Output, request_id: &str) -> Response<Bytes> {
        match self {
            Self::Json { content_type, .. } => body(200, content_type, output.json()),
            Self::Cbor { .. } => cbor::response(200, &output.tree()),
            Self::Query { service, operation } => {
                let xml = query::success(service, operation, &output.tree(), request_id);
                body(200, "text/xml", xml)
            }
            Self::Rest(route) => rest::success(route, output),
            Self::RestFault | Self::StorageFault => body(200, "application/json", output.json()),
        }
    }
}

/// A response with a body of this type.
pub(crate) fn body(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    if let Ok(value) = http::HeaderValue::from_str(content_type) {
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, value);
    }
    response
}

fn header<'a>(request: &'a Incoming, name: &str) -> Option<&'a str> {
    request
        .head
        .headers
        .get(name)
        .and_then(|value| value.to_str().ok())
}

fn query_mode(request: &Incoming) -> bool {
    header(request, "x-amzn-query-mode") == Some("true")
}

#[cfg(test)]
mod tests;
