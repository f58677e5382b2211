//! How many wildcards one value can be in the middle of at once.
//!
//! The service builds one nondeterministic automaton a field and refuses a pattern when some
//! value would occupy too many of its states. This builds the same automaton: a state per
//! character; a star is a state of its own that loops on every byte, and may be skipped. Before
//! the first star, values of one test share states.

use crate::value::wildcard::Wildcard;
use std::collections::{HashMap, HashSet};

/// Values are looked at with their quotes.
const QUOTE: u8 = b'"';

/// Work limit: occupied sets looked at before a field counts as too complex.
const MAX_SETS: usize = 50_000;

/// The wildcards of one test: one, or those of an `anything-but`.
#[derive(Debug, Clone)]
pub(super) struct WildcardSet {
    values: Vec<Vec<Symbol>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Symbol {
    Byte(u8),
    Star,
}

impl WildcardSet {
    pub(super) fn new(wildcards: &[Wildcard]) -> Self {
        Self {
            values: wildcards.iter().map(symbols).collect(),
        }
    }
}

fn symbols(wildcard: &Wildcard) -> Vec<Symbol> {
    let mut symbols = vec![Symbol::Byte(QUOTE)];
    for (i, literal) in wildcard.literals().iter().enumerate() {
        if i > 0 {
            symbols.push(Symbol::Star);
        }
        symbols.extend(literal.bytes().map(Symbol::Byte));
    }
    symbols.push(Symbol::Byte(QUOTE));
    symbols
}

/// The most states that one value can occupy, but no more than `cap`.
pub(super) fn of(sets: &[WildcardSet], cap: usize) -> usize {
    if sets.is_empty() {
        return 0;
    }
    let mut automaton = Automaton::default();
    for set in sets {
        automaton.add(set);
    }
    automaton.busiest(cap)
}

#[derive(Debug, Default)]
struct Automaton {
    states: Vec<State>,
    starts: Vec<usize>,
}

#[derive(Debug, Default)]
struct State {
    on_byte: Vec<(u8, usize)>,
    /// States entered on any byte.
    on_any: Vec<usize>,
}

impl Automaton {
    fn add(&mut self, set: &WildcardSet) {
        let start = self.state();
        self.starts.push(start);
        let mut shared: HashMap<(usize, Symbol), usize> = HashMap::new();
        for value in &set.values {
            self.add_value(start, value, &mut shared);
        }
    }

    fn state(&mut self) -> usize {
        self.states.push(State::default());
        self.states.len() - 1
    }

    fn add_value(
        &mut self,
        start: usize,
        value: &[Symbol],
        shared: &mut HashMap<(usize, Symbol), usize>,
    ) {
        let mut at = start;
        let mut before_star = None;
        let mut sharing = true;
        for &symbol in value {
            if let Some(&known) = sharing.then(|| shared.get(&(at, symbol))).flatten() {
                (before_star, sharing) = after(symbol, at, sharing);
                at = known;
                continue;
            }
            let next = self.state();
            if sharing {
                shared.insert((at, symbol), next);
            }
            self.link(at, symbol, next);
            if let Some(skipping) = before_star {
                self.link(skipping, symbol, next);
            }
            (before_star, sharing) = after(symbol, at, sharing);
            at = next;
        }
    }

    fn link(&mut self, from: usize, symbol: Symbol, to: usize) {
        match symbol {
            Symbol::Byte(byte) => self.states[from].on_byte.push((byte, to)),
            Symbol::Star => {
                self.states[from].on_any.push(to);
                self.states[to].on_any.push(to);
            }
        }
    }

    fn busiest(&self, cap: usize) -> usize {
        let mut seen = HashSet::new();
        let mut open = self.successors(&self.starts);
        let mut most = 0;
        while let Some(occupied) = open.pop() {
            if seen.contains(&occupied) {
                continue;
            }
            most = most.max(self.weight(&occupied));
            if most >= cap || seen.len() >= MAX_SETS {
                return cap;
            }
            open.extend(self.successors(&occupied));
            seen.insert(occupied);
        }
        most
    }

    /// Occupied states, and stars that could be entered next without reading anything.
    fn weight(&self, occupied: &[usize]) -> usize {
        let stars = occupied.iter().flat_map(|&s| &self.states[s].on_any);
        occupied.len() + stars.filter(|star| !occupied.contains(star)).count()
    }

    /// Every set of states that one more byte can lead to.
    fn successors(&self, occupied: &[usize]) -> Vec<Vec<usize>> {
        let always: Vec<usize> = occupied
            .iter()
            .flat_map(|&s| self.states[s].on_any.iter().copied())
            .collect();
        let mut bytes: Vec<u8> = occupied
            .iter()
            .flat_map(|&s| self.states[s].on_byte.iter().map(|(b, _)| *b))
            .collect();
        bytes.sort_unstable();
        bytes.dedup();
        let on = |byte: u8| {
            let targets = occupied.iter().flat_map(|&s| &self.states[s].on_byte);
            targets.filter(move |(b, _)| *b == byte).map(|(_, to)| *to)
        };
        let mut sets: Vec<Vec<usize>> = bytes
            .into_iter()
            .map(|b| normal(always.iter().copied().chain(on(b))))
            .collect();
        sets.push(normal(always.iter().copied()));
        sets.retain(|set| !set.is_empty());
        sets
    }
}

/// The state a star can be skipped from, and whether the next symbol may still share states.
fn after(symbol: Symbol, at: usize, sharing: bool) -> (Option<usize>, bool) {
    match symbol {
        Symbol::Star => (Some(at), false),
        Symbol::Byte(_) => (None, sharing),
    }
}

fn normal(states: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut states: Vec<usize> = states.collect();
    states.sort_unstable();
    states.dedup();
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(texts: &[&str]) -> usize {
        let sets: Vec<WildcardSet> = texts
            .iter()
            .map(|t| WildcardSet::new(&[Wildcard::parse(t).unwrap()]))
            .collect();
        of(&sets, 100)
    }

    #[test]
    fn one_wildcard() {
        for (text, cost) in [
            ("*", 2),
            ("a*", 2),
            ("*.png", 2),
            ("*a*", 3),
            ("*a*b*c", 4),
            ("arn:aws:events:*:*:event-bus/*", 5),
            ("*a*a*a", 6),
            ("*a*a*a*a*a", 10),
            ("*:*:*:*:*:event-bus/*", 11),
        ] {
            assert_eq!(each(&[text]), cost, "{text}");
        }
    }

    #[test]
    fn wildcards_on_one_field_add_up() {
        assert_eq!(each(&["*/datasync/*.bif", "*/datasync/*.tif"]), 8);
        assert_eq!(each(&["*:stack/a/*", "*:stack/b/*", "*:stack/c/*"]), 9);
        assert_eq!(
            each(&["*:stack/a/*", "*:stack/b/*", "*:stack/c/*", "*:stack/d/*"]),
            12
        );
    }

    #[test]
    fn values_of_an_exclusion_share_what_they_begin_with() {
        let list: Vec<Wildcard> = ["*a", "*b"]
            .iter()
            .map(|text| Wildcard::parse(text).unwrap())
            .collect();
        assert_eq!(of(&[WildcardSet::new(&list)], 100), 2);
    }
}
