//! `Content-Encoding: gzip`, which SDKs use for large PutMetricData requests.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::header::CONTENT_ENCODING;

use super::{Incoming, header};
use crate::fault::Fault;

/// Whether the body says that it is compressed.
pub(super) fn is_packed(request: &Incoming) -> bool {
    header(request, CONTENT_ENCODING.as_str()) == Some("gzip")
}

/// Makes the body what it was before compression; at most `limit` bytes of it.
///
/// # Errors
/// When the body is not what its header says, or would be larger than the limit.
pub(super) fn unpack(request: &mut Incoming, limit: usize) -> Result<(), Fault> {
    let mut plain = Vec::new();
    GzDecoder::new(request.body.as_ref())
        .take(limit as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(|error| Fault::serialization(format!("The body is not gzip: {error}.")))?;
    if plain.len() > limit {
        let text = format!("The body is larger than {limit} bytes.");
        return Err(Fault::new("RequestEntityTooLargeException", text).with_status(413));
    }
    request.head.headers.remove(CONTENT_ENCODING);
    request.body = Bytes::from(plain);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzipped(plain: &[u8]) -> Incoming {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).unwrap();
        let request = http::Request::builder()
            .header(CONTENT_ENCODING, "gzip")
            .body(())
            .unwrap();
        Incoming {
            head: request.into_parts().0,
            body: encoder.finish().unwrap().into(),
        }
    }

    #[test]
    fn a_gzipped_body_is_unpacked() {
        let mut request = gzipped(b"plain");
        unpack(&mut request, 5).unwrap();
        assert_eq!(request.body.as_ref(), b"plain");
        assert!(!is_packed(&request));
    }

    #[test]
    fn a_bomb_is_refused() {
        let fault = unpack(&mut gzipped(&[0; 10_000]), 9_999).unwrap_err();
        assert_eq!(fault.status, 413);
    }

    #[test]
    fn what_is_not_gzip_is_refused() {
        let mut request = gzipped(b"");
        request.body = Bytes::from_static(b"plain");
        let fault = unpack(&mut request, 10).unwrap_err();
        assert_eq!(fault.code, "SerializationException");
    }
}
