//! Skipping whole objects and arrays, 64 bytes at a time.

use super::bytes::chunk;
use wide::u8x16;

/// The place after the bracket that closes the container whose inside starts at `at`.
pub(super) fn container_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut state = State {
        depth: 1,
        in_string: 0,
        escape: 0,
    };
    while let Some(block) = Block::read(bytes, at) {
        if let Some(end) = state.block(&block) {
            return Some(at + end + 1);
        }
        at += 64;
    }
    state.rest(bytes, at)
}

/// What 64 bytes hold, a bit a byte.
struct Block {
    quotes: u64,
    backslashes: u64,
    opens: u64,
    closes: u64,
}

impl Block {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let chunks = [
            chunk(bytes, at)?,
            chunk(bytes, at + 16)?,
            chunk(bytes, at + 32)?,
            chunk(bytes, at + 48)?,
        ];
        // Square and curly brackets differ in one bit.
        let folded = chunks.map(|chunk| chunk | u8x16::splat(0x20));
        Some(Self {
            quotes: mask(&chunks, b'"'),
            backslashes: mask(&chunks, b'\\'),
            opens: mask(&folded, b'{'),
            closes: mask(&folded, b'}'),
        })
    }
}

fn mask(chunks: &[u8x16; 4], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let bits = chunks.map(|chunk| u64::from(chunk.simd_eq(wanted).to_bitmask()));
    bits[0] | bits[1] << 16 | bits[2] << 32 | bits[3] << 48
}

struct State {
    depth: u32,
    /// All ones inside a string.
    in_string: u64,
    /// One if the next byte is escaped.
    escape: u64,
}

impl State {
    /// Where the container ends in the block, if it does.
    fn block(&mut self, block: &Block) -> Option<usize> {
        let (mut opens, mut closes) = (block.opens, block.closes);
        let mut quotes = block.quotes;
        if block.backslashes | self.escape != 0 {
            quotes &= !self.escaped(block.backslashes);
        }
        if quotes | self.in_string != 0 {
            let inside = prefix_xor(quotes) ^ self.in_string;
            self.in_string = ((inside as i64) >> 63) as u64;
            opens &= !inside;
            closes &= !inside;
        }
        if closes == 0 {
            self.depth += opens.count_ones();
            return None;
        }
        self.close(opens, closes)
    }

    fn close(&mut self, opens: u64, mut closes: u64) -> Option<usize> {
        let mut opened = 0;
        while closes != 0 {
            let bit = closes & closes.wrapping_neg();
            let before = (opens & (bit - 1)).count_ones();
            self.depth += before - opened;
            opened = before;
            self.depth -= 1;
            if self.depth == 0 {
                return Some(bit.trailing_zeros() as usize);
            }
            closes &= closes - 1;
        }
        self.depth += opens.count_ones() - opened;
        None
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

    /// The last bytes, one by one.
    fn rest(mut self, bytes: &[u8], from: usize) -> Option<usize> {
        let mut quoted = self.in_string != 0;
        let mut escaped = self.escape != 0;
        for (at, &byte) in bytes.iter().enumerate().skip(from) {
            if std::mem::take(&mut escaped) && matches!(byte, b'"' | b'\\') {
                continue;
            }
            match byte {
                b'\\' => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => self.depth += 1,
                b'}' | b']' if !quoted => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Each bit becomes the parity of itself and the bits below it.
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

    /// One byte at a time.
    fn plainly(bytes: &[u8]) -> Option<usize> {
        State {
            depth: 1,
            in_string: 0,
            escape: 0,
        }
        .rest(bytes, 0)
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        let text = format!(r#"{{"a":"]}}\"]","b":[{}1]}}]tail"#, " ".repeat(100));
        assert_eq!(container_end(text.as_bytes(), 0), Some(text.len() - 4));
    }

    proptest! {
        #[test]
        fn blocks_agree_with_single_bytes(text in r#"([\[\]{}"\\ a]|\\"|\\\\){0,300}"#) {
            prop_assert_eq!(container_end(text.as_bytes(), 0), plainly(text.as_bytes()));
        }
    }
}
