//! What 64 bytes of text hold, a bit a byte.

use wide::u8x16;

pub(super) const BLOCK: usize = 64;

/// 64 bytes, ready to be looked at.
#[derive(Clone, Copy)]
pub(super) struct Block([u8x16; 4]);

impl Block {
    #[inline]
    pub(super) fn new(bytes: &[u8; BLOCK]) -> Self {
        let (chunks, _) = bytes.as_chunks::<16>();
        Self([chunks[0], chunks[1], chunks[2], chunks[3]].map(u8x16::from))
    }

    /// The bytes for which `wanted` answers with all ones.
    #[inline]
    fn mask(&self, wanted: impl Fn(u8x16) -> u8x16) -> u64 {
        let bits = self.0.map(|chunk| u64::from(wanted(chunk).to_bitmask()));
        bits[0] | bits[1] << 16 | bits[2] << 32 | bits[3] << 48
    }

    #[inline]
    fn equal(&self, byte: u8) -> u64 {
        self.mask(|chunk| chunk.simd_eq(u8x16::splat(byte)))
    }

    /// Brackets and commas, also those in strings; and what never stands outside strings: `|`, `\`.
    #[inline]
    pub(super) fn structure(&self) -> u64 {
        self.mask(|chunk| {
            // Square and curly brackets differ in one bit; opening and closing ones by two.
            let above = (chunk | u8x16::splat(0x20)) - u8x16::splat(b'{');
            let bracket = above.min(u8x16::splat(2)).simd_eq(above);
            bracket | chunk.simd_eq(u8x16::splat(b','))
        })
    }

    /// Opening and closing brackets, also those in strings.
    #[inline]
    pub(super) fn brackets(&self) -> (u64, u64) {
        let folded = Self(self.0.map(|chunk| chunk | u8x16::splat(0x20)));
        (folded.equal(b'{'), folded.equal(b'}'))
    }
}

/// What is carried from block to block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carry {
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escape: u64,
}

impl Carry {
    /// Which bytes of the next block are in strings.
    #[inline]
    pub(super) fn strings(&mut self, block: &Block, has_escapes: bool) -> u64 {
        let mut quotes = block.equal(b'"');
        if has_escapes {
            quotes &= !self.escaped(block.equal(b'\\'));
        }
        let inside = prefix_xor(quotes) ^ self.in_string;
        self.in_string = ((inside as i64) >> 63) as u64;
        inside
    }

    /// Which bytes a backslash before them escapes.
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let backslashes = backslashes & !self.escape;
        let follows = backslashes << 1 | self.escape;
        let odd_starts = backslashes & !EVEN & !follows;
        let (even_sequences, overflow) = odd_starts.overflowing_add(backslashes);
        self.escape = u64::from(overflow);
        (EVEN ^ (even_sequences << 1)) & follows
    }
}

/// Each bit becomes the parity of itself and the bits below it.
#[inline]
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One byte at a time: places of brackets and commas.
    fn plainly(text: &[u8]) -> Vec<usize> {
        let (mut quoted, mut escaped) = (false, false);
        let mut found = Vec::new();
        for (at, &byte) in text.iter().enumerate() {
            let was_escaped = escaped;
            escaped = byte == b'\\' && !was_escaped;
            match byte {
                b'"' if !was_escaped => quoted = !quoted,
                b'{' | b'[' | b'}' | b']' | b',' | b'\\' | b'|' if !quoted => found.push(at),
                _ => {}
            }
        }
        found
    }

    fn by_blocks(text: &[u8]) -> Vec<usize> {
        let mut carry = Carry::default();
        let mut found = Vec::new();
        for (number, piece) in text.chunks(BLOCK).enumerate() {
            let mut bytes = [b' '; BLOCK];
            bytes[..piece.len()].copy_from_slice(piece);
            let block = Block::new(&bytes);
            let structure = block.structure() & !carry.strings(&block, text.contains(&b'\\'));
            let (opens, closes) = block.brackets();
            assert_eq!((opens | closes) & !block.structure(), 0);
            found.extend(
                (0..BLOCK)
                    .filter(|bit| structure >> bit & 1 == 1)
                    .map(|bit| number * BLOCK + bit),
            );
        }
        found
    }

    proptest! {
        #[test]
        fn blocks_agree_with_single_bytes(text in r#"([\[\]{},:|"\\ aé]|\\"|\\\\){0,300}"#) {
            prop_assert_eq!(by_blocks(text.as_bytes()), plainly(text.as_bytes()));
        }
    }
}
