//! One event through the tree.

use super::branches::{BranchId, Branches};
use super::checks::Check;
use super::entries::Entry;
use super::guard::{Class, Guard};
use super::index::{Child, Index, Split, pair_key};
use super::paths::PathId;
use super::scratch::Hit;
use super::tree::{NodeId, Tree};
use super::verify::View;
use crate::scan::Kind;
use hashbrown::HashMap;

pub(super) struct Search<'a> {
    pub(super) tree: &'a Tree,
    pub(super) branches: &'a Branches,
    pub(super) view: View<'a>,
    /// Without contexts, checks that hold one by one hold together.
    pub(super) has_contexts: bool,
    pub(super) matched: Vec<BranchId>,
    /// Whether a branch may have been found twice.
    pub(super) repeats: bool,
}

impl<'a> Search<'a> {
    pub(super) fn node(&mut self, id: NodeId) {
        let node = self.tree.node(id);
        for (branch, done) in self.tree.chains.iter(node.done) {
            self.found(branch, done);
        }
        for entry in node.entries.as_slice() {
            if self.passes(entry) {
                self.found(entry.branch, entry.last);
            }
        }
        for split in &node.splits {
            self.split(split);
        }
    }

    fn split(&mut self, split: &'a Split) {
        if let (Class::Both(_, other), Index::Pairs(map)) = (split.class, &split.index) {
            return self.pairs(split.class.path(), other, map);
        }
        let mut hits = self.view.scratch.at(split.class.path());
        let Some(first) = hits.next() else { return };
        self.hit(&split.index, first);
        for hit in hits {
            self.repeats = true;
            self.hit(&split.index, hit);
        }
    }

    fn pairs(&mut self, one: PathId, other: PathId, map: &HashMap<u64, Child>) {
        let view = self.view;
        for (before, first) in view.scratch.at(one).enumerate() {
            for (between, second) in view.scratch.at(other).enumerate() {
                self.repeats |= before + between > 0;
                if let Some(child) = map.get(&pair_key([first.symbol, second.symbol])) {
                    self.child(*child);
                }
            }
        }
    }

    #[inline]
    fn hit(&mut self, index: &'a Index, hit: &Hit) {
        match index {
            Index::Symbols(map) => {
                if let Some(child) = map.get(&hit.symbol) {
                    self.child(*child);
                }
            }
            Index::Affixes(affixes) if hit.kind == Kind::String => {
                let view = self.view;
                let text = view.scratch.text(hit, view.event);
                affixes.visit(text, view.symbols, |child| self.child(*child));
            }
            Index::Ranges(ranges) => {
                let view = self.view;
                if let Some(value) = view.scratch.number(hit, view.event) {
                    ranges.visit(value, |child| self.child(*child));
                }
            }
            Index::Affixes(_) | Index::Pairs(_) => {}
        }
    }

    #[inline]
    fn child(&mut self, child: Child) {
        match child {
            Child::Node(node) => self.node(node),
            Child::Chain(chain) => {
                if let (Some(branch), false) = (chain.only_done(), self.has_contexts) {
                    return self.matched.push(branch);
                }
                for (branch, done) in self.tree.chains.iter(chain) {
                    self.found(branch, done);
                }
            }
        }
    }

    #[inline]
    fn passes(&self, entry: &Entry) -> bool {
        let view = &self.view;
        match entry.guard {
            Guard::None => true,
            Guard::Symbol { path, symbol } => view.scratch.at(path).any(|hit| hit.symbol == symbol),
            Guard::Both { paths, symbols } => [0, 1].iter().all(|at| {
                let mut hits = view.scratch.at(paths[*at]);
                hits.any(|hit| hit.symbol == symbols[*at])
            }),
            Guard::Affix { path, affix, tail } => view.scratch.at(path).any(|hit| {
                tail.fits(affix.shape, view.scratch.text(hit, view.event))
                    && hit.kind == Kind::String
                    && (tail.is_all() || view.has(hit, affix))
            }),
            Guard::Range { path, low, high } => view
                .scratch
                .at(path)
                .any(|hit| view.scratch.is_within(hit, view.event, low, high)),
            Guard::Symbols { path, check } | Guard::Other { path, check } => {
                let check: &Check = &self.branches.checks(entry.branch)[check as usize];
                view.scratch.at(path).any(|hit| view.satisfies(hit, check))
            }
        }
    }

    /// A branch whose indexed checks hold; `done` if it has no others.
    #[inline]
    fn found(&mut self, branch: BranchId, done: bool) {
        let checks = || self.branches.checks(branch);
        let certain = done && (!self.has_contexts || checks().len() == 1);
        if certain || self.view.holds(checks()) {
            self.matched.push(branch);
        }
    }
}
