//! What 64 bytes of text hold, a bit a byte.

use wide::u8x16;

pub(super) const BLOCK: usize = 64;

/// Brackets and commas outside strings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Structure {
    pub(super) opens: u64,
    pub(super) closes: u64,
    pub(super) commas: u64,
}

/// What is carried from block to block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carry {
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escape: u64,
    /// Whether there was any backslash.
    pub(super) has_escapes: bool,
}

impl Carry {
    /// Reads the next block.
    #[inline]
    pub(super) fn read(&mut self, block: &[u8; BLOCK]) -> Structure {
        let chunks = chunks(block);
        // Square and curly brackets differ in one bit.
        let folded = chunks.map(|chunk| chunk | u8x16::splat(0x20));
        let mut quotes = mask(&chunks, b'"');
        if has(&chunks, b'\\') || self.escape != 0 {
            quotes &= !self.escaped(mask(&chunks, b'\\'));
        }
        let inside = prefix_xor(quotes) ^ self.in_string;
        self.in_string = ((inside as i64) >> 63) as u64;
        Structure {
            opens: mask(&folded, b'{') & !inside,
            closes: mask(&folded, b'}') & !inside,
            commas: mask(&chunks, b',') & !inside,
        }
    }

    /// Which bytes a backslash before them escapes.
    #[cold]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        self.has_escapes = true;
        let backslashes = backslashes & !self.escape;
        let follows = backslashes << 1 | self.escape;
        let odd_starts = backslashes & !EVEN & !follows;
        let (even_sequences, overflow) = odd_starts.overflowing_add(backslashes);
        self.escape = u64::from(overflow);
        (EVEN ^ (even_sequences << 1)) & follows
    }
}

#[inline]
fn chunks(block: &[u8; BLOCK]) -> [u8x16; 4] {
    let (chunks, _) = block.as_chunks::<16>();
    [chunks[0], chunks[1], chunks[2], chunks[3]].map(u8x16::from)
}

#[inline]
fn mask(chunks: &[u8x16; 4], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let bits = chunks.map(|chunk| u64::from(chunk.simd_eq(wanted).to_bitmask()));
    bits[0] | bits[1] << 16 | bits[2] << 32 | bits[3] << 48
}

#[inline]
fn has(chunks: &[u8x16; 4], byte: u8) -> bool {
    let wanted = u8x16::splat(byte);
    let [a, b, c, d] = chunks.map(|chunk| chunk.simd_eq(wanted));
    (a | b | c | d).to_bitmask() != 0
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

    /// One byte at a time: places of opening and closing brackets and commas.
    fn plainly(text: &[u8]) -> Vec<(usize, u8)> {
        let (mut quoted, mut escaped) = (false, false);
        let mut found = Vec::new();
        for (at, &byte) in text.iter().enumerate() {
            let was_escaped = escaped;
            escaped = byte == b'\\' && !was_escaped;
            match byte {
                b'"' if !was_escaped => quoted = !quoted,
                b'{' | b'[' | b'}' | b']' | b',' if !quoted => found.push((at, byte)),
                _ => {}
            }
        }
        found
    }

    fn by_blocks(text: &[u8]) -> Vec<(usize, u8)> {
        let mut carry = Carry::default();
        let mut found = Vec::new();
        for (number, piece) in text.chunks(BLOCK).enumerate() {
            let mut block = [b' '; BLOCK];
            block[..piece.len()].copy_from_slice(piece);
            let Structure {
                opens,
                closes,
                commas,
            } = carry.read(&block);
            for bit in (0..BLOCK).filter(|bit| (opens | closes | commas) >> bit & 1 == 1) {
                found.push((number * BLOCK + bit, block[bit]));
            }
        }
        found
    }

    proptest! {
        #[test]
        fn blocks_agree_with_single_bytes(text in r#"([\[\]{},:"\\ aé]|\\"|\\\\){0,300}"#) {
            prop_assert_eq!(by_blocks(text.as_bytes()), plainly(text.as_bytes()));
        }
    }
}
