//! Texts of exact values and prefixes, each kept once.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// The number of a text.
pub(crate) type SymbolId = u32;

/// No text at all.
pub(crate) const NO_SYMBOL: SymbolId = u32::MAX;

/// Counted texts by number and numbers by text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols {
    hasher: DefaultHashBuilder,
    table: HashTable<SymbolId>,
    texts: Vec<(Box<[u8]>, u32)>,
    free: Vec<SymbolId>,
}

impl Symbols {
    #[inline]
    pub(crate) fn text(&self, id: SymbolId) -> &[u8] {
        &self.texts[id as usize].0
    }

    /// The number of a text, or [`NO_SYMBOL`].
    #[inline]
    pub(crate) fn find(&self, text: &[u8]) -> SymbolId {
        let hash = self.hasher.hash_one(text);
        let found = self
            .table
            .find(hash, |id| *self.texts[*id as usize].0 == *text);
        found.copied().unwrap_or(NO_SYMBOL)
    }

    /// Counts one more use of a text.
    pub(crate) fn add(&mut self, text: &[u8]) -> SymbolId {
        let known = self.find(text);
        if known != NO_SYMBOL {
            self.texts[known as usize].1 += 1;
            return known;
        }
        let new = (text.into(), 1);
        let id = match self.free.pop() {
            Some(id) => {
                self.texts[id as usize] = new;
                id
            }
            None => {
                self.texts.push(new);
                (self.texts.len() - 1) as SymbolId
            }
        };
        let Self {
            hasher,
            table,
            texts,
            ..
        } = self;
        let hash = |id: &SymbolId| hasher.hash_one(&*texts[*id as usize].0);
        table.insert_unique(hasher.hash_one(text), id, hash);
        id
    }

    /// Takes back one [`Symbols::add`].
    pub(crate) fn release(&mut self, id: SymbolId) {
        let (text, uses) = &mut self.texts[id as usize];
        *uses -= 1;
        if *uses > 0 {
            return;
        }
        let hash = self.hasher.hash_one(&**text);
        if let Ok(entry) = self.table.find_entry(hash, |found| *found == id) {
            entry.remove();
        }
        *text = Box::default();
        self.free.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_live_as_long_as_they_are_used() {
        let mut symbols = Symbols::default();
        let a = symbols.add(b"a");
        assert_eq!(symbols.add(b"a"), a);
        symbols.release(a);
        assert_eq!(symbols.find(b"a"), a);
        symbols.release(a);
        assert_eq!(symbols.find(b"a"), NO_SYMBOL);
        assert_eq!(symbols.add(b"b"), a);
    }
}
