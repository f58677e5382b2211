//! The one check by which a branch is found among others.

use super::affix::{Affix, Shape, Side, Tail};
use super::checks::Check;
use super::paths::PathId;
use super::symbols::{SymbolId, Symbols};

/// A check that must pass; most of them an index can answer for many branches at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Guard {
    /// All checks that are left may pass without any value.
    None,
    Symbol {
        path: PathId,
        symbol: SymbolId,
    },
    /// The first fields of all.
    Both {
        paths: [PathId; 2],
        symbols: [SymbolId; 2],
    },
    /// The check at this position, which lists several strings.
    Symbols {
        path: PathId,
        check: u32,
    },
    Affix {
        path: PathId,
        affix: Affix,
        tail: Tail,
    },
    Range {
        path: PathId,
        low: f64,
        high: f64,
    },
    /// The check at this position, which no index can answer.
    Other {
        path: PathId,
        check: u32,
    },
}

/// Guards of one class go into one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Symbols(PathId),
    Both(PathId, PathId),
    Affixes(PathId, Shape),
    Ranges(PathId),
}

/// The paths whose exact checks come first.
pub(super) type First = [Option<PathId>; 2];

/// Longer lists of strings are not spread over an index.
const MAX_STRINGS: usize = 16;

/// Deeper than this, branches are looked at one by one.
const MAX_DEPTH: usize = 6;

impl Guard {
    /// The best guard among the checks whose paths are not in `used`: exact fields first, those
    /// of the event's envelope (`first`, in order) before all others.
    pub(super) fn of(checks: &[Check], used: &[PathId], first: First, symbols: &Symbols) -> Self {
        if used.len() >= MAX_DEPTH {
            return Self::None;
        }
        if let Some(both) = Self::both(checks, used, first) {
            return both;
        }
        let may_spread = !checks
            .iter()
            .any(|c| matches!(c, Check::Symbols { .. }) && used.contains(&c.path()));
        checks
            .iter()
            .enumerate()
            .filter(|(_, check)| !used.contains(&check.path()))
            .filter_map(|(at, check)| Self::with_rank(at as u32, check, may_spread, first, symbols))
            .min_by_key(|(rank, _)| *rank)
            .map_or(Self::None, |(_, guard)| guard)
    }

    /// Both checks of the envelope, if neither has been used.
    fn both(checks: &[Check], used: &[PathId], first: First) -> Option<Self> {
        let paths = [first[0]?, first[1]?];
        let wanted = |path: PathId| {
            let is_it = |check: &&Check| check.path() == path && !used.contains(&path);
            match checks.iter().find(is_it)? {
                Check::Symbol { symbol, .. } => Some(*symbol),
                _ => None,
            }
        };
        let symbols = [wanted(paths[0])?, wanted(paths[1])?];
        Some(Self::Both { paths, symbols })
    }

    fn with_rank(
        check_at: u32,
        check: &Check,
        may_spread: bool,
        first: First,
        symbols: &Symbols,
    ) -> Option<(usize, Self)> {
        let path = check.path();
        if let Some(affix) = check.affix() {
            return Some((affix_rank(affix), Self::affix(path, affix, symbols)));
        }
        Some(match *check {
            Check::Symbol { symbol, .. } => {
                let at = first.iter().position(|p| *p == Some(path));
                (at.unwrap_or(first.len()), Self::Symbol { path, symbol })
            }
            Check::Range { low, high, .. } if low == high => (10, Self::Range { path, low, high }),
            Check::Range { low, high, .. } => (13, Self::Range { path, low, high }),
            Check::Symbols { ref symbols, .. } if may_spread && symbols.len() <= MAX_STRINGS => (
                14,
                Self::Symbols {
                    path,
                    check: check_at,
                },
            ),
            _ if check.may_be_absent() => return None,
            _ => (
                15,
                Self::Other {
                    path,
                    check: check_at,
                },
            ),
        })
    }

    fn affix(path: PathId, affix: Affix, symbols: &Symbols) -> Self {
        let tail = Tail::of(symbols.text(affix.symbol));
        Self::Affix { path, affix, tail }
    }

    /// The paths whose checks have passed once the guard has.
    pub(super) fn paths(self) -> Vec<PathId> {
        match self {
            Self::Other { path, .. } => vec![path],
            _ => self.class().map(Class::paths).unwrap_or_default(),
        }
    }

    /// Guards of one kind ask in one way.
    pub(super) fn kind(&self) -> u8 {
        match self {
            Self::Both { .. } => 0,
            Self::Symbol { .. } => 1,
            Self::Affix { .. } => 2,
            Self::Range { .. } => 3,
            Self::Symbols { .. } => 4,
            Self::Other { .. } => 5,
            Self::None => 6,
        }
    }

    pub(super) fn class(self) -> Option<Class> {
        match self {
            Self::None | Self::Other { .. } => None,
            Self::Both { paths, .. } => Some(Class::Both(paths[0], paths[1])),
            Self::Symbol { path, .. } | Self::Symbols { path, .. } => Some(Class::Symbols(path)),
            Self::Affix { path, affix, .. } => Some(Class::Affixes(path, affix.shape)),
            Self::Range { path, .. } => Some(Class::Ranges(path)),
        }
    }
}

/// Whole texts tell more rules apart than their ends do.
fn affix_rank(affix: Affix) -> usize {
    match affix.shape.side {
        Side::Whole => 9,
        Side::Start => 11,
        Side::End => 12,
    }
}

impl Class {
    /// Where to look for values first.
    pub(super) fn path(self) -> PathId {
        match self {
            Self::Symbols(path)
            | Self::Both(path, _)
            | Self::Affixes(path, _)
            | Self::Ranges(path) => path,
        }
    }

    pub(super) fn paths(self) -> Vec<PathId> {
        match self {
            Self::Both(one, other) => vec![one, other],
            _ => vec![self.path()],
        }
    }
}
