//! From bracket to comma to bracket.

use super::block::{BLOCK, Block, Carry};

/// Finds the brackets and commas outside strings, one after the other.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    has_escapes: bool,
    carry: Carry,
    /// Where the next block begins.
    next_block: usize,
    /// Which bytes of the current block are in strings.
    inside: u64,
    /// The brackets and commas of the current block that have not been passed.
    ahead: u64,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let has_escapes = memchr::memchr(b'\\', bytes).is_some();
        Self {
            bytes,
            has_escapes,
            carry: Carry::default(),
            next_block: 0,
            inside: 0,
            ahead: 0,
        }
    }

    /// Whether there is a backslash anywhere.
    pub(super) fn has_escapes(&self) -> bool {
        self.has_escapes
    }

    /// The place of the next bracket or comma.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<usize> {
        let at = self.peek()?;
        self.ahead &= self.ahead - 1;
        Some(at)
    }

    /// As [`Cursor::next`], without passing it.
    #[inline(always)]
    pub(super) fn peek(&mut self) -> Option<usize> {
        if self.ahead == 0 {
            self.refill()?;
        }
        Some(self.next_block - BLOCK + self.ahead.trailing_zeros() as usize)
    }

    /// Goes on to the next block that has brackets or commas.
    #[inline(never)]
    fn refill(&mut self) -> Option<()> {
        while self.ahead == 0 {
            let block = self.advance()?;
            self.ahead = block.structure() & !self.inside;
        }
        Some(())
    }

    /// The place of the bracket that closes the container whose opening bracket was found last.
    pub(super) fn close(&mut self) -> Option<usize> {
        let mut depth = 1;
        if let Some(mut block) = self.current() {
            let mut left = self.ahead;
            loop {
                if let Some(bit) = close_in_block(&block, left, &mut depth) {
                    let passed = 2u64.wrapping_shl(bit).wrapping_sub(1);
                    self.ahead = block.structure() & left & !passed;
                    return Some(self.next_block - BLOCK + bit as usize);
                }
                block = self.advance()?;
                left = !self.inside;
            }
        }
        None
    }

    fn current(&self) -> Option<Block> {
        block_at(self.bytes, self.next_block.checked_sub(BLOCK)?)
    }

    /// Goes to the next block.
    #[inline]
    fn advance(&mut self) -> Option<Block> {
        let block = block_at(self.bytes, self.next_block)?;
        self.inside = self.carry.strings(&block, self.has_escapes);
        self.next_block += BLOCK;
        Some(block)
    }
}

/// Where the container ends among the bytes that are `left` of the block, if it does.
#[inline]
fn close_in_block(block: &Block, left: u64, depth: &mut u32) -> Option<u32> {
    let (opens, closes) = block.brackets();
    let mut brackets = (opens | closes) & left;
    while brackets != 0 {
        let bit = brackets.trailing_zeros();
        let opening = (opens >> bit & 1) as u32;
        *depth = *depth + 2 * opening - 1;
        if *depth == 0 {
            return Some(bit);
        }
        brackets &= brackets - 1;
    }
    None
}

/// The last block is filled up with spaces.
#[inline]
fn block_at(bytes: &[u8], at: usize) -> Option<Block> {
    let rest = bytes.get(at..)?;
    match rest.first_chunk() {
        Some(bytes) => Some(Block::new(bytes)),
        None => last_block(rest),
    }
}

fn last_block(rest: &[u8]) -> Option<Block> {
    let mut bytes = [b' '; BLOCK];
    bytes[..rest.len()].copy_from_slice(rest);
    (!rest.is_empty()).then(|| Block::new(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_once() {
        let text = r#"{"a,":[1,"]"],"b":{}}"#;
        let mut cursor = Cursor::new(text.as_bytes());
        let places: Vec<usize> = std::iter::from_fn(|| cursor.next()).collect();
        let found: String = places
            .iter()
            .map(|at| char::from(text.as_bytes()[*at]))
            .collect();
        assert_eq!(found, "{[,],{}}");
    }

    #[test]
    fn containers_are_skipped_over_blocks() {
        for filler in 0..130 {
            let inner = "{\"x\":[1,2]},".repeat(filler);
            let text = format!("[{inner}0],[[]]");
            let mut cursor = Cursor::new(text.as_bytes());
            assert_eq!(cursor.next(), Some(0));
            assert_eq!(cursor.close(), Some(inner.len() + 2));
            assert_eq!(cursor.next(), Some(inner.len() + 3));
            assert_eq!(cursor.next(), Some(inner.len() + 4));
            assert_eq!(cursor.close(), Some(inner.len() + 7));
            assert_eq!(cursor.close(), None);
        }
    }
}
