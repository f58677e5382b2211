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
    slots: Vec<Slot>,
    free: Vec<BranchId>,
}

#[derive(Debug, Clone)]
struct Slot {
    checks: Box<[Check]>,
    rule: RuleRef,
}

impl Branches {
    #[inline]
    pub(super) fn checks(&self, branch: BranchId) -> &[Check] {
        &self.slots[branch as usize].checks
    }

    #[inline]
    pub(super) fn rule(&self, branch: BranchId) -> RuleRef {
        self.slots[branch as usize].rule
    }

    pub(super) fn add(&mut self, checks: Box<[Check]>, rule: RuleRef) -> BranchId {
        let slot = Slot { checks, rule };
        match self.free.pop() {
            Some(id) => {
                self.slots[id as usize] = slot;
                id
            }
            None => {
                self.slots.push(slot);
                (self.slots.len() - 1) as BranchId
            }
        }
    }

    pub(super) fn remove(&mut self, branch: BranchId) -> Box<[Check]> {
        self.free.push(branch);
        std::mem::take(&mut self.slots[branch as usize].checks)
    }
}
