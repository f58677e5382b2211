//! All checks of one branch against one event.

use super::checks::{Check, General};
use super::scratch::{Hit, Scratch};
use super::symbols::Symbols;
use crate::event::Context;
use crate::matching::{Question, Seen, holds, value_matches};
use crate::scan::Kind;
use crate::value::number;

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
        if self.scratch.contexts.is_empty() {
            return checks.iter().rev().all(|check| self.holds_alone(check));
        }
        holds(&Checks { view: self, checks }, &self.scratch.contexts)
    }

    /// For an event without arrays of objects.
    fn holds_alone(&self, check: &Check) -> bool {
        let mut hits = self.scratch.at(check.path());
        let present = hits.by_ref().any(|hit| self.satisfies(hit, check));
        present || (check.may_be_absent() && self.scratch.at(check.path()).next().is_none())
    }

    #[inline]
    pub(super) fn satisfies(&self, hit: &Hit, check: &Check) -> bool {
        match check {
            Check::Symbol { symbol, .. } => hit.symbol == *symbol,
            Check::Symbols { symbols, .. } => symbols.contains(&hit.symbol),
            Check::Prefix { symbol, .. } => self.has_prefix(hit, self.symbols.text(*symbol)),
            Check::Range { low, high, .. } => self.scratch.is_within(hit, self.event, *low, *high),
            Check::General { general, .. } => self.is_general(hit, general),
        }
    }

    #[inline]
    pub(super) fn has_prefix(&self, hit: &Hit, prefix: &[u8]) -> bool {
        hit.kind == Kind::String && self.scratch.text(hit, self.event).starts_with(prefix)
    }

    fn is_general(&self, hit: &Hit, general: &General) -> bool {
        let text = str::from_utf8(self.scratch.text(hit, self.event)).unwrap_or_default();
        let seen = match hit.kind {
            Kind::String => Seen::text(text, general.reads_addresses),
            Kind::Number => Seen::Number(text, number::comparable(text)),
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
