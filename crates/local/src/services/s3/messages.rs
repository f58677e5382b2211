//! The texts of errors that `s3s` answers with a code alone.

use bytes::Bytes;
use http::{HeaderValue, Response, header};

/// By code, as S3 words them.
const TEXTS: &[(&str, &str)] = &[
    (
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
    ),
    (
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
    ),
    (
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    ),
    (
        "InternalError",
        "We encountered an internal error. Please try again.",
    ),
    ("InvalidArgument", "Invalid Argument"),
    ("InvalidBucketName", "The specified bucket is not valid."),
    (
        "InvalidDigest",
        "The Content-MD5 you specified is not valid.",
    ),
    ("InvalidPolicyDocument", "Invalid Policy: Invalid JSON."),
    ("InvalidRange", "The requested range is not satisfiable"),
    ("InvalidRequest", "Invalid Request"),
    ("InvalidURI", "Couldn't parse the specified URI."),
    ("KeyTooLongError", "Your key is too long"),
    (
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
    ),
    (
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    ),
    ("MaxMessageLengthExceeded", "Your request was too big."),
    (
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
    ),
    (
        "MissingContentLength",
        "You must provide the Content-Length HTTP header.",
    ),
    ("MissingRequestBodyError", "Request Body is empty"),
    (
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    ),
];

/// The answer with the text of its code, where it has none.
pub(super) fn complete(answer: Response<Bytes>) -> Response<Bytes> {
    match completed(answer.body()) {
        Some(text) if !answer.status().is_success() => replaced(answer, text),
        _ => answer,
    }
}

fn completed(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (before, rest) = text.split_once("<Error><Code>")?;
    let (code, after) = rest.split_once("</Code>")?;
    if after.starts_with("<Message>") {
        return None;
    }
    let (_, message) = TEXTS.iter().find(|(known, _)| *known == code)?;
    let message = quick_xml::escape::escape(*message);
    Some(format!(
        "{before}<Error><Code>{code}</Code><Message>{message}</Message>{after}"
    ))
}

fn replaced(answer: Response<Bytes>, text: String) -> Response<Bytes> {
    let (mut head, _) = answer.into_parts();
    if head.headers.contains_key(header::CONTENT_LENGTH) {
        let length = HeaderValue::from(text.len());
        head.headers.insert(header::CONTENT_LENGTH, length);
    }
    Response::from_parts(head, Bytes::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_alone_gets_its_text_and_a_text_is_left() {
        let text = "<?xml?><Error><Code>InvalidURI</Code></Error>";
        let full = completed(text.as_bytes()).unwrap();
        assert!(
            full.contains(
                "</Code><Message>Couldn&apos;t parse the specified URI.</Message></Error>"
            ),
            "{full}"
        );
        assert_eq!(completed(full.as_bytes()), None);
        assert_eq!(completed(b"an object"), None);
    }
}
