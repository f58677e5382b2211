//! What can be wrong with a request.

use proptest::{prelude::*, sample::Index};

use super::sample::{Frame, Sample, pack};

/// One change of a request.
#[derive(Clone, Debug)]
pub(super) enum Damage {
    /// The body ends early.
    Truncate(Index),
    /// One byte is another.
    Flip(Index, u8),
    /// Something is added in the middle.
    Insert(Index, Vec<u8>),
    /// Something is missing in the middle.
    Remove(Index, usize),
    /// The n-th text, number or name is another.
    Replace(usize, Vec<u8>),
    /// The body is something else.
    Body(Vec<u8>),
    /// A header is missing.
    DropHeader(Index),
    /// A header says something else.
    Header(&'static str, &'static str),
    /// The body is cut into chunks; what is damaged afterwards may be their frame.
    Frame(Frame),
    /// The body is packed.
    Pack,
}

/// Values that are wrong nearly everywhere.
const JUNK: &[&str] = &[
    "",
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "99999999999999999999",
    "\u{0}",
    "\u{fffd}",
    "é",
    "{",
    "}",
    "[]",
    "{}",
    "\"",
    "\\",
    "\\ud800",
    "%00",
    "%FF",
    "%",
    "&",
    "<",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "arn:aws:",
    "../..",
    "$",
    "$.",
    "*",
    "rate(0 minutes)",
    "cron(* * * * * *)",
    "a.b.c.1.d",
    "1969-01-01T00:00:00Z",
    "NaN",
];

const HEADERS: &[(&str, &str)] = &[
    ("content-type", "text/html"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("content-type", "application/json; charset=utf-7"),
    ("content-encoding", "gzip"),
    ("content-encoding", "br"),
    ("content-length", "1"),
    ("x-amz-target", "AWSEvents."),
    ("x-amz-target", "Nobody.Nothing"),
    ("x-amz-target", "PutEvents"),
    ("smithy-protocol", "rpc-v2-cbor"),
    ("smithy-protocol", "rpc-v3"),
    ("authorization", "AWS4-HMAC-SHA256 Credential=///"),
    ("authorization", "none"),
    ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
    ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
    ("x-amz-decoded-content-length", "99999999999999999999"),
    ("x-amz-decoded-content-length", "1"),
    ("x-amz-trailer", "x-amz-checksum-sha256"),
    ("x-amz-trailer", "content-length"),
    ("x-amz-checksum-crc32", "AAAA"),
    ("content-md5", "AAAA"),
    ("x-amzn-query-mode", "true"),
    ("x-amz-invocation-type", "Never"),
];

const FRAMES: &[Frame] = &[Frame::Signed, Frame::Trailer, Frame::SignedTrailer];

pub(super) fn any_damage() -> impl Strategy<Value = Damage> {
    let junk = || prop::sample::select(JUNK).prop_map(|text| text.as_bytes().to_vec());
    let bytes = || prop_oneof![1 => junk(), 1 => prop::collection::vec(any::<u8>(), 0..40)];
    prop_oneof![
        1 => any::<Index>().prop_map(Damage::Truncate),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        1 => (any::<Index>(), bytes()).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        1 => (any::<Index>(), 1..40_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        4 => (0..40_usize, bytes()).prop_map(|(at, bytes)| Damage::Replace(at, bytes)),
        1 => bytes().prop_map(Damage::Body),
        1 => any::<Index>().prop_map(Damage::DropHeader),
        1 => prop::sample::select(HEADERS).prop_map(|(name, value)| Damage::Header(name, value)),
        1 => prop::sample::select(FRAMES).prop_map(Damage::Frame),
        1 => Just(Damage::Pack),
    ]
}

impl Damage {
    pub(super) fn apply(&self, sample: &mut Sample) {
        let body = &mut sample.body;
        match self {
            Self::Truncate(at) => body.truncate(at.index(body.len() + 1)),
            Self::Flip(at, byte) if !body.is_empty() => {
                let at = at.index(body.len());
                body[at] ^= byte;
            }
            Self::Flip(..) => {}
            Self::Insert(at, bytes) => {
                let at = at.index(body.len() + 1);
                body.splice(at..at, bytes.iter().copied());
            }
            Self::Remove(at, length) => {
                let from = at.index(body.len() + 1);
                body.drain(from..(from + length).min(body.len()));
            }
            Self::Replace(at, bytes) => replace(body, *at, bytes),
            Self::Body(bytes) => body.clone_from(bytes),
            Self::DropHeader(at) => {
                if !sample.headers.is_empty() {
                    sample.headers.remove(at.index(sample.headers.len()));
                }
            }
            Self::Header(name, value) => sample.set(name, value),
            Self::Frame(frame) => frame.put_around(sample),
            Self::Pack => pack(sample),
        }
    }
}

/// How many texts, numbers and names a body has.
pub(super) fn places(body: &[u8]) -> usize {
    spans(body).len()
}

fn replace(body: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let spans = spans(body);
    if let Some(span) = spans.get(at % spans.len().max(1)) {
        body.splice(span.clone(), bytes.iter().copied());
    }
}

/// What stands between the punctuation of JSON, forms and XML.
fn spans(body: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut spans = Vec::new();
    let mut from = 0;
    for (at, byte) in body.iter().chain(b"\"").enumerate() {
        if b"\"=&,:{}[]<>".contains(byte) {
            if from < at {
                spans.push(from..at);
            }
            from = at + 1;
        }
    }
    spans
}
