//! All checks of one branch against one event.

use super::affix::Affix;
use super::checks::{Check, General};
use super::scratch::{Hit, Scratch};
use super::symbols::Symbols;
use crate::event::{Context, Contexts};
use crate::matching::{Question, Seen, holds, value_matches};
use crate::scan::Kind;

/// What checks look at.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) scratch: &'a Scratch,
    pub(super) symbols: &'a Symbols,
    /// The text of the event, which hits point into.
    pub(super) event: &'a [u8],
}

impl View<'_> {
    /// Whether all checks hold together.
    pub(super) fn holds(&self, checks: &[Check]) -> bool {
        let mut in_arrays = 0;
        for check in checks.iter().rev() {
            let satisfied = self
                .scratch
                .at(check.path())
                .any(|hit| self.satisfies(hit, check));
            match (satisfied, self.is_in_arrays(check)) {
                (true, in_array) => in_arrays += usize::from(in_array),
                // Another check may settle on an element in which the field is absent.
                (false, true) if check.may_be_absent() => in_arrays += 2,
                (false, false) if check.may_be_absent() && self.is_absent(check) => {}
                _ => return false,
            }
        }
        // A single check can settle on whatever element satisfies it.
        in_arrays <= 1 || holds(&Checks { view: self, checks }, &self.scratch.contexts)
    }

    fn is_in_arrays(&self, check: &Check) -> bool {
        !self.scratch.contexts.is_empty()
            && self
                .scratch
                .at(check.path())
                .any(|hit| hit.context != Contexts::ROOT)
    }

    fn is_absent(&self, check: &Check) -> bool {
        self.scratch.at(check.path()).next().is_none()
    }

    #[inline]
    pub(super) fn satisfies(&self, hit: &Hit, check: &Check) -> bool {
        match check {
            Check::Symbol { symbol, .. } => hit.symbol == *symbol,
            Check::Symbols { symbols, .. } => symbols.contains(&hit.symbol),
            Check::NotSymbol { symbol, .. } => hit.symbol != *symbol,
            Check::Affix { affix, wanted, .. } => self.has(hit, *affix) == *wanted,
            Check::Range { low, high, .. } => self.scratch.is_within(hit, self.event, *low, *high),
            Check::General { general, .. } => self.is_general(hit, general),
        }
    }

    #[inline]
    pub(super) fn has(&self, hit: &Hit, affix: Affix) -> bool {
        hit.kind == Kind::String && affix.fits(self.scratch.text(hit, self.event), self.symbols)
    }

    fn is_general(&self, hit: &Hit, general: &General) -> bool {
        let text = self.scratch.text(hit, self.event);
        let seen = match hit.kind {
            Kind::String => Seen::text(text, general.reads_addresses),
            Kind::Number => Seen::Number(text, self.scratch.number(hit, self.event)),
            Kind::True => Seen::Bool(true),
            Kind::False => Seen::Bool(false),
            Kind::Null => Seen::Null,
        };
        general
            .matchers
            .iter()
            .any(|m| value_matches(m, &seen, general.reads_addresses))
    }
}

struct Checks<'a> {
    view: &'a View<'a>,
    checks: &'a [Check],
}

impl Question for Checks<'_> {
    fn conditions(&self) -> usize {
        self.checks.len()
    }

    fn may_be_absent(&self, condition: usize) -> bool {
        self.checks[condition].may_be_absent()
    }

    fn satisfying(&self, condition: usize, visit: &mut dyn FnMut(Context)) {
        let check = &self.checks[condition];
        let hits = self.view.scratch.at(check.path());
        hits.filter(|hit| self.view.satisfies(hit, check))
            .for_each(|hit| visit(hit.context));
    }

    fn present(&self, condition: usize, visit: &mut dyn FnMut(Context)) {
        self.view
            .scratch
            .at(self.checks[condition].path())
            .for_each(|hit| visit(hit.context));
    }
}
