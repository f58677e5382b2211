//! Prefixes: which does a text begin with?
//!
//! One hash table for all prefixes. While a text is hashed byte by byte, the table is asked at
//! every length that some prefix has.

use super::symbols::{SymbolId, Symbols};
use hashbrown::HashTable;

#[derive(Debug, Clone)]
pub(super) struct Prefixes<T> {
    table: HashTable<Entry<T>>,
    /// Lengths in use and how many prefixes have them, shortest first.
    lengths: Vec<(u32, u32)>,
}

#[derive(Debug, Clone)]
struct Entry<T> {
    hash: u64,
    symbol: SymbolId,
    item: T,
}

impl<T> Prefixes<T> {
    pub(super) fn new() -> Self {
        Self {
            table: HashTable::new(),
            lengths: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Visits the items of all prefixes of `text`.
    pub(super) fn visit<'a>(
        &'a self,
        text: &[u8],
        symbols: &Symbols,
        mut visit: impl FnMut(&'a T),
    ) {
        let mut hash = Rolling::default();
        for &(length, _) in &self.lengths {
            let Some(prefix) = text.get(..length as usize) else {
                return;
            };
            hash.extend_to(prefix);
            let wanted = hash.value();
            let same =
                |entry: &Entry<T>| entry.hash == wanted && symbols.text(entry.symbol) == prefix;
            if let Some(entry) = self.table.find(wanted, same) {
                visit(&entry.item);
            }
        }
    }

    /// The item of this prefix, which `make` makes if there is none.
    pub(super) fn entry(
        &mut self,
        symbol: SymbolId,
        text: &[u8],
        make: impl FnOnce() -> T,
    ) -> &mut T {
        let hash = Rolling::of(text);
        if self
            .table
            .find(hash, |entry| entry.symbol == symbol)
            .is_none()
        {
            self.count(text.len() as u32);
        }
        let same = |entry: &Entry<T>| entry.symbol == symbol;
        let entry = self.table.entry(hash, same, |entry| entry.hash);
        &mut entry
            .or_insert_with(|| Entry {
                hash,
                symbol,
                item: make(),
            })
            .into_mut()
            .item
    }

    pub(super) fn remove(&mut self, symbol: SymbolId, text: &[u8]) {
        if let Ok(entry) = self
            .table
            .find_entry(Rolling::of(text), |entry| entry.symbol == symbol)
        {
            entry.remove();
            let length = text.len() as u32;
            if let Ok(at) = self
                .lengths
                .binary_search_by_key(&length, |(length, _)| *length)
            {
                self.lengths[at].1 -= 1;
                if self.lengths[at].1 == 0 {
                    self.lengths.remove(at);
                }
            }
        }
    }

    fn count(&mut self, length: u32) {
        match self
            .lengths
            .binary_search_by_key(&length, |(length, _)| *length)
        {
            Ok(at) => self.lengths[at].1 += 1,
            Err(at) => self.lengths.insert(at, (length, 1)),
        }
    }
}

/// A hash that can be extended byte by byte.
#[derive(Debug, Clone, Copy, Default)]
struct Rolling {
    state: u64,
    length: usize,
}

impl Rolling {
    fn of(text: &[u8]) -> u64 {
        let mut hash = Self::default();
        hash.extend_to(text);
        hash.value()
    }

    fn extend_to(&mut self, text: &[u8]) {
        for &byte in &text[self.length..] {
            self.state = self
                .state
                .wrapping_add(u64::from(byte) + 1)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        self.length = text.len();
    }

    /// The high bits are the good ones; tables use both ends.
    fn value(self) -> u64 {
        self.state ^ self.state >> 32
    }
}
