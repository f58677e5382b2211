//! From bracket to comma to bracket.

use super::block::{BLOCK, Carry, Structure};

/// Finds the brackets and commas outside strings, one after the other.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    /// Where the next block begins.
    next_block: usize,
    carry: Carry,
    /// What has not been passed of the current block.
    ahead: Structure,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            next_block: 0,
            carry: Carry::default(),
            ahead: Structure::default(),
        }
    }

    /// Whether there has been a backslash up to the current block.
    pub(super) fn has_escapes(&self) -> bool {
        self.carry.has_escapes
    }

    /// The place of the next bracket or comma.
    #[inline]
    pub(super) fn next(&mut self) -> Option<usize> {
        loop {
            let Structure {
                opens,
                closes,
                commas,
            } = self.ahead;
            let all = opens | closes | commas;
            if all != 0 {
                let rest = all & (all - 1);
                self.ahead = Structure {
                    opens: opens & rest,
                    closes: closes & rest,
                    commas: commas & rest,
                };
                return Some(self.next_block - BLOCK + all.trailing_zeros() as usize);
            }
            self.advance()?;
        }
    }

    /// As [`Cursor::next`], without passing it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<usize> {
        loop {
            let all = self.ahead.opens | self.ahead.closes | self.ahead.commas;
            if all != 0 {
                return Some(self.next_block - BLOCK + all.trailing_zeros() as usize);
            }
            self.advance()?;
        }
    }

    /// The place of the bracket that closes the container whose opening bracket was found last.
    pub(super) fn close(&mut self) -> Option<usize> {
        let mut depth = 1;
        loop {
            if let Some(bit) = self.close_in_block(&mut depth) {
                return Some(self.next_block - BLOCK + bit);
            }
            self.advance()?;
        }
    }

    #[inline]
    fn close_in_block(&mut self, depth: &mut u32) -> Option<usize> {
        let Structure {
            opens,
            mut closes,
            commas,
        } = self.ahead;
        let mut opened = 0;
        while closes != 0 {
            let below = closes ^ (closes - 1);
            let before = (opens & below).count_ones();
            *depth += before - opened;
            opened = before;
            *depth -= 1;
            if *depth == 0 {
                let left = !below;
                self.ahead = Structure {
                    opens: opens & left,
                    closes: closes & left,
                    commas: commas & left,
                };
                return Some(closes.trailing_zeros() as usize);
            }
            closes &= closes - 1;
        }
        *depth += opens.count_ones() - opened;
        None
    }

    #[inline]
    fn advance(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.next_block..)?;
        self.ahead = match rest.first_chunk::<BLOCK>() {
            Some(block) => self.carry.read(block),
            None if rest.is_empty() => return None,
            None => {
                let mut block = [b' '; BLOCK];
                block[..rest.len()].copy_from_slice(rest);
                self.carry.read(&block)
            }
        };
        self.next_block += BLOCK;
        Some(())
    }
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
        let inner = "{\"x\":[1,2]},".repeat(30);
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
