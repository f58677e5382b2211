//! A request, and how each kind of it is written.

use std::{fmt, io::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;

/// A request.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) headers: Vec<(&'static str, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Sample {
    /// Sets a header.
    pub(super) fn set(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.as_bytes().to_vec()));
    }
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        for (name, value) in &self.headers {
            write!(f, "\n{name}: {}", value.escape_ascii())?;
        }
        write!(f, "\n\n{}", self.body.escape_ascii())
    }
}

/// How a sample is written.
pub(super) enum Kind {
    /// Target and body.
    Json(&'static str, &'static str),
    /// A form.
    Form(&'static str),
    /// Path and a body that is sent as CBOR.
    Cbor(&'static str, &'static str),
    /// Signing name, method, path, body.
    Rest(&'static str, &'static str, &'static str, &'static str),
    /// Path and body of an S3 request, as some clients frame it.
    Framed(Frame, &'static str, &'static str),
    /// Target and body, which is sent packed.
    Packed(&'static str, &'static str),
}

/// How a body is cut into chunks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Frame {
    /// Every chunk has a signature.
    Signed,
    /// A checksum follows the chunks.
    Trailer,
    /// A checksum follows the chunks, and its signature.
    SignedTrailer,
}

use Kind::{Cbor, Form, Framed, Json, Packed, Rest};

pub(super) fn sample(kind: &Kind) -> Sample {
    let owned = |name, value: &str| (name, value.as_bytes().to_vec());
    match *kind {
        Json(target, body) => Sample {
            method: "POST",
            path: "/",
            headers: vec![
                owned("x-amz-target", target),
                owned("content-type", "application/x-amz-json-1.1"),
            ],
            body: body.into(),
        },
        Form(body) => Sample {
            method: "POST",
            path: "/",
            headers: vec![owned(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )],
            body: body.into(),
        },
        Cbor(path, body) => Sample {
            method: "POST",
            path,
            headers: vec![
                owned("smithy-protocol", "rpc-v2-cbor"),
                owned("content-type", "application/cbor"),
            ],
            body: cbor(body),
        },
        Rest(service, method, path, body) => Sample {
            method,
            path,
            headers: vec![authorization(service)],
            body: body.into(),
        },
        Framed(frame, path, body) => {
            let mut sample = Sample {
                method: "PUT",
                path,
                headers: vec![authorization("s3")],
                body: body.into(),
            };
            frame.put_around(&mut sample);
            sample
        }
        Packed(target, body) => {
            let mut sample = sample(&Json(target, body));
            pack(&mut sample);
            sample
        }
    }
}

fn authorization(service: &str) -> (&'static str, Vec<u8>) {
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    );
    ("authorization", scope.into_bytes())
}

impl Frame {
    /// Cuts the body into two chunks, as `aws-chunked` has them.
    pub(super) fn put_around(self, sample: &mut Sample) {
        let (is_signed, has_trailer) = match self {
            Self::Signed => (true, false),
            Self::Trailer => (false, true),
            Self::SignedTrailer => (true, true),
        };
        let signature = "0".repeat(64);
        let size_line = |size: usize| match is_signed {
            true => format!("{size:x};chunk-signature={signature}\r\n"),
            false => format!("{size:x}\r\n"),
        };
        let length = sample.body.len();
        let mut framed = Vec::new();
        for chunk in sample.body.chunks(length.div_ceil(2).max(1)) {
            framed.extend_from_slice(size_line(chunk.len()).as_bytes());
            framed.extend_from_slice(chunk);
            framed.extend_from_slice(b"\r\n");
        }
        framed.extend_from_slice(size_line(0).as_bytes());
        if has_trailer {
            let checksum = crc32fast::hash(&sample.body).to_be_bytes();
            let checksum = STANDARD.encode(checksum);
            framed.extend_from_slice(format!("x-amz-checksum-crc32:{checksum}\r\n").as_bytes());
            sample.set("x-amz-trailer", "x-amz-checksum-crc32");
        }
        if is_signed && has_trailer {
            let line = format!("x-amz-trailer-signature:{signature}\r\n");
            framed.extend_from_slice(line.as_bytes());
        }
        framed.extend_from_slice(b"\r\n");
        sample.body = framed;
        let hash = match self {
            Self::Signed => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            Self::Trailer => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Self::SignedTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        };
        sample.set("x-amz-content-sha256", hash);
        sample.set("content-encoding", "aws-chunked");
        sample.set("x-amz-decoded-content-length", &length.to_string());
    }
}

/// Packs the body with gzip.
pub(super) fn pack(sample: &mut Sample) {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(&sample.body);
    sample.body = packed.and_then(|()| encoder.finish()).unwrap();
    sample.set("content-encoding", "gzip");
}

/// JSON as CBOR.
fn cbor(text: &str) -> Vec<u8> {
    let mut encoder = minicbor::Encoder::new(Vec::new());
    write(
        &mut encoder,
        &serde_json::from_str(text).unwrap_or(json!({})),
    );
    encoder.into_writer()
}

fn write(encoder: &mut minicbor::Encoder<Vec<u8>>, value: &serde_json::Value) {
    use serde_json::Value as V;
    match value {
        V::Null => drop(encoder.null()),
        V::Bool(flag) => drop(encoder.bool(*flag)),
        V::Number(number) => match number.as_i64() {
            Some(whole) => drop(encoder.i64(whole)),
            None => drop(encoder.f64(number.as_f64().unwrap_or_default())),
        },
        V::String(text) => drop(encoder.str(text)),
        V::Array(items) => {
            drop(encoder.array(items.len() as u64));
            items.iter().for_each(|item| write(encoder, item));
        }
        V::Object(members) => {
            drop(encoder.map(members.len() as u64));
            for (key, item) in members {
                drop(encoder.str(key));
                write(encoder, item);
            }
        }
    }
}
