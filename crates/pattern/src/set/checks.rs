//! Conditions, compiled: the frequent ones to a few numbers.

use super::affix::Affix;
use super::forms;
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
    /// Anything but one string.
    NotSymbol { path: PathId, symbol: SymbolId },
    /// One of several strings.
    Symbols {
        path: PathId,
        symbols: Box<[SymbolId]>,
    },
    /// One affix, or anything without it.
    Affix {
        path: PathId,
        affix: Affix,
        wanted: bool,
    },
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
    /// What all strings that match have in common.
    pub(super) hint: Option<Affix>,
}

impl Check {
    pub(super) fn path(&self) -> PathId {
        match *self {
            Self::Symbol { path, .. }
            | Self::NotSymbol { path, .. }
            | Self::Symbols { path, .. }
            | Self::Affix { path, .. }
            | Self::Range { path, .. }
            | Self::General { path, .. } => path,
        }
    }

    fn is_exact(&self) -> bool {
        matches!(
            self,
            Self::Symbol { .. } | Self::NotSymbol { .. } | Self::Symbols { .. }
        )
    }

    /// The affix that all values have that pass.
    pub(super) fn affix(&self) -> Option<Affix> {
        match self {
            Self::Affix {
                affix,
                wanted: true,
                ..
            } => Some(*affix),
            Self::General { general, .. } => general.hint,
            _ => None,
        }
    }

    /// Whether a value passes as soon as it has the [`Check::affix`].
    pub(super) fn is_decided(&self) -> bool {
        !matches!(self, Self::General { general, .. } if general.hint.is_some())
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
        if let Some(texts) = forms::strings(condition) {
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
        if let Some(text) = forms::other_than(condition) {
            let symbol = symbols.add(text.as_bytes());
            return Self::NotSymbol { path, symbol };
        }
        if let Some((side, fold, text, wanted)) = forms::affix(condition) {
            let affix = Affix::new(side, fold, text, symbols);
            return Self::Affix {
                path,
                affix,
                wanted,
            };
        }
        if let Some((low, high)) = forms::range(condition) {
            return Self::Range { path, low, high };
        }
        let general = Arc::new(General {
            matchers: Arc::clone(&condition.matchers),
            reads_addresses: condition.reads_addresses,
            may_be_absent: may_be_absent(&condition.matchers),
            hint: forms::hint(condition).map(|(side, text)| Affix::new(side, false, text, symbols)),
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
            Check::Symbol { symbol, .. } | Check::NotSymbol { symbol, .. } => {
                symbols.release(*symbol);
            }
            Check::Symbols { symbols: ids, .. } => ids.iter().for_each(|id| symbols.release(*id)),
            Check::Affix { affix, .. } => symbols.release(affix.symbol),
            Check::General { general, .. } => {
                if let Some(hint) = general.hint {
                    symbols.release(hint.symbol);
                }
            }
            Check::Range { .. } => {}
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
