//! Affixes of one shape: which does a text have?
//!
//! One hash table for all of them. While a text is hashed byte by byte, from the side where the
//! affixes are, the table is asked at every length that some affix has.

use super::affix::{Shape, Side};
use super::symbols::{SymbolId, Symbols};
use hashbrown::HashTable;

#[derive(Debug, Clone)]
pub(super) struct Affixes<T> {
    shape: Shape,
    table: HashTable<Entry<T>>,
    /// Lengths in use and how many affixes have them, shortest first.
    lengths: Vec<(u32, u32)>,
}

#[derive(Debug, Clone)]
struct Entry<T> {
    hash: u64,
    symbol: SymbolId,
    item: T,
}

impl<T> Affixes<T> {
    pub(super) fn new(shape: Shape) -> Self {
        Self {
            shape,
            table: HashTable::new(),
            lengths: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Visits the items of all affixes that `text` has.
    pub(super) fn visit<'a>(
        &'a self,
        text: &[u8],
        symbols: &Symbols,
        mut visit: impl FnMut(&'a T),
    ) {
        let mut hash = Rolling::default();
        for &(length, _) in self.lengths_in(text) {
            let Some(part) = self.shape.part(text, length as usize) else {
                return;
            };
            hash.extend_to(part, self.shape);
            let wanted = hash.value();
            let same = |entry: &Entry<T>| {
                entry.hash == wanted && self.shape.same(part, symbols.text(entry.symbol))
            };
            if let Some(entry) = self.table.find(wanted, same) {
                visit(&entry.item);
            }
        }
    }

    /// The lengths that parts of the text can have.
    fn lengths_in(&self, text: &[u8]) -> &[(u32, u32)] {
        let longer = self
            .lengths
            .partition_point(|(length, _)| *length as usize <= text.len());
        let lengths = &self.lengths[..longer];
        match self.shape.side {
            Side::Whole => &lengths[longer.saturating_sub(1)..],
            Side::Start | Side::End => lengths,
        }
    }

    /// The item of this affix, which `make` makes if there is none.
    pub(super) fn entry(
        &mut self,
        symbol: SymbolId,
        text: &[u8],
        make: impl FnOnce() -> T,
    ) -> &mut T {
        let hash = Rolling::of(text, self.shape);
        let same = |entry: &Entry<T>| entry.symbol == symbol;
        if self.table.find(hash, same).is_none() {
            self.count(text.len() as u32);
        }
        let entry = self.table.entry(hash, same, |entry| entry.hash);
        let new = || Entry {
            hash,
            symbol,
            item: make(),
        };
        &mut entry.or_insert_with(new).into_mut().item
    }

    pub(super) fn remove(&mut self, symbol: SymbolId, text: &[u8]) {
        let hash = Rolling::of(text, self.shape);
        let Ok(entry) = self.table.find_entry(hash, |entry| entry.symbol == symbol) else {
            return;
        };
        entry.remove();
        if let Ok(at) = self.length(text.len() as u32) {
            self.lengths[at].1 -= 1;
            if self.lengths[at].1 == 0 {
                self.lengths.remove(at);
            }
        }
    }

    fn count(&mut self, length: u32) {
        match self.length(length) {
            Ok(at) => self.lengths[at].1 += 1,
            Err(at) => self.lengths.insert(at, (length, 1)),
        }
    }

    fn length(&self, length: u32) -> Result<usize, usize> {
        self.lengths.binary_search_by_key(&length, |(l, _)| *l)
    }
}

/// A hash that can be extended byte by byte.
#[derive(Debug, Clone, Copy, Default)]
struct Rolling {
    state: u64,
    length: usize,
}

impl Rolling {
    fn of(text: &[u8], shape: Shape) -> u64 {
        let mut hash = Self::default();
        hash.extend_to(text, shape);
        hash.value()
    }

    /// From a part of a text to a longer one.
    fn extend_to(&mut self, part: &[u8], shape: Shape) {
        match shape.side {
            Side::End => {
                let new = &part[..part.len() - self.length];
                new.iter()
                    .rev()
                    .for_each(|byte| self.add(*byte, shape.fold));
            }
            Side::Start | Side::Whole => {
                let new = &part[self.length..];
                new.iter().for_each(|byte| self.add(*byte, shape.fold));
            }
        }
        self.length = part.len();
    }

    #[inline]
    fn add(&mut self, byte: u8, fold: bool) {
        let byte = if fold {
            byte.to_ascii_lowercase()
        } else {
            byte
        };
        self.state = self
            .state
            .wrapping_add(u64::from(byte) + 1)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// The high bits are the good ones; tables use both ends.
    fn value(self) -> u64 {
        self.state ^ self.state >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::super::affix::Affix;
    use super::*;
    use proptest::prelude::*;

    fn shape() -> impl Strategy<Value = Shape> {
        let side = prop_oneof![Just(Side::Start), Just(Side::End), Just(Side::Whole)];
        (side, any::<bool>()).prop_map(|(side, fold)| Shape { side, fold })
    }

    proptest! {
        #[test]
        fn agrees_with_a_list(
            shape in shape(),
            words in prop::collection::hash_set("[abA]{0,4}", 0..20),
            text in "[abAB]{0,5}",
        ) {
            let mut symbols = Symbols::default();
            let mut affixes = Affixes::new(shape);
            let mut list = Vec::new();
            for (number, word) in words.iter().enumerate() {
                let affix = Affix::new(shape.side, shape.fold, word, &mut symbols);
                let text = symbols.text(affix.symbol).to_vec();
                affixes.entry(affix.symbol, &text, || ());
                list.push((affix, text, number % 3 == 0));
            }
            for (affix, text, _) in list.iter().filter(|(_, _, removed)| *removed) {
                affixes.remove(affix.symbol, text);
            }
            let removed: Vec<Affix> =
                list.iter().filter(|(_, _, removed)| *removed).map(|(affix, _, _)| *affix).collect();
            list.retain(|(affix, _, _)| !removed.contains(affix));
            list.dedup_by_key(|(affix, _, _)| affix.symbol);
            let mut expected: Vec<u32> = list.iter()
                .filter(|(affix, _, _)| affix.fits(text.as_bytes(), &symbols))
                .map(|(affix, _, _)| affix.symbol).collect();
            expected.sort_unstable();
            expected.dedup();
            let mut found = 0;
            affixes.visit(text.as_bytes(), &symbols, |()| found += 1);
            prop_assert_eq!(found, expected.len());
        }
    }
}
