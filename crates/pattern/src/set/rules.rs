//! Rules by key and by number.

use super::branches::BranchId;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::{BuildHasher, Hash};

#[derive(Debug, Clone)]
pub(super) struct Rules<K> {
    hasher: DefaultHashBuilder,
    numbers: HashTable<u32>,
    slots: Vec<Option<Rule<K>>>,
    free: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Rule<K> {
    key: K,
    branches: Ids,
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
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        self.number(key).is_some()
    }

    fn number(&self, key: &K) -> Option<u32> {
        let hash = self.hasher.hash_one(key);
        self.numbers
            .find(hash, |n| is(&self.slots, *n, key))
            .copied()
    }

    /// A number for a rule to come.
    pub(super) fn reserve(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            (self.slots.len() - 1) as u32
        })
    }

    pub(super) fn fill(&mut self, number: u32, key: K, branches: &[BranchId]) {
        let hash = self.hasher.hash_one(&key);
        let branches = match branches {
            [one] => Ids::One(*one),
            many => Ids::Many(many.into()),
        };
        self.slots[number as usize] = Some(Rule { key, branches });
        let Self {
            hasher,
            numbers,
            slots,
            ..
        } = self;
        let hash_of = |n: &u32| {
            slots[*n as usize]
                .as_ref()
                .map_or(0, |r| hasher.hash_one(&r.key))
        };
        numbers.insert_unique(hash, number, hash_of);
    }

    /// Removes a rule; its branches are left to the caller.
    pub(super) fn remove(&mut self, key: &K) -> Option<Vec<BranchId>> {
        let hash = self.hasher.hash_one(key);
        let slots = &self.slots;
        let entry = self.numbers.find_entry(hash, |n| is(slots, *n, key)).ok()?;
        let (number, _) = entry.remove();
        self.free.push(number);
        let rule = self.slots[number as usize].take()?;
        Some(match rule.branches {
            Ids::One(one) => vec![one],
            Ids::Many(many) => many.into_vec(),
        })
    }

    /// The keys of rules by number.
    pub(super) fn keys<'a>(&'a self, numbers: &[u32]) -> impl Iterator<Item = &'a K> {
        numbers
            .iter()
            .filter_map(|n| self.slots[*n as usize].as_ref())
            .map(|rule| &rule.key)
    }
}

fn is<K: Eq>(slots: &[Option<Rule<K>>], number: u32, key: &K) -> bool {
    slots[number as usize]
        .as_ref()
        .is_some_and(|rule| rule.key == *key)
}
