//! Conditions, compiled: the frequent ones to a few numbers.

use super::paths::{PathId, PathTree};
use super::symbols::{SymbolId, Symbols};
use crate::matching::may_be_absent;
use crate::pattern::{Branch, Condition, Matcher};
use std::sync::Arc;

/// One condition of a branch.
#[derive(Debug, Clone)]
pub(super) enum Check {
    /// One string.
    Symbol { path: PathId, symbol: SymbolId },
    /// One of several strings.
    Symbols {
        path: PathId,
        symbols: Box<[SymbolId]>,
    },
    /// One prefix.
    Prefix { path: PathId, symbol: SymbolId },
    /// One range of numbers, ends included.
    Range { path: PathId, low: f64, high: f64 },
    /// Anything else.
    General { path: PathId, general: Arc<General> },
}

/// A condition as it was parsed.
#[derive(Debug)]
pub(super) struct General {
    pub(super) matchers: Arc<[Matcher]>,
    pub(super) reads_addresses: bool,
    pub(super) may_be_absent: bool,
}

impl Check {
    pub(super) fn path(&self) -> PathId {
        match *self {
            Self::Symbol { path, .. }
            | Self::Symbols { path, .. }
            | Self::Prefix { path, .. }
            | Self::Range { path, .. }
            | Self::General { path, .. } => path,
        }
    }

    fn is_exact(&self) -> bool {
        matches!(self, Self::Symbol { .. } | Self::Symbols { .. })
    }

    /// The strings of [`Check::Symbols`].
    pub(super) fn symbols(&self) -> &[SymbolId] {
        match self {
            Self::Symbols { symbols, .. } => symbols,
            _ => &[],
        }
    }

    pub(super) fn may_be_absent(&self) -> bool {
        matches!(self, Self::General { general, .. } if general.may_be_absent)
    }

    fn compile(condition: &Condition, path: PathId, symbols: &mut Symbols) -> Self {
        if let Some(texts) = strings(condition) {
            let mut ids: Vec<SymbolId> = texts
                .iter()
                .map(|text| symbols.add(text.as_bytes()))
                .collect();
            return match *ids.as_slice() {
                [symbol] => Self::Symbol { path, symbol },
                _ => {
                    drop_repeated(&mut ids, symbols);
                    Self::Symbols {
                        path,
                        symbols: ids.into(),
                    }
                }
            };
        }
        if let Some(prefix) = prefix(condition) {
            return Self::Prefix {
                path,
                symbol: symbols.add(prefix.as_bytes()),
            };
        }
        if let Some((low, high)) = range(condition) {
            return Self::Range { path, low, high };
        }
        let general = Arc::new(General {
            matchers: Arc::clone(&condition.matchers),
            reads_addresses: condition.reads_addresses,
            may_be_absent: may_be_absent(&condition.matchers),
        });
        Self::General { path, general }
    }
}

/// Compiles a branch; its paths and texts count as used until [`release`].
pub(super) fn compile(
    branch: &Branch,
    paths: &mut PathTree,
    symbols: &mut Symbols,
) -> Box<[Check]> {
    let mut check = |condition: &Condition| {
        let path = paths.add(&condition.path);
        let check = Check::compile(condition, path, symbols);
        if check.is_exact() {
            paths.note_exact(path, true);
        }
        check
    };
    branch.conditions.iter().map(&mut check).collect()
}

pub(super) fn release(checks: &[Check], paths: &mut PathTree, symbols: &mut Symbols) {
    for check in checks {
        if check.is_exact() {
            paths.note_exact(check.path(), false);
        }
        paths.release(check.path());
        match check {
            Check::Symbol { symbol, .. } | Check::Prefix { symbol, .. } => symbols.release(*symbol),
            Check::Symbols { symbols: ids, .. } => ids.iter().for_each(|id| symbols.release(*id)),
            Check::Range { .. } | Check::General { .. } => {}
        }
    }
}

fn drop_repeated(ids: &mut Vec<SymbolId>, symbols: &mut Symbols) {
    ids.sort_unstable();
    let mut last = None;
    ids.retain(|id| {
        let repeated = last == Some(*id);
        if repeated {
            symbols.release(*id);
        }
        last = Some(*id);
        !repeated
    });
}

fn strings(condition: &Condition) -> Option<Vec<&str>> {
    if condition.reads_addresses {
        return None;
    }
    let text = |matcher| match matcher {
        &Matcher::String(ref text) | &Matcher::Exactly(ref text) => Some(text.as_str()),
        _ => None,
    };
    condition.matchers.iter().map(text).collect()
}

/// A prefix that ends in a quote has a meaning of its own.
fn prefix(condition: &Condition) -> Option<&str> {
    match &*condition.matchers {
        [Matcher::Prefix(prefix)] if !condition.reads_addresses && !prefix.ends_with('"') => {
            Some(prefix)
        }
        _ => None,
    }
}

/// Open ends become closed ones at the next double.
fn range(condition: &Condition) -> Option<(f64, f64)> {
    match &*condition.matchers {
        [Matcher::Number(number)] => number.value.map(|value| (value, value)),
        [Matcher::Numeric(range)] => {
            let low =
                range.low().map_or(
                    f64::NEG_INFINITY,
                    |(low, closed)| {
                        if closed { low } else { low.next_up() }
                    },
                );
            let high =
                range.high().map_or(
                    f64::INFINITY,
                    |(high, closed)| {
                        if closed { high } else { high.next_down() }
                    },
                );
            Some((low, high))
        }
        _ => None,
    }
}
