//! Between the server's requests, whose body has arrived, and `s3s`.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri, header};
use http_body_util::BodyExt;
use s3s::{Body, service::S3Service};
use sha2::{Digest, Sha256};

use super::chunked;

pub(super) async fn handle(service: &S3Service, request: Request<Bytes>) -> Response<Bytes> {
    let request = match prepare(request) {
        Ok(request) => request.map(Body::from),
        Err(problem) => return refuse(problem),
    };
    match service.call(request).await {
        Ok(response) => collect(response).await,
        Err(error) => failed(&format!("{error:?}")),
    }
}

/// What a body is refused for before `s3s` sees it.
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

/// Takes the signature off, because without keys to check it with `s3s` refuses it, and the
/// chunks of a streaming signature with it.
fn prepare(request: Request<Bytes>) -> Result<Request<Bytes>, Problem> {
    let (mut head, mut body) = request.into_parts();
    head.headers.remove(header::AUTHORIZATION);
    head.uri = unsigned(&head.uri);
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
    let decoded = chunked::decode(body).ok_or(Problem {
        code: "IncompleteBody",
        message: "The request body terminated unexpectedly",
    })?;
    for (name, value) in decoded.trailers {
        headers.insert(name, value);
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
    })
}

/// The address without what a presigned URL adds.
fn unsigned(uri: &Uri) -> Uri {
    const SIGNATURE: &[&str] = &[
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
        "X-Amz-Security-Token",
        "AWSAccessKeyId",
        "Signature",
        "Expires",
    ];
    let Some(query) = uri.query() else {
        return uri.clone();
    };
    let name = |pair: &&str| pair.split('=').next().unwrap_or_default().to_owned();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !SIGNATURE.contains(&name(pair).as_str()))
        .collect();
    let path = uri.path();
    let address = if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    };
    address.parse().unwrap_or_else(|_| uri.clone())
}

async fn collect(response: Response<Body>) -> Response<Bytes> {
    let (head, body) = response.into_parts();
    match body.collect().await {
        Ok(body) => Response::from_parts(head, body.to_bytes()),
        Err(error) => failed(&error.to_string()),
    }
}

fn refuse(problem: Problem) -> Response<Bytes> {
    let Problem { code, message } = problem;
    xml(StatusCode::BAD_REQUEST, code, message)
}

fn failed(why: &str) -> Response<Bytes> {
    xml(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", why)
}

fn xml(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
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
