//! Where to look for branches that can match.
//!
//! A node holds branches, each with a [`Guard`]. When there are too many, those of one class go
//! into an index by their guards, and what an index leads to is a chain of branches or again a
//! node. Every branch below a node has passed the checks on the paths that the node has `used`.

use super::branches::{BranchId, Branches};
use super::chains::{Chain, Chains};
use super::checks::Check;
use super::entries::{Entries, Entry};
use super::guard::{Class, First, Guard};
use super::index::{Child, Index, Split};
use super::paths::PathId;
use super::symbols::Symbols;

/// A node with more guarded branches than this is split.
const MANY: usize = 32;

/// A class with fewer branches stays where it is.
const FEW: usize = 8;

/// A chain with more branches that have checks left becomes a node.
const MAX_OPEN: usize = 1;

pub(super) type NodeId = u32;

#[derive(Debug, Clone)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    free: Vec<NodeId>,
    pub(super) chains: Chains,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// Branches whose paths are all used.
    pub(super) done: Chain,
    pub(super) entries: Entries,
    pub(super) splits: Vec<Split>,
    used: Box<[PathId]>,
    /// Trying to split fewer entries would be of no use.
    split_beyond: usize,
}

impl Node {
    /// Where the branches of a guard are, when those of its class were split off.
    fn split_for(&self, guard: Guard) -> Option<usize> {
        let class = guard.class()?;
        self.splits.iter().position(|split| split.class == class)
    }
}

/// What the tree needs to know about the branches.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) branches: &'a Branches,
    pub(super) symbols: &'a Symbols,
    pub(super) first: First,
}

impl Tree {
    pub(super) const ROOT: NodeId = 0;

    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            free: Vec::new(),
            chains: Chains::default(),
        }
    }

    #[inline]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub(super) fn insert(&mut self, known: Known<'_>, node: NodeId, branch: BranchId) {
        let checks = known.branches.checks(branch);
        let at = &mut self.nodes[node as usize];
        if checks.iter().all(|check| at.used.contains(&check.path())) {
            let done = is_done(checks, &at.used, &[]);
            self.chains.push(&mut at.done, branch, done);
            return;
        }
        let guard = Guard::of(checks, &at.used, known.first, known.symbols);
        match at.split_for(guard) {
            Some(split) => self.insert_below(known, node, split, guard, branch),
            None => {
                let last = is_done(checks, &at.used, &guard.paths());
                let entry = Entry {
                    guard,
                    branch,
                    last,
                };
                at.entries.add(entry);
                if at.entries.len() > at.split_beyond.max(MANY) {
                    self.split(known, node);
                }
            }
        }
    }

    fn split(&mut self, known: Known<'_>, node: NodeId) {
        let at = &mut self.nodes[node as usize];
        let mut classes: Vec<(Class, usize)> = Vec::new();
        for class in at
            .entries
            .as_slice()
            .iter()
            .filter_map(|entry| entry.guard.class())
        {
            match classes.iter_mut().find(|(c, _)| *c == class) {
                Some((_, count)) => *count += 1,
                None => classes.push((class, 1)),
            }
        }
        let large: Vec<Class> = classes
            .into_iter()
            .filter(|(_, count)| *count > FEW)
            .map(|(class, _)| class)
            .collect();
        at.splits.extend(large.iter().map(|class| Split {
            class: *class,
            index: Index::new(*class),
        }));
        let is_moved = |entry: &Entry| entry.guard.class().is_some_and(|c| large.contains(&c));
        let (moved, kept): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut at.entries)
            .into_iter()
            .partition(is_moved);
        at.entries = kept.into_iter().collect();
        at.split_beyond = 2 * at.entries.len();
        for entry in moved {
            self.insert(known, node, entry.branch);
        }
    }

    fn insert_below(
        &mut self,
        known: Known<'_>,
        node: NodeId,
        split: usize,
        guard: Guard,
        branch: BranchId,
    ) {
        for guard in single_guards(known, guard, branch) {
            let below = &mut self.nodes[node as usize].splits[split];
            let paths = below.class.paths();
            let child = *below.index.entry(guard, known.symbols);
            let new = self.add_to_child(known, node, &paths, child, branch);
            let split = &mut self.nodes[node as usize].splits[split];
            *split.index.entry(guard, known.symbols) = new;
        }
    }

    fn add_to_child(
        &mut self,
        known: Known<'_>,
        parent: NodeId,
        paths: &[PathId],
        child: Child,
        branch: BranchId,
    ) -> Child {
        let mut chain = match child {
            Child::Node(node) => {
                self.insert(known, node, branch);
                return child;
            }
            Child::Chain(chain) => chain,
        };
        let checks = known.branches.checks(branch);
        let done = is_done(checks, &self.nodes[parent as usize].used, paths);
        if done || self.chains.open(chain) < MAX_OPEN {
            self.chains.push(&mut chain, branch, done);
            return Child::Chain(chain);
        }
        let mut used = self.nodes[parent as usize].used.to_vec();
        used.extend(paths);
        let node = self.new_node(used.into());
        let moved: Vec<BranchId> = self.chains.iter(chain).map(|(branch, _)| branch).collect();
        self.chains.clear(chain);
        for branch in moved.into_iter().chain([branch]) {
            self.insert(known, node, branch);
        }
        Child::Node(node)
    }

    fn new_node(&mut self, used: Box<[PathId]>) -> NodeId {
        let node = Node {
            used,
            ..Node::default()
        };
        match self.free.pop() {
            Some(id) => {
                self.nodes[id as usize] = node;
                id
            }
            None => {
                self.nodes.push(node);
                (self.nodes.len() - 1) as NodeId
            }
        }
    }

    pub(super) fn remove(&mut self, known: Known<'_>, node: NodeId, branch: BranchId) {
        let checks = known.branches.checks(branch);
        let at = &mut self.nodes[node as usize];
        if checks.iter().all(|check| at.used.contains(&check.path())) {
            self.chains.remove(&mut at.done, branch);
            return;
        }
        let guard = Guard::of(checks, &at.used, known.first, known.symbols);
        match at.split_for(guard) {
            Some(split) => self.remove_below(known, node, split, guard, branch),
            None => at.entries.remove(branch),
        }
    }

    fn remove_below(
        &mut self,
        known: Known<'_>,
        node: NodeId,
        split: usize,
        guard: Guard,
        branch: BranchId,
    ) {
        for guard in single_guards(known, guard, branch) {
            let index = &mut self.nodes[node as usize].splits[split].index;
            let child = *index.entry(guard, known.symbols);
            let left = self.remove_from_child(known, child, branch);
            let index = &mut self.nodes[node as usize].splits[split].index;
            match left {
                Child::EMPTY => index.remove(guard, known.symbols),
                left => *index.entry(guard, known.symbols) = left,
            }
        }
        let at = &mut self.nodes[node as usize];
        if at.splits[split].index.is_empty() {
            at.splits.swap_remove(split);
        }
    }

    fn remove_from_child(&mut self, known: Known<'_>, child: Child, branch: BranchId) -> Child {
        match child {
            Child::Chain(mut chain) => {
                self.chains.remove(&mut chain, branch);
                Child::Chain(chain)
            }
            Child::Node(node) => {
                self.remove(known, node, branch);
                let left = &self.nodes[node as usize];
                if left.done.is_empty() && left.entries.is_empty() && left.splits.is_empty() {
                    self.nodes[node as usize] = Node::default();
                    self.free.push(node);
                    return Child::EMPTY;
                }
                child
            }
        }
    }
}

/// Whether a branch has nothing left to check when what is used and `more` have been decided.
fn is_done(checks: &[Check], used: &[PathId], more: &[PathId]) -> bool {
    let is_used = |check: &Check| used.contains(&check.path()) || more.contains(&check.path());
    checks
        .iter()
        .all(|check| is_used(check) && check.is_decided())
}

/// A guard that lists several strings, as one guard for each.
fn single_guards(known: Known<'_>, guard: Guard, branch: BranchId) -> Vec<Guard> {
    let Guard::Symbols { path, check } = guard else {
        return vec![guard];
    };
    let symbols = known.branches.checks(branch)[check as usize].symbols();
    symbols
        .iter()
        .map(|&symbol| Guard::Symbol { path, symbol })
        .collect()
}
