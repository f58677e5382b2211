//! Where a node's branches of one class are found by their guards.

use super::affixes::Affixes;
use super::chains::Chain;
use super::guard::{Class, Guard};
use super::ranges::Ranges;
use super::symbols::{SymbolId, Symbols};
use super::tree::NodeId;
use hashbrown::HashMap;

#[derive(Debug, Clone)]
pub(super) struct Split {
    pub(super) class: Class,
    pub(super) index: Index,
}

#[derive(Debug, Clone)]
pub(super) enum Index {
    Symbols(HashMap<SymbolId, Child>),
    Pairs(HashMap<u64, Child>),
    Affixes(Affixes<Child>),
    Ranges(Ranges<Child>),
}

/// The key of [`Index::Pairs`].
#[inline]
pub(super) fn pair_key([one, other]: [SymbolId; 2]) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

/// What an index leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Child {
    Chain(Chain),
    Node(NodeId),
}

impl Child {
    pub(super) const EMPTY: Self = Self::Chain(Chain::EMPTY);
}

impl Index {
    pub(super) fn new(class: Class) -> Self {
        match class {
            Class::Symbols(_) => Self::Symbols(HashMap::new()),
            Class::Both(..) => Self::Pairs(HashMap::new()),
            Class::Affixes(_, shape) => Self::Affixes(Affixes::new(shape)),
            Class::Ranges(_) => Self::Ranges(Ranges::new()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Symbols(map) => map.is_empty(),
            Self::Pairs(map) => map.is_empty(),
            Self::Affixes(affixes) => affixes.is_empty(),
            Self::Ranges(ranges) => ranges.is_empty(),
        }
    }

    /// What a guard leads to; an empty chain if nothing yet.
    pub(super) fn entry(&mut self, guard: Guard, symbols: &Symbols) -> &mut Child {
        let empty = || Child::EMPTY;
        match (self, guard) {
            (Self::Symbols(map), Guard::Symbol { symbol, .. }) => {
                map.entry(symbol).or_insert_with(empty)
            }
            (Self::Pairs(map), Guard::Both { symbols, .. }) => {
                map.entry(pair_key(symbols)).or_insert_with(empty)
            }
            (Self::Affixes(affixes), Guard::Affix { affix, .. }) => {
                affixes.entry(affix.symbol, symbols.text(affix.symbol), empty)
            }
            (Self::Ranges(ranges), Guard::Range { low, high, .. }) => {
                ranges.entry(low, high, empty)
            }
            _ => unreachable!("guards go into the index of their class"),
        }
    }

    pub(super) fn remove(&mut self, guard: Guard, symbols: &Symbols) {
        match (self, guard) {
            (Self::Symbols(map), Guard::Symbol { symbol, .. }) => {
                map.remove(&symbol);
            }
            (Self::Pairs(map), Guard::Both { symbols, .. }) => {
                map.remove(&pair_key(symbols));
            }
            (Self::Affixes(affixes), Guard::Affix { affix, .. }) => {
                affixes.remove(affix.symbol, symbols.text(affix.symbol));
            }
            (Self::Ranges(ranges), Guard::Range { low, high, .. }) => ranges.remove(low, high),
            _ => {}
        }
    }
}
