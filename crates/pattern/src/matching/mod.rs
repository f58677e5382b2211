//! Does a pattern match an event?

mod consistency;
mod value;

pub(crate) use consistency::{Question, holds};
pub(crate) use value::{Seen, field_matches, value_matches};

use crate::event::{Context, Event, Field};
use crate::pattern::{Branch, Condition, Matcher, Pattern};

impl Pattern {
    /// Whether the event matches.
    pub fn matches(&self, event: &Event) -> bool {
        self.branches()
            .iter()
            .any(|branch| branch_matches(branch, event))
    }
}

pub(crate) fn branch_matches(branch: &Branch, event: &Event) -> bool {
    holds(&BranchQuestion { branch, event }, event.contexts())
}

struct BranchQuestion<'a> {
    branch: &'a Branch,
    event: &'a Event,
}

impl BranchQuestion<'_> {
    fn fields(&self, condition: usize) -> (&Condition, &[Field]) {
        let condition = &self.branch.conditions[condition];
        (condition, self.event.fields_at(&condition.path))
    }
}

impl Question for BranchQuestion<'_> {
    fn conditions(&self) -> usize {
        self.branch.conditions.len()
    }

    fn may_be_absent(&self, condition: usize) -> bool {
        may_be_absent(&self.branch.conditions[condition].matchers)
    }

    fn satisfying(&self, condition: usize, visit: &mut dyn FnMut(Context)) {
        let (condition, fields) = self.fields(condition);
        for field in fields
            .iter()
            .filter(|field| field_matches(condition, &field.value))
        {
            visit(field.context);
        }
    }

    fn present(&self, condition: usize, visit: &mut dyn FnMut(Context)) {
        for field in self.fields(condition).1 {
            visit(field.context);
        }
    }
}

/// Whether one of the matchers is `exists: false`.
pub(crate) fn may_be_absent(matchers: &[Matcher]) -> bool {
    matchers.iter().any(|m| matches!(m, Matcher::Exists(false)))
}
