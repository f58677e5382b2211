//! Finding bytes, sixteen at a time.

use wide::u8x16;

/// A bit for each of sixteen bytes.
pub(super) type Mask = u32;

/// Sixteen bytes at `at`, if there are so many.
pub(super) fn chunk(bytes: &[u8], at: usize) -> Option<u8x16> {
    let sixteen: &[u8; 16] = bytes.get(at..)?.first_chunk()?;
    Some(u8x16::from(*sixteen))
}

pub(super) fn equal(chunk: u8x16, byte: u8) -> Mask {
    chunk.simd_eq(u8x16::splat(byte)).to_bitmask()
}

/// Where a string ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StringEnd {
    /// Of the closing quote.
    pub(crate) at: usize,
    pub(crate) escaped: bool,
}

/// The end of the string whose inside starts at `at`.
#[inline]
pub(crate) fn string_end(bytes: &[u8], mut at: usize) -> Option<StringEnd> {
    while let Some(chunk) = chunk(bytes, at) {
        let quotes = equal(chunk, b'"');
        let backslashes = equal(chunk, b'\\');
        if quotes | backslashes == 0 {
            at += 16;
            continue;
        }
        let first = (quotes | backslashes).trailing_zeros();
        if quotes & (1 << first) != 0 {
            return Some(StringEnd {
                at: at + first as usize,
                escaped: false,
            });
        }
        return escaped_end(bytes, at + first as usize);
    }
    let rest = bytes.get(at..)?;
    let first = rest.iter().position(|b| matches!(b, b'"' | b'\\'))?;
    match rest[first] {
        b'"' => Some(StringEnd {
            at: at + first,
            escaped: false,
        }),
        _ => escaped_end(bytes, at + first),
    }
}

/// As [`string_end`], from the first backslash on.
fn escaped_end(bytes: &[u8], mut at: usize) -> Option<StringEnd> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(StringEnd { at, escaped: true });
        }
        at += 2;
    }
}

/// The end of the number or literal that starts before `at`.
#[inline]
pub(super) fn scalar_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(chunk) = chunk(bytes, at) {
        let closes = equal(chunk | u8x16::splat(0x20), b'}');
        let spaces = chunk
            .max(u8x16::splat(b' '))
            .simd_eq(u8x16::splat(b' '))
            .to_bitmask();
        let ends = equal(chunk, b',') | closes | spaces;
        if ends != 0 {
            return at + ends.trailing_zeros() as usize;
        }
        at += 16;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|b| matches!(b, b',' | b']' | b'}' | 0..=b' '));
    at + end.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_at_their_quote() {
        for filler in 0..40 {
            let plain = format!(
                "{}\" tail that is long enough to fill a chunk",
                "x".repeat(filler)
            );
            assert_eq!(
                string_end(plain.as_bytes(), 0),
                Some(StringEnd {
                    at: filler,
                    escaped: false
                })
            );
            let escaped = format!("{}\\\"\\\\\" and so on and so on", "x".repeat(filler));
            assert_eq!(
                string_end(escaped.as_bytes(), 0),
                Some(StringEnd {
                    at: filler + 4,
                    escaped: true
                })
            );
        }
        assert_eq!(string_end(b"abc", 0), None);
        assert_eq!(string_end(b"abc\\", 0), None);
    }

    #[test]
    fn scalars_end_at_white_space_and_structure() {
        for filler in 1..40 {
            for end in [",", "]", "}", " ", "\n"] {
                let text = format!("{}{end}tail that is long enough", "1".repeat(filler));
                assert_eq!(scalar_end(text.as_bytes(), 0), filler);
            }
        }
        assert_eq!(scalar_end(b"123", 0), 3);
    }
}
