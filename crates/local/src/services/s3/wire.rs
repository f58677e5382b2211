//! Between the server's requests, whose body has arrived, and `s3s`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use s3s::{Body, service::S3Service};
use sha2::{Digest, Sha256};

use super::{chunked, messages, presigned, virtual_host};

/// Answers a request that comes at `now`, seconds since the epoch by the machine's clock.
pub(super) async fn handle(
    service: &S3Service,
    now: i64,
    request: Request<Bytes>,
) -> Response<Bytes> {
    let checked = presigned::check(request.uri(), now).and_then(|()| prepare(request));
    let request = match checked {
        Ok(request) => request.map(Body::from),
        Err(problem) => return refuse(problem),
    };
    match service.call(request).await {
        Ok(response) => messages::complete(collect(response).await),
        Err(error) => failed(&format!("{error:?}")),
    }
}

/// What a request is refused for before `s3s` sees it.
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    pub(super) status: StatusCode,
}

const INCOMPLETE: Problem = Problem {
    code: "IncompleteBody",
    message: "The request body terminated unexpectedly",
    status: StatusCode::BAD_REQUEST,
};

/// Takes the signature off, because without keys to check it with `s3s` refuses it, and the
/// chunks of a streaming signature with it.
fn prepare(request: Request<Bytes>) -> Result<Request<Bytes>, Problem> {
    let (mut head, mut body) = request.into_parts();
    head.headers.remove(header::AUTHORIZATION);
    head.uri = presigned::unsigned(&head.uri);
    virtual_host::to_path(&mut head);
    let hash = head.headers.remove("x-amz-content-sha256");
    match hash.as_ref().and_then(|value| value.to_str().ok()) {
        Some(streaming) if streaming.starts_with("STREAMING-") => {
            body = decode(&mut head.headers, &body)?;
        }
        Some(hash) if hash.len() == 64 => check_hash(hash, &body)?,
        _ => {}
    }
    Ok(Request::from_parts(head, body))
}

fn decode(headers: &mut HeaderMap, body: &Bytes) -> Result<Bytes, Problem> {
    let decoded = chunked::decode(body).ok_or(INCOMPLETE)?;
    let length = headers.get("x-amz-decoded-content-length");
    let is_whole = |length: &HeaderValue| {
        let said = length.to_str().ok().and_then(|said| said.parse().ok());
        said == Some(decoded.body.len())
    };
    if !length.is_none_or(is_whole) {
        return Err(INCOMPLETE);
    }
    for (name, value) in decoded.trailers {
        headers.insert(name, value);
    }
    let announced = headers.get_all("x-amz-trailer").into_iter();
    let mut announced = announced.filter_map(|names| names.to_str().ok());
    if !announced.all(|names| {
        names
            .split(',')
            .all(|name| headers.contains_key(name.trim()))
    }) {
        return Err(Problem {
            code: "MalformedTrailerError",
            message: "The request contained trailing data that was not well-formed or did not conform to our published schema.",
            status: StatusCode::BAD_REQUEST,
        });
    }
    headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(decoded.body.len()),
    );
    for name in ["x-amz-decoded-content-length", "x-amz-trailer"] {
        headers.remove(name);
    }
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|value| value == "aws-chunked")
    {
        headers.remove(header::CONTENT_ENCODING);
    }
    Ok(decoded.body)
}

fn check_hash(hash: &str, body: &[u8]) -> Result<(), Problem> {
    let actual: String = Sha256::digest(body)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if actual.eq_ignore_ascii_case(hash) {
        return Ok(());
    }
    Err(Problem {
        code: "XAmzContentSHA256Mismatch",
        message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
        status: StatusCode::BAD_REQUEST,
    })
}

async fn collect(response: Response<Body>) -> Response<Bytes> {
    let (head, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(head, body.to_bytes()),
        Err(error) => failed(&error.to_string()),
    }
}

fn refuse(problem: Problem) -> Response<Bytes> {
    let Problem {
        code,
        message,
        status,
    } = problem;
    xml(status, code, message)
}

fn failed(why: &str) -> Response<Bytes> {
    xml(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", why)
}

/// An error that `s3s` has no part in.
pub(super) fn xml(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    let message = quick_xml::escape::escape(message);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Error><Code>{code}</Code><Message>{message}</Message></Error>"
    );
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/xml");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
