//! The end of a prefix, to tell most texts apart without looking at the prefix itself.

/// Length and last bytes of a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tail {
    /// The last four bytes, zeros before them if there are fewer.
    bytes: [u8; 4],
    length: u32,
}

impl Tail {
    pub(super) fn of(prefix: &[u8]) -> Self {
        Self {
            bytes: last(prefix),
            length: prefix.len() as u32,
        }
    }

    /// Whether a text can begin with the prefix.
    #[inline]
    pub(super) fn fits(self, text: &[u8]) -> bool {
        text.get(..self.length as usize)
            .is_some_and(|head| last(head) == self.bytes)
    }
}

#[inline]
fn last(text: &[u8]) -> [u8; 4] {
    match text.last_chunk() {
        Some(four) => *four,
        None => {
            let mut bytes = [0; 4];
            bytes[4 - text.len()..].copy_from_slice(text);
            bytes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_begins_with_the_prefix_fits() {
        for prefix in ["", "a", "abcd", "abcdefgh"] {
            let tail = Tail::of(prefix.as_bytes());
            assert!(tail.fits(format!("{prefix}xyz").as_bytes()), "{prefix}");
            assert!(
                prefix.is_empty() || !tail.fits(&b"zzzzzzzzz"[..prefix.len()]),
                "{prefix}"
            );
        }
    }
}
