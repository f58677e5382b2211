//! Rules by key and by number.

use super::branches::BranchId;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::{BuildHasher, Hash};

#[derive(Debug, Clone)]
pub(super) struct Rules<K> {
    hasher: DefaultHashBuilder,
    numbers: HashTable<u32>,
    keys: Vec<Option<K>>,
    branches: Vec<Ids>,
    free: Vec<u32>,
}

/// Nearly all rules have one branch.
#[derive(Debug, Clone)]
enum Ids {
    One(BranchId),
    Many(Box<[BranchId]>),
}

impl<K: Eq + Hash> Rules<K> {
    pub(super) fn new() -> Self {
        Self {
            hasher: DefaultHashBuilder::default(),
            numbers: HashTable::new(),
            keys: Vec::new(),
            branches: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        let hash = self.hasher.hash_one(key);
        self.numbers
            .find(hash, |n| is(&self.keys, *n, key))
            .is_some()
    }

    /// A number for a rule to come.
    pub(super) fn reserve(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.keys.push(None);
            self.branches.push(Ids::Many(Box::default()));
            (self.keys.len() - 1) as u32
        })
    }

    pub(super) fn fill(&mut self, number: u32, key: K, branches: &[BranchId]) {
        let hash = self.hasher.hash_one(&key);
        self.branches[number as usize] = match branches {
            [one] => Ids::One(*one),
            many => Ids::Many(many.into()),
        };
        self.keys[number as usize] = Some(key);
        let Self {
            hasher,
            numbers,
            keys,
            ..
        } = self;
        let hash_of = |n: &u32| {
            keys[*n as usize]
                .as_ref()
                .map_or(0, |key| hasher.hash_one(key))
        };
        numbers.insert_unique(hash, number, hash_of);
    }

    /// Removes a rule; its branches are left to the caller.
    pub(super) fn remove(&mut self, key: &K) -> Option<Vec<BranchId>> {
        let hash = self.hasher.hash_one(key);
        let keys = &self.keys;
        let entry = self.numbers.find_entry(hash, |n| is(keys, *n, key)).ok()?;
        let (number, _) = entry.remove();
        self.free.push(number);
        self.keys[number as usize] = None;
        let empty = Ids::Many(Box::default());
        Some(
            match std::mem::replace(&mut self.branches[number as usize], empty) {
                Ids::One(one) => vec![one],
                Ids::Many(many) => many.into_vec(),
            },
        )
    }

    /// The keys of rules by number.
    pub(super) fn keys<'a>(&'a self, numbers: &[u32]) -> impl Iterator<Item = &'a K> {
        numbers
            .iter()
            .filter_map(|n| self.keys[*n as usize].as_ref())
    }
}

fn is<K: Eq>(keys: &[Option<K>], number: u32, key: &K) -> bool {
    keys[number as usize].as_ref() == Some(key)
}
