//! The branches of all rules.

use super::checks::Check;

pub(super) type BranchId = u32;

#[derive(Debug, Clone, Default)]
pub(super) struct Branches {
    checks: Vec<Box<[Check]>>,
    free: Vec<BranchId>,
}

impl Branches {
    #[inline]
    pub(super) fn checks(&self, branch: BranchId) -> &[Check] {
        &self.checks[branch as usize]
    }

    pub(super) fn add(&mut self, checks: Box<[Check]>) -> BranchId {
        match self.free.pop() {
            Some(id) => {
                self.checks[id as usize] = checks;
                id
            }
            None => {
                self.checks.push(checks);
                (self.checks.len() - 1) as BranchId
            }
        }
    }

    pub(super) fn remove(&mut self, branch: BranchId) -> Box<[Check]> {
        self.free.push(branch);
        std::mem::take(&mut self.checks[branch as usize])
    }
}
