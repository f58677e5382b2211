//! `aws-chunked` bodies: `SIZE;chunk-signature=…\r\n`, the bytes, `\r\n`, and after the chunk of
//! size 0 the trailing headers. Signatures are not looked at.

use bytes::{Bytes, BytesMut};
use http::{HeaderName, HeaderValue};

/// A body without its chunks.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) body: Bytes,
    pub(super) trailers: Vec<(HeaderName, HeaderValue)>,
}

/// Takes the chunks apart; `None` when one is cut short.
pub(super) fn decode(mut rest: &[u8]) -> Option<Decoded> {
    let mut body = BytesMut::with_capacity(rest.len());
    loop {
        let size = usize::from_str_radix(size_of(line(&mut rest)?), 16).ok()?;
        if size == 0 {
            break;
        }
        let (chunk, after) = rest.split_at_checked(size)?;
        body.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n")?;
    }
    Some(Decoded {
        body: body.freeze(),
        trailers: trailers(rest),
    })
}

fn size_of(header: &str) -> &str {
    header.split(';').next().unwrap_or(header).trim()
}

fn line<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
    let text = std::str::from_utf8(&rest[..end]).ok()?;
    *rest = &rest[end + 2..];
    Some(text)
}

fn trailers(mut rest: &[u8]) -> Vec<(HeaderName, HeaderValue)> {
    let mut found = Vec::new();
    while let Some(text) = line(&mut rest) {
        let header = text.split_once(':').and_then(|(name, value)| {
            let name: HeaderName = name.trim().parse().ok()?;
            Some((name, value.trim().parse().ok()?))
        });
        // Nothing else is a trailer: the request was checked by its other headers before.
        let is_checksum =
            |(name, _): &(HeaderName, _)| name.as_str().starts_with("x-amz-checksum-");
        found.extend(header.filter(is_checksum));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_and_trailers_are_taken_apart() {
        let body =
            b"3;chunk-signature=aa\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:abcd==\r\n\r\n";
        let decoded = decode(body).unwrap();
        assert_eq!(decoded.body, "abcde");
        assert_eq!(decoded.trailers[0].0, "x-amz-checksum-crc32");
    }

    #[test]
    fn a_trailer_is_a_checksum_and_no_other_header() {
        let decoded = decode(b"0\r\nx-amz-copy-source:/a/b\r\ncontent-length:9\r\n\r\n");
        assert!(decoded.unwrap().trailers.is_empty());
    }

    #[test]
    fn a_body_cut_short_is_noticed() {
        assert!(decode(b"5\r\nabc").is_none());
        assert!(decode(b"3\r\nabc\r\n").is_none());
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_taken_without_a_panic(body: Vec<u8>) {
            let _ = decode(&body);
        }
    }
}
