//! What is known about one event while the set is asked about it.

use super::paths::PathId;
use super::symbols::{NO_SYMBOL, SymbolId, Symbols};
use crate::event::{Context, Contexts};
use crate::scan::Kind;
use crate::value::number;
use std::cell::Cell;

const NONE: u32 = u32::MAX;

/// Working memory that is reused from event to event; one a thread.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) hits: Vec<Hit>,
    /// The first hit of each path.
    heads: Vec<u32>,
    pub(super) contexts: Contexts,
    /// Texts that are not in the event as they are, because of escapes.
    pub(super) decoded: Vec<u8>,
    /// Rules found so far, possibly more than once.
    pub(super) matched: Vec<u32>,
    /// Whether a rule may be in `matched` twice.
    pub(super) repeats: bool,
}

/// A leaf that some pattern asks for.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) path: PathId,
    pub(super) context: Context,
    pub(super) next: u32,
    pub(super) kind: Kind,
    /// Whether the text is in `decoded`.
    pub(super) decoded: bool,
    pub(super) text: (u32, u32),
    /// For strings, if the path has exact tests.
    pub(super) symbol: SymbolId,
    number: Cell<NumberState>,
}

/// Numbers are read when first asked for.
#[derive(Debug, Clone, Copy)]
enum NumberState {
    Unread,
    /// The nearest double; whether it is comparable is not known yet.
    Nearest(f64),
    Comparable(f64),
    None,
}

impl Scratch {
    /// Empty working memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets the last event.
    pub(super) fn start(&mut self, paths: usize) {
        for hit in &self.hits {
            if let Some(head) = self.heads.get_mut(hit.path as usize) {
                *head = NONE;
            }
        }
        self.heads.resize(paths, NONE);
        self.hits.clear();
        self.contexts.clear();
        self.decoded.clear();
        self.matched.clear();
        self.repeats = false;
    }

    pub(super) fn push(
        &mut self,
        path: PathId,
        context: Context,
        kind: Kind,
        text: (u32, u32),
        decoded: bool,
    ) -> &mut Hit {
        let at = self.hits.len();
        let next = std::mem::replace(&mut self.heads[path as usize], at as u32);
        self.hits.push(Hit {
            path,
            context,
            next,
            kind,
            decoded,
            text,
            symbol: NO_SYMBOL,
            number: Cell::new(NumberState::Unread),
        });
        &mut self.hits[at]
    }

    /// The hits of a path, the last first.
    #[inline]
    pub(super) fn at(&self, path: PathId) -> Hits<'_> {
        Hits {
            scratch: self,
            next: self.heads[path as usize],
        }
    }

    #[inline]
    pub(super) fn text<'a>(&'a self, hit: &Hit, event: &'a [u8]) -> &'a [u8] {
        let source = if hit.decoded { &self.decoded } else { event };
        &source[hit.text.0 as usize..hit.text.1 as usize]
    }

    /// Adds a leaf whose text is not in the event as it is.
    pub(super) fn push_decoded(
        &mut self,
        path: PathId,
        context: Context,
        kind: Kind,
        text: &[u8],
        symbols: &Symbols,
    ) {
        let start = self.decoded.len() as u32;
        self.decoded.extend_from_slice(text);
        let end = self.decoded.len() as u32;
        let hit = self.push(path, context, kind, (start, end), true);
        if kind == Kind::String {
            hit.symbol = symbols.find(text);
        }
    }

    /// Whether the number is comparable and within the bounds.
    #[inline]
    pub(super) fn is_within(&self, hit: &Hit, event: &[u8], low: f64, high: f64) -> bool {
        let is_inside = self
            .nearest(hit, event)
            .is_some_and(|value| low <= value && value <= high);
        is_inside && self.number(hit, event).is_some()
    }

    /// The number, if it is comparable.
    pub(super) fn number(&self, hit: &Hit, event: &[u8]) -> Option<f64> {
        let nearest = self.nearest(hit, event)?;
        if let NumberState::Nearest(_) = hit.number.get() {
            let exact = number::is_shortest(self.str(hit, event), nearest);
            let state = if exact {
                NumberState::Comparable(nearest)
            } else {
                NumberState::None
            };
            hit.number.set(state);
        }
        match hit.number.get() {
            NumberState::Comparable(value) => Some(value),
            _ => None,
        }
    }

    /// The nearest double.
    #[inline]
    fn nearest(&self, hit: &Hit, event: &[u8]) -> Option<f64> {
        match hit.number.get() {
            NumberState::Nearest(value) | NumberState::Comparable(value) => Some(value),
            NumberState::None => None,
            NumberState::Unread => {
                let nearest = match hit.kind {
                    Kind::Number => number::parse(self.str(hit, event)),
                    _ => None,
                };
                hit.number
                    .set(nearest.map_or(NumberState::None, NumberState::Nearest));
                nearest
            }
        }
    }

    fn str<'a>(&'a self, hit: &Hit, event: &'a [u8]) -> &'a str {
        str::from_utf8(self.text(hit, event)).unwrap_or_default()
    }
}

/// The hits of one path.
pub(super) struct Hits<'a> {
    scratch: &'a Scratch,
    next: u32,
}

impl<'a> Iterator for Hits<'a> {
    type Item = &'a Hit;

    #[inline]
    fn next(&mut self) -> Option<&'a Hit> {
        let hit = self.scratch.hits.get(self.next as usize)?;
        self.next = hit.next;
        Some(hit)
    }
}
