//! Which service, in which protocol.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{Incoming, header, rest};

/// The protocol of a request, with as much as the envelope says.
pub(super) enum Dialect {
    Json(Target),
    Cbor(Target),
    Query(Service),
    Rest(&'static rest::Api),
    Storage,
    /// A REST service that is not emulated.
    Unknown(Service),
}

/// A service by its signing name; one that is not known, by the name that the request has.
pub(super) type Service = Cow<'static, str>;

/// Service and operation, where the envelope names both.
pub(super) struct Target {
    pub(super) service: Service,
    pub(super) operation: String,
}

/// Signing name and the prefix of `X-Amz-Target`, or of the path in RPC v2.
const TARGETS: &[(&str, &str)] = &[
    ("events", "AWSEvents"),
    ("sqs", "AmazonSQS"),
    ("logs", "Logs_20140328"),
    ("monitoring", "GraniteServiceVersion20100801"),
    ("dynamodb", "DynamoDB_20120810"),
    ("dynamodbstreams", "DynamoDBStreams_20120810"),
    ("ssm", "AmazonSSM"),
    ("secretsmanager", "secretsmanager"),
    ("states", "AWSStepFunctions"),
    ("kinesis", "Kinesis_20131202"),
    ("kms", "TrentService"),
];

/// Services that have a query protocol, with the API version that every such request names.
const QUERY: &[(&str, &str)] = &[
    ("cloudformation", "2010-05-15"),
    ("sts", "2011-06-15"),
    ("iam", "2010-05-08"),
    ("sns", "2010-03-31"),
    ("sqs", "2012-11-05"),
    ("monitoring", "2010-08-01"),
];

pub(super) fn dialect(request: &Incoming) -> Dialect {
    if let Some(found) = cbor_target(request) {
        return Dialect::Cbor(found);
    }
    if let Some(found) = json_target(request) {
        return Dialect::Json(found);
    }
    if is_query(request) {
        return Dialect::Query(query_service(request));
    }
    let signed = scope(request);
    match (rest::api(signed, request.head.uri.path()), signed) {
        (Some(api), _) => Dialect::Rest(api),
        (None, None | Some("s3")) => Dialect::Storage,
        (None, Some(other)) => Dialect::Unknown(Cow::Owned(other.to_owned())),
    }
}

/// `/service/GraniteServiceVersion20100801/operation/PutMetricData`
fn cbor_target(request: &Incoming) -> Option<Target> {
    header(request, "smithy-protocol").filter(|name| *name == "rpc-v2-cbor")?;
    let path = request.head.uri.path().strip_prefix("/service/")?;
    let (prefix, operation) = path.split_once("/operation/")?;
    Some(Target {
        service: service_of(prefix, request),
        operation: operation.to_owned(),
    })
}

fn json_target(request: &Incoming) -> Option<Target> {
    let (prefix, operation) = header(request, "x-amz-target")?.split_once('.')?;
    Some(Target {
        service: service_of(prefix, request),
        operation: operation.to_owned(),
    })
}

fn service_of(prefix: &str, request: &Incoming) -> Service {
    match TARGETS.iter().find(|(_, known)| *known == prefix) {
        Some((service, _)) => Cow::Borrowed(service),
        None => Cow::Owned(scope(request).unwrap_or(prefix).to_owned()),
    }
}

fn is_query(request: &Incoming) -> bool {
    let form = header(request, "content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let asked = request
        .head
        .uri
        .query()
        .is_some_and(|query| query.split('&').any(|pair| pair.starts_with("Action=")));
    asked || (form && request.head.method == http::Method::POST)
}

fn query_service(request: &Incoming) -> Service {
    let signed = scope(request);
    let by_scope = signed
        .and_then(|scope| QUERY.iter().find(|(service, _)| *service == scope))
        .map(|(service, _)| *service);
    match by_scope.or_else(|| query_service_by_version(request)) {
        Some(service) => Cow::Borrowed(service),
        None => Cow::Owned(signed.unwrap_or("unknown").to_owned()),
    }
}

fn query_service_by_version(request: &Incoming) -> Option<&'static str> {
    let in_url = request.head.uri.query().unwrap_or_default();
    let in_body = std::str::from_utf8(&request.body).unwrap_or_default();
    let version = in_url
        .split('&')
        .chain(in_body.split('&'))
        .find_map(|pair| pair.strip_prefix("Version="))?;
    let version = percent_decode_str(version).decode_utf8().ok()?;
    QUERY
        .iter()
        .find(|(_, known)| *known == version)
        .map(|(service, _)| *service)
}

/// The service in the credential scope of the signature, in the header or, presigned, in the URL:
/// `Credential=AKID/20261121/us-east-1/sqs/aws4_request`.
pub(super) fn scope(request: &Incoming) -> Option<&str> {
    credential(request).and_then(|parts| parts.service)
}

/// The parts of the credential scope that matter here.
pub(crate) struct Credential<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) service: Option<&'a str>,
}

pub(crate) fn credential(request: &Incoming) -> Option<Credential<'_>> {
    let from_header = header(request, "authorization")
        .and_then(|value| value.split_once("Credential="))
        .map(|(_, rest)| rest.split(',').next().unwrap_or(rest));
    let presigned = || {
        let query = request.head.uri.query()?;
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix("X-Amz-Credential="))
    };
    let text = from_header.or_else(presigned)?;
    let mut parts = if text.contains('/') {
        text.split("/")
    } else {
        text.split("%2F")
    };
    let access_key = parts.next()?;
    let region = parts.nth(1);
    Some(Credential {
        access_key,
        region,
        service: parts.next(),
    })
}
