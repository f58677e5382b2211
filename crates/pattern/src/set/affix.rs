//! Parts of texts: prefixes, suffixes and whole texts, ignoring case or not.

use super::symbols::{SymbolId, Symbols};

/// Which part of a text is compared, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) side: Side,
    /// Ignoring the case of ASCII letters; what is looked for is in lower case then.
    pub(super) fold: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Start,
    End,
    Whole,
}

/// A text that a value must begin with, end with or be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Affix {
    pub(super) shape: Shape,
    pub(super) symbol: SymbolId,
}

impl Shape {
    /// The part of `text` that has this length.
    #[inline]
    pub(super) fn part(self, text: &[u8], length: usize) -> Option<&[u8]> {
        match self.side {
            Side::Start => text.get(..length),
            Side::End => text.get(text.len().checked_sub(length)?..),
            Side::Whole => (text.len() == length).then_some(text),
        }
    }

    #[inline]
    pub(super) fn same(self, part: &[u8], wanted: &[u8]) -> bool {
        if self.fold {
            part.eq_ignore_ascii_case(wanted)
        } else {
            part == wanted
        }
    }
}

impl Affix {
    /// Counts a use of the text, which is to be given back to `symbols`.
    pub(super) fn new(side: Side, fold: bool, text: &str, symbols: &mut Symbols) -> Self {
        let shape = Shape { side, fold };
        let symbol = if fold {
            symbols.add(text.to_ascii_lowercase().as_bytes())
        } else {
            symbols.add(text.as_bytes())
        };
        Self { shape, symbol }
    }

    #[inline]
    pub(super) fn fits(self, text: &[u8], symbols: &Symbols) -> bool {
        let wanted = symbols.text(self.symbol);
        self.shape
            .part(text, wanted.len())
            .is_some_and(|part| self.shape.same(part, wanted))
    }
}

/// The end of an affix, to tell most texts apart without looking at the affix itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tail {
    /// The last four bytes, zeros before them if there are fewer.
    bytes: [u8; 4],
    length: u32,
}

impl Tail {
    pub(super) fn of(affix: &[u8]) -> Self {
        Self {
            bytes: last(affix),
            length: affix.len() as u32,
        }
    }

    /// Whether a text can have the affix.
    #[inline]
    pub(super) fn fits(self, shape: Shape, text: &[u8]) -> bool {
        let Some(part) = shape.part(text, self.length as usize) else {
            return false;
        };
        let mut bytes = last(part);
        if shape.fold {
            bytes.make_ascii_lowercase();
        }
        bytes == self.bytes
    }

    /// Whether there is no more to the affix.
    #[inline]
    pub(super) fn is_all(self) -> bool {
        self.length <= 4
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

    fn shapes() -> impl Iterator<Item = Shape> {
        let sides = [Side::Start, Side::End, Side::Whole].into_iter();
        sides.flat_map(|side| [true, false].map(|fold| Shape { side, fold }))
    }

    #[test]
    fn each_side_has_its_part() {
        let part = |side| Shape { side, fold: false }.part(b"abc", 2);
        assert_eq!(part(Side::Start), Some(&b"ab"[..]));
        assert_eq!(part(Side::End), Some(&b"bc"[..]));
        assert_eq!(part(Side::Whole), None);
    }

    #[test]
    fn whatever_has_the_affix_has_its_tail() {
        for shape in shapes() {
            for affix in ["", "a", "abcd", "abcdefgh"] {
                let tail = Tail::of(affix.as_bytes());
                let text = if shape.fold {
                    affix.to_uppercase()
                } else {
                    affix.into()
                };
                assert!(tail.fits(shape, text.as_bytes()), "{affix}");
                let other = "z".repeat(affix.len());
                assert!(affix.is_empty() || !tail.fits(shape, other.as_bytes()));
            }
        }
    }
}
