//! Many patterns, one event.
//!
//! Patterns are taken apart into branches, branches into checks on paths. The event is read once,
//! keeping only the leaves at those paths; the [`tree`] leads from their values to the branches
//! that can match; these are verified.

mod affix;
mod affixes;
mod branches;
mod chains;
mod checks;
mod collect;
mod entries;
mod forms;
mod guard;
mod index;
mod paths;
mod ranges;
mod rules;
mod scratch;
mod search;
mod sorted;
mod symbols;
mod tree;
mod verify;

pub(crate) use paths::{Lookup, PathNode, PathTree};
pub use scratch::Scratch;

use crate::error::EventError;
use crate::event::Event;
use crate::pattern::Pattern;
use crate::scan::Scanner;
use branches::Branches;
use collect::Collector;
use guard::First;
use rules::Rules;
use search::Search;
use std::hash::Hash;
use symbols::Symbols;
use tree::{Known, Tree};
use verify::View;

/// Exact checks on these fields come first: together they tell most rules apart.
const FIRST: [&str; 2] = ["source", "detail-type"];

/// Longer texts are refused.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Many patterns by key, asked together.
///
/// ```
/// use coagent_pattern::{Pattern, PatternSet};
///
/// let mut set = PatternSet::new();
/// set.insert("orders", Pattern::parse(r#"{"source": ["shop"], "detail": {"total": [{"numeric": [">", 9]}]}}"#)?);
/// set.insert("audit", Pattern::parse(r#"{"source": [{"prefix": ""}]}"#)?);
/// let keys = set.matches_bytes(br#"{"source": "shop", "detail": {"total": 10}}"#)?;
/// assert_eq!(keys, ["audit", "orders"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PatternSet<K> {
    rules: Rules<K>,
    branches: Branches,
    tree: Tree,
    paths: PathTree,
    symbols: Symbols,
}

impl<K: Clone + Eq + Hash + Ord> PatternSet<K> {
    /// An empty set.
    pub fn new() -> Self {
        Self {
            rules: Rules::new(),
            branches: Branches::default(),
            tree: Tree::new(),
            paths: PathTree::new(),
            symbols: Symbols::default(),
        }
    }

    /// Adds a pattern; one with the same key is replaced.
    pub fn insert(&mut self, key: K, pattern: Pattern) {
        self.remove(&key);
        let mut ids = Vec::with_capacity(pattern.branches().len());
        for branch in pattern.branches() {
            let checks = checks::compile(branch, &mut self.paths, &mut self.symbols);
            let id = self.branches.add(checks);
            let first = self.first();
            let known = Known {
                branches: &self.branches,
                symbols: &self.symbols,
                first,
            };
            self.tree.insert(known, Tree::ROOT, id);
            ids.push(id);
        }
        self.rules.add(key, &ids);
    }

    /// Removes a pattern; `false` if there is none with this key.
    pub fn remove(&mut self, key: &K) -> bool {
        let Some(ids) = self.rules.remove(key) else {
            return false;
        };
        for id in ids {
            let first = self.first();
            let known = Known {
                branches: &self.branches,
                symbols: &self.symbols,
                first,
            };
            self.tree.remove(known, Tree::ROOT, id);
            let checks = self.branches.remove(id);
            checks::release(&checks, &mut self.paths, &mut self.symbols);
        }
        true
    }

    fn first(&self) -> First {
        FIRST.map(|path| self.paths.id_of(path))
    }

    /// How many patterns there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is a pattern with this key.
    pub fn contains_key(&self, key: &K) -> bool {
        self.rules.contains(key)
    }

    /// The keys of the patterns that match, in their order.
    pub fn matches(&self, event: &Event) -> Vec<K> {
        let mut scratch = Scratch::new();
        scratch.start(self.paths.ids());
        collect::collect(event, &mut scratch, &self.paths, &self.symbols);
        self.search(&mut scratch, &[]);
        self.sorted_keys(&scratch)
    }

    /// Like [`PatternSet::matches`], from the text of the event, of which it reads only what the
    /// patterns ask for: mistakes elsewhere in the text may go unnoticed.
    ///
    /// # Errors
    /// The text is not an event.
    pub fn matches_bytes(&self, bytes: &[u8]) -> Result<Vec<K>, EventError> {
        let mut scratch = Scratch::new();
        self.find(&mut scratch, bytes)?;
        Ok(self.sorted_keys(&scratch))
    }

    /// The fastest way: like [`PatternSet::matches_bytes`], with working memory that is kept
    /// between events, and visiting the keys, each once, in no particular order.
    ///
    /// # Errors
    /// The text is not an event.
    pub fn visit_matches<'a>(
        &'a self,
        scratch: &mut Scratch,
        bytes: &[u8],
        mut visit: impl FnMut(&'a K),
    ) -> Result<(), EventError> {
        self.find(scratch, bytes)?;
        self.rules.keys(&scratch.matched).for_each(&mut visit);
        Ok(())
    }

    fn sorted_keys(&self, scratch: &Scratch) -> Vec<K> {
        let mut keys: Vec<K> = self.rules.keys(&scratch.matched).cloned().collect();
        keys.sort_unstable();
        keys
    }

    fn find(&self, scratch: &mut Scratch, bytes: &[u8]) -> Result<(), EventError> {
        if bytes.len() > MAX_BYTES {
            return Err(EventError::new(
                format!("longer than {MAX_BYTES} bytes"),
                MAX_BYTES,
            ));
        }
        scratch.start(self.paths.ids());
        let mut collector = Collector {
            bytes,
            scratch,
            symbols: &self.symbols,
        };
        Scanner::new(bytes, &self.paths, &mut collector).run()?;
        self.search(scratch, bytes);
        Ok(())
    }

    /// Fills `scratch.matched`.
    fn search(&self, scratch: &mut Scratch, event: &[u8]) {
        let matched = std::mem::take(&mut scratch.matched);
        let mut search = Search {
            tree: &self.tree,
            branches: &self.branches,
            view: View {
                scratch,
                symbols: &self.symbols,
                event,
            },
            has_contexts: !scratch.contexts.is_empty(),
            matched,
            repeats: false,
        };
        search.node(Tree::ROOT);
        let Search {
            mut matched,
            repeats,
            ..
        } = search;
        if self.rules.to_first(&mut matched) || repeats {
            matched.sort_unstable();
            matched.dedup();
        }
        scratch.matched = matched;
    }
}

impl<K: Clone + Eq + Hash + Ord> Default for PatternSet<K> {
    fn default() -> Self {
        Self::new()
    }
}
