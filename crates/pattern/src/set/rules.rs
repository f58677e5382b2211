//! Rules by key and by branch.
//!
//! Nearly all rules have one branch: so a rule goes by the number of its first branch, and from a
//! branch that matches it is one step to the key.

use super::branches::BranchId;
use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use std::hash::{BuildHasher, Hash};

#[derive(Debug, Clone)]
pub(super) struct Rules<K> {
    hasher: DefaultHashBuilder,
    first_branches: HashTable<BranchId>,
    /// What each branch belongs to.
    slots: Vec<Slot<K>>,
    /// All branches of the rules that have several, by the first one.
    several: HashMap<BranchId, Box<[BranchId]>>,
}

#[derive(Debug, Clone)]
enum Slot<K> {
    Free,
    /// The first branch of the rule with this key.
    Key(K),
    /// Another branch of the rule whose first branch this is.
    Of(BranchId),
}

impl<K: Eq + Hash> Rules<K> {
    pub(super) fn new() -> Self {
        Self {
            hasher: DefaultHashBuilder::default(),
            first_branches: HashTable::new(),
            slots: Vec::new(),
            several: HashMap::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.first_branches.len()
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        let hash = self.hasher.hash_one(key);
        let is_it = |at: &BranchId| key_at(&self.slots, *at) == Some(key);
        self.first_branches.find(hash, is_it).is_some()
    }

    /// Adds a rule whose key is new; it has at least one branch.
    pub(super) fn add(&mut self, key: K, branches: &[BranchId]) {
        let Some((&first, others)) = branches.split_first() else {
            return;
        };
        let end = branches.iter().max().map_or(0, |last| *last as usize + 1);
        if self.slots.len() < end {
            self.slots.resize_with(end, || Slot::Free);
        }
        let hash = self.hasher.hash_one(&key);
        self.slots[first as usize] = Slot::Key(key);
        for other in others {
            self.slots[*other as usize] = Slot::Of(first);
        }
        if !others.is_empty() {
            self.several.insert(first, branches.into());
        }
        let (hasher, slots) = (&self.hasher, &self.slots);
        let hash_of = |at: &BranchId| key_at(slots, *at).map_or(0, |key| hasher.hash_one(key));
        self.first_branches.insert_unique(hash, first, hash_of);
    }

    /// Removes a rule; its branches are left to the caller.
    pub(super) fn remove(&mut self, key: &K) -> Option<Box<[BranchId]>> {
        let hash = self.hasher.hash_one(key);
        let is_it = |at: &BranchId| key_at(&self.slots, *at) == Some(key);
        let (first, _) = self.first_branches.find_entry(hash, is_it).ok()?.remove();
        let one = || Box::from([first]);
        let branches = self.several.remove(&first).unwrap_or_else(one);
        for branch in &branches {
            self.slots[*branch as usize] = Slot::Free;
        }
        Some(branches)
    }

    /// Replaces branches by the first branches of their rules; answers whether some were others.
    pub(super) fn to_first(&self, branches: &mut [BranchId]) -> bool {
        let mut moved = false;
        if self.several.is_empty() {
            return moved;
        }
        for branch in branches {
            if let Slot::Of(first) = self.slots[*branch as usize] {
                *branch = first;
                moved = true;
            }
        }
        moved
    }

    /// The keys of rules by their first branches.
    pub(super) fn keys<'a>(&'a self, branches: &[BranchId]) -> impl Iterator<Item = &'a K> {
        branches.iter().filter_map(|at| key_at(&self.slots, *at))
    }
}

fn key_at<K>(slots: &[Slot<K>], branch: BranchId) -> Option<&K> {
    match &slots[branch as usize] {
        Slot::Key(key) => Some(key),
        Slot::Free | Slot::Of(_) => None,
    }
}
