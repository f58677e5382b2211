//! The one check by which a branch is found among others.

use super::checks::Check;
use super::paths::PathId;
use super::symbols::{SymbolId, Symbols};
use super::tail::Tail;

/// A check that an index can answer for many branches at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Guard {
    /// None of the checks that are left can be indexed.
    None,
    Symbol {
        path: PathId,
        symbol: SymbolId,
    },
    /// The check at this position, which lists several strings.
    Symbols {
        path: PathId,
        check: u32,
    },
    Prefix {
        path: PathId,
        symbol: SymbolId,
        tail: Tail,
    },
    Range {
        path: PathId,
        low: f64,
        high: f64,
    },
}

/// Guards of one class go into one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Symbols(PathId),
    Prefixes(PathId),
    Ranges(PathId),
}

/// Longer lists of strings are not spread over an index.
const MAX_STRINGS: usize = 16;

/// Deeper than this, branches are looked at one by one.
const MAX_DEPTH: usize = 6;

impl Guard {
    /// The best guard among the checks whose paths are not in `used`: exact fields first, those
    /// of the event's envelope (`first`, in order) before all others.
    pub(super) fn of(
        checks: &[Check],
        used: &[PathId],
        first: &[Option<PathId>],
        symbols: &Symbols,
    ) -> Self {
        if used.len() >= MAX_DEPTH {
            return Self::None;
        }
        let may_spread = !checks
            .iter()
            .any(|c| matches!(c, Check::Symbols { .. }) && used.contains(&c.path()));
        checks
            .iter()
            .enumerate()
            .filter(|(_, check)| !used.contains(&check.path()))
            .filter_map(|(at, check)| Self::with_rank(at, check, may_spread, first))
            .min_by_key(|(rank, _)| *rank)
            .map_or(Self::None, |(_, guard)| guard.with_tail(symbols))
    }

    fn with_rank(
        at: usize,
        check: &Check,
        may_spread: bool,
        first: &[Option<PathId>],
    ) -> Option<(usize, Self)> {
        Some(match *check {
            Check::Symbol { path, symbol } => {
                let rank = first
                    .iter()
                    .position(|p| *p == Some(path))
                    .unwrap_or(first.len());
                (rank, Self::Symbol { path, symbol })
            }
            Check::Range { path, low, high } if low == high => {
                (10, Self::Range { path, low, high })
            }
            Check::Prefix { path, symbol } => (
                11,
                Self::Prefix {
                    path,
                    symbol,
                    tail: Tail::default(),
                },
            ),
            Check::Range { path, low, high } => (12, Self::Range { path, low, high }),
            Check::Symbols { path, ref symbols } if may_spread && symbols.len() <= MAX_STRINGS => (
                13,
                Self::Symbols {
                    path,
                    check: at as u32,
                },
            ),
            _ => return None,
        })
    }

    fn with_tail(self, symbols: &Symbols) -> Self {
        match self {
            Self::Prefix { path, symbol, .. } => Self::Prefix {
                path,
                symbol,
                tail: Tail::of(symbols.text(symbol)),
            },
            other => other,
        }
    }

    pub(super) fn class(self) -> Option<Class> {
        match self {
            Self::None => None,
            Self::Symbol { path, .. } | Self::Symbols { path, .. } => Some(Class::Symbols(path)),
            Self::Prefix { path, .. } => Some(Class::Prefixes(path)),
            Self::Range { path, .. } => Some(Class::Ranges(path)),
        }
    }
}

impl Class {
    pub(super) fn path(self) -> PathId {
        match self {
            Self::Symbols(path) | Self::Prefixes(path) | Self::Ranges(path) => path,
        }
    }
}
