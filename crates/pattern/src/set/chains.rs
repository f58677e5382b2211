//! Short lists of branches, all in one place.

use super::branches::BranchId;

const NONE: u32 = u32::MAX;

/// Set on branches that have no checks left.
const DONE: u32 = 1 << 30;

/// Set on heads that are the only branch of their list themselves.
const ONLY: u32 = 1 << 31;

/// A list: its head, or its only branch, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain(u32);

impl Chain {
    pub(super) const EMPTY: Self = Self(NONE);

    pub(super) fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// The branch of a list that has one, which has no checks left.
    #[inline]
    pub(super) fn only_done(self) -> Option<BranchId> {
        let marks = ONLY | DONE;
        (self.0 & marks == marks && !self.is_empty()).then_some(self.0 & !marks)
    }

    fn only(self) -> Option<u32> {
        (self.0 & ONLY != 0 && !self.is_empty()).then_some(self.0 & !ONLY)
    }
}

impl Default for Chain {
    fn default() -> Self {
        Self::EMPTY
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Chains {
    links: Vec<Link>,
    free: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Link {
    branch: u32,
    next: u32,
}

impl Chains {
    /// The branches, and whether they have no checks left.
    #[inline]
    pub(super) fn iter(&self, chain: Chain) -> impl Iterator<Item = (BranchId, bool)> + '_ {
        let mut only = chain.only();
        let mut at = chain.0;
        std::iter::from_fn(move || {
            let branch = match only.take() {
                Some(only) => only,
                None => {
                    let link = self.links.get(at as usize)?;
                    at = link.next;
                    link.branch
                }
            };
            Some((branch & !DONE, branch & DONE != 0))
        })
    }

    /// How many branches have checks left.
    pub(super) fn open(&self, chain: Chain) -> usize {
        // Branches with checks left are put in front.
        self.iter(chain).take_while(|(_, done)| !done).count()
    }

    pub(super) fn push(&mut self, chain: &mut Chain, branch: BranchId, done: bool) {
        let branch = branch | if done { DONE } else { 0 };
        if chain.is_empty() {
            *chain = Chain(branch | ONLY);
            return;
        }
        if let Some(only) = chain.only() {
            *chain = Chain(self.add(Link {
                branch: only,
                next: NONE,
            }));
        }
        let mut link = Link {
            branch,
            next: chain.0,
        };
        let front = self.links.get(chain.0 as usize).copied();
        match front {
            // A finished branch goes behind an open one.
            Some(front) if done && front.branch & DONE == 0 => {
                let last_open = self.last_open(chain.0);
                link.next = self.links[last_open as usize].next;
                let new = self.add(link);
                self.links[last_open as usize].next = new;
            }
            _ => *chain = Chain(self.add(link)),
        }
    }

    fn last_open(&self, mut at: u32) -> u32 {
        while let Some(next) = self.links.get(self.links[at as usize].next as usize) {
            if next.branch & DONE != 0 {
                break;
            }
            at = self.links[at as usize].next;
        }
        at
    }

    fn add(&mut self, link: Link) -> u32 {
        match self.free.pop() {
            Some(at) => {
                self.links[at as usize] = link;
                at
            }
            None => {
                self.links.push(link);
                (self.links.len() - 1) as u32
            }
        }
    }

    pub(super) fn remove(&mut self, chain: &mut Chain, branch: BranchId) {
        if chain.only().is_some_and(|only| only & !DONE == branch) {
            *chain = Chain::EMPTY;
            return;
        }
        let mut before = NONE;
        let mut at = chain.0;
        while let Some(&link) = self.links.get(at as usize) {
            if link.branch & !DONE == branch {
                match before {
                    NONE => *chain = Chain(link.next),
                    _ => self.links[before as usize].next = link.next,
                }
                self.free.push(at);
                return;
            }
            before = at;
            at = link.next;
        }
    }

    pub(super) fn clear(&mut self, chain: Chain) {
        let mut at = chain.0;
        while let Some(link) = self.links.get(at as usize) {
            self.free.push(at);
            at = link.next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_branches_come_first() {
        let (mut chains, mut chain) = (Chains::default(), Chain::EMPTY);
        for (branch, done) in [(1, true), (2, false), (3, true), (4, false)] {
            chains.push(&mut chain, branch, done);
        }
        assert_eq!(chains.open(chain), 2);
        assert_eq!(
            chains.iter(chain).map(|(b, _)| b).collect::<Vec<_>>(),
            [4, 2, 3, 1]
        );
        for branch in [2, 4, 1, 3] {
            chains.remove(&mut chain, branch);
        }
        assert!(chain.is_empty());
    }
}
