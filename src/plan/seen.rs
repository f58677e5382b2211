//! What was met already, small enough for millions.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Parts of the set: each grows on its own, so that growing never needs twice the memory of all.
const PARTS: usize = 64;

/// Things that were met, 64 bits of each: about 19 bytes a thing. Two different things agree once
/// in 2^64 pairs, so it may only be asked where a false "met" does no harm.
#[derive(Debug)]
pub(crate) struct Seen {
    parts: Vec<HashSet<u64>>,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            parts: vec![HashSet::new(); PARTS],
        }
    }
}

impl Seen {
    /// Notes a thing; whether it is new.
    pub(crate) fn insert(&mut self, thing: &(impl Hash + ?Sized)) -> bool {
        let hash = digest(thing);
        self.parts[part(hash)].insert(hash)
    }

    /// Whether a thing was met.
    pub(crate) fn contains(&self, thing: &(impl Hash + ?Sized)) -> bool {
        let hash = digest(thing);
        self.parts[part(hash)].contains(&hash)
    }
}

fn digest(thing: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

fn part(hash: u64) -> usize {
    usize::try_from(hash % PARTS as u64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_is_known_and_nothing_else() {
        let mut seen = Seen::default();
        let all: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
        assert!(all.iter().all(|id| seen.insert(id)));
        assert!(all.iter().all(|id| seen.contains(id) && !seen.insert(id)));
        assert!(!seen.contains("another"));
    }
}
