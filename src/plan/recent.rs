//! The last of many ids, exactly, in memory that does not grow with their number.

use super::ids::Ids;

/// Ids in each of two generations.
const GENERATION: usize = 50_000;

/// At least the last 50,000 ids that were put in, at most twice as many.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    young: Ids,
    old: Ids,
}

impl Recent {
    /// Adds an id.
    pub(crate) fn insert(&mut self, id: &str) {
        if self.young.len() == GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id);
    }

    /// Whether an id is among them.
    pub(crate) fn contains(&self, id: &str) -> bool {
        self.young.contains(id) || self.old.contains(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_are_known_and_the_first_forgotten() {
        let mut recent = Recent::default();
        let all: Vec<String> = (0..=2 * GENERATION).map(|n| n.to_string()).collect();
        all.iter().for_each(|id| recent.insert(id));
        assert!(all[GENERATION..].iter().all(|id| recent.contains(id)));
        assert!(!recent.contains(&all[0]));
    }
}
