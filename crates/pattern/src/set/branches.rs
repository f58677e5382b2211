//! The branches of all rules.

use super::checks::Check;

pub(super) type BranchId = u32;

/// The number of a rule; the highest bit marks a rule with several branches.
#[derive(Debug, Clone, Copy)]
pub(super) struct RuleRef(u32);

const SEVERAL: u32 = 1 << 31;

impl RuleRef {
    pub(super) fn new(rule: u32, several: bool) -> Self {
        Self(if several { rule | SEVERAL } else { rule })
    }

    #[inline]
    pub(super) fn rule(self) -> u32 {
        self.0 & !SEVERAL
    }

    #[inline]
    pub(super) fn has_several(self) -> bool {
        self.0 & SEVERAL != 0
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Branches {
    checks: Vec<Box<[Check]>>,
    /// Beside the checks, because most branches that are found need no check any more.
    rules: Vec<RuleRef>,
    free: Vec<BranchId>,
}

impl Branches {
    #[inline]
    pub(super) fn checks(&self, branch: BranchId) -> &[Check] {
        &self.checks[branch as usize]
    }

    #[inline]
    pub(super) fn rule(&self, branch: BranchId) -> RuleRef {
        self.rules[branch as usize]
    }

    pub(super) fn add(&mut self, checks: Box<[Check]>, rule: RuleRef) -> BranchId {
        match self.free.pop() {
            Some(id) => {
                self.checks[id as usize] = checks;
                self.rules[id as usize] = rule;
                id
            }
            None => {
                self.checks.push(checks);
                self.rules.push(rule);
                (self.rules.len() - 1) as BranchId
            }
        }
    }

    pub(super) fn remove(&mut self, branch: BranchId) -> Box<[Check]> {
        self.free.push(branch);
        std::mem::take(&mut self.checks[branch as usize])
    }
}
