//! Many patterns, one event.

use crate::error::EventError;
use crate::event::Event;
use crate::pattern::Pattern;
use std::collections::BTreeMap;
use std::hash::Hash;

/// Many patterns by key, asked together.
#[derive(Debug, Clone)]
pub struct PatternSet<K> {
    patterns: BTreeMap<K, Pattern>,
}

impl<K: Clone + Eq + Hash + Ord> PatternSet<K> {
    /// An empty set.
    pub fn new() -> Self {
        Self {
            patterns: BTreeMap::new(),
        }
    }

    /// Adds a pattern; one with the same key is replaced.
    pub fn insert(&mut self, key: K, pattern: Pattern) {
        self.patterns.insert(key, pattern);
    }

    /// Removes a pattern; `false` if there is none with this key.
    pub fn remove(&mut self, key: &K) -> bool {
        self.patterns.remove(key).is_some()
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// The keys of the patterns that match, in order.
    pub fn matches(&self, event: &Event) -> Vec<K> {
        let matching = self
            .patterns
            .iter()
            .filter(|(_, pattern)| pattern.matches(event));
        matching.map(|(key, _)| key.clone()).collect()
    }

    /// Like [`PatternSet::matches`], from the text of the event.
    ///
    /// # Errors
    /// The text is not an event.
    pub fn matches_bytes(&self, bytes: &[u8]) -> Result<Vec<K>, EventError> {
        Event::parse_bytes(bytes).map(|event| self.matches(&event))
    }
}

impl<K: Clone + Eq + Hash + Ord> Default for PatternSet<K> {
    fn default() -> Self {
        Self::new()
    }
}
