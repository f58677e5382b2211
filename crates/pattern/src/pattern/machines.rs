//! Which value tests share one machine in the service.
//!
//! The service adds the branches of a pattern to a tree: a state for what has matched so far, and
//! for the next field a machine that holds all its value tests. Branches that begin alike share
//! machines. Two rules depend on that: the complexity of wildcards is counted per machine, and
//! numbers or addresses in a machine change how it reads values.

use super::complexity::{self, WildcardSet};
use super::{Branch, Excluded, Matcher};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Wildcards of one field that cost more than this are refused.
const MAX_COMPLEXITY: usize = 10;

/// Checks the complexity and notes which conditions read addresses.
pub(super) fn check(branches: &mut [Branch]) -> Result<(), &'static str> {
    if branches.iter().all(is_simple) {
        return Ok(());
    }
    let mut tree = Tree {
        states: vec![State::default()],
    };
    for branch in branches.iter() {
        tree.add(branch);
    }
    if tree.complexity() > MAX_COMPLEXITY {
        return Err(
            "Rule is too complex - try using fewer wildcard characters or fewer repeating \
                    character sequences after a wildcard character",
        );
    }
    for branch in branches.iter_mut() {
        tree.note_addresses(branch);
    }
    Ok(())
}

fn is_simple(branch: &Branch) -> bool {
    let special = |m: &Matcher| reads_addresses(m) || wildcards(m).is_some();
    !branch
        .conditions
        .iter()
        .flat_map(|c| c.matchers.iter())
        .any(special)
}

fn reads_addresses(matcher: &Matcher) -> bool {
    matches!(matcher, Matcher::Ip(..) | Matcher::Cidr(_))
}

fn reads_numbers(matcher: &Matcher) -> bool {
    match matcher {
        Matcher::Number(number) => number.value.is_some(),
        Matcher::Numeric(_) | Matcher::AnythingBut(Excluded::Numbers(_)) => true,
        _ => false,
    }
}

fn wildcards(matcher: &Matcher) -> Option<WildcardSet> {
    match matcher {
        Matcher::Wildcard(wildcard) => Some(WildcardSet::new(std::slice::from_ref(wildcard))),
        Matcher::AnythingBut(Excluded::Wildcards(list)) => Some(WildcardSet::new(list)),
        _ => None,
    }
}

#[derive(Debug)]
struct Tree {
    states: Vec<State>,
}

#[derive(Debug, Default)]
struct State {
    machines: HashMap<Arc<str>, Machine>,
    /// Where `exists: false` of a field leads.
    absent: HashMap<Arc<str>, usize>,
}

#[derive(Debug, Default)]
struct Machine {
    /// Each test, by what it tests, and the state it leads to.
    tests: HashMap<String, usize>,
    wildcards: Vec<WildcardSet>,
    reads_numbers: bool,
    reads_addresses: bool,
}

impl Tree {
    fn add(&mut self, branch: &Branch) {
        let mut states = vec![0];
        for condition in &branch.conditions {
            let mut next = Vec::new();
            for state in states {
                self.add_condition(state, &condition.path, &condition.matchers, &mut next);
            }
            next.sort_unstable();
            next.dedup();
            states = next;
        }
    }

    fn add_condition(
        &mut self,
        state: usize,
        path: &Arc<str>,
        matchers: &[Matcher],
        reached: &mut Vec<usize>,
    ) {
        let mut last = None;
        for matcher in matchers {
            let fresh = last.unwrap_or(self.states.len());
            let next = match matcher {
                Matcher::Exists(false) => *self.states[state]
                    .absent
                    .entry(Arc::clone(path))
                    .or_insert(fresh),
                _ => {
                    let machine = self.states[state]
                        .machines
                        .entry(Arc::clone(path))
                        .or_default();
                    machine.add(matcher, fresh)
                }
            };
            if next == self.states.len() {
                self.states.push(State::default());
            }
            last = Some(next);
            reached.push(next);
        }
    }

    /// The most complex machine that a value leads to.
    fn complexity(&self) -> usize {
        let mut seen = HashSet::from([0]);
        let mut open = vec![0];
        let mut most = 0;
        while let Some(state) = open.pop() {
            for machine in self.states[state].machines.values() {
                most = most.max(complexity::of(&machine.wildcards, MAX_COMPLEXITY + 1));
                open.extend(machine.tests.values().filter(|next| seen.insert(**next)));
            }
        }
        most
    }

    fn note_addresses(&self, branch: &mut Branch) {
        let mut states = vec![0];
        for condition in &mut branch.conditions {
            let mut next = Vec::new();
            let mut reads = (false, false);
            for state in states.iter().map(|&s: &usize| &self.states[s]) {
                if let Some(machine) = state.machines.get(&condition.path) {
                    reads.0 |= machine.reads_addresses;
                    reads.1 |= machine.reads_numbers;
                    let ids = condition.matchers.iter().flat_map(identities);
                    next.extend(ids.filter_map(|id| machine.tests.get(&id)));
                }
                next.extend(state.absent.get(&condition.path));
            }
            next.sort_unstable();
            next.dedup();
            condition.reads_addresses = reads.0 && !reads.1;
            states = next;
        }
    }
}

impl Machine {
    fn add(&mut self, matcher: &Matcher, fresh: usize) -> usize {
        self.reads_numbers |= reads_numbers(matcher);
        self.reads_addresses |= reads_addresses(matcher);
        let mut next = fresh;
        for id in identities(matcher) {
            let known = self.tests.get(&id).copied();
            if let (None, Some(set)) = (known, wildcards(matcher)) {
                self.wildcards.push(set);
            }
            next = *self.tests.entry(id).or_insert(next);
        }
        next
    }
}

/// What a test tests, whatever its spelling. A number literal is two tests in the service.
fn identities(matcher: &Matcher) -> Vec<String> {
    match matcher {
        Matcher::Number(number) => {
            let value = number.value.map(|v| format!("={v:e}"));
            value
                .into_iter()
                .chain([format!("#{}", number.text)])
                .collect()
        }
        Matcher::Numeric(range) if range.equals => {
            vec![format!(
                "={:e}",
                range.low().map_or(0.0, |(value, _)| value)
            )]
        }
        Matcher::Numeric(range) => vec![format!("numeric {:?} {:?}", range.low(), range.high())],
        Matcher::String(text) | Matcher::Exactly(text) => vec![format!("\"{text}")],
        Matcher::Ip(_, range) => vec![format!("range {range:?}")],
        Matcher::Cidr(cidr) => vec![format!("range {:?}", cidr.range)],
        Matcher::AnythingBut(Excluded::Numbers(numbers)) => {
            vec![set("anything-but number", numbers, |n| {
                format!("{:?}", n.value)
            })]
        }
        Matcher::AnythingBut(excluded) => vec![exclusion(excluded)],
        _ => vec![matcher.to_string()],
    }
}

fn exclusion(excluded: &Excluded) -> String {
    match excluded {
        Excluded::Strings(texts) => set("anything-but", texts, Clone::clone),
        Excluded::Prefixes(texts) => set("anything-but prefix", texts, Clone::clone),
        Excluded::Suffixes(texts) => set("anything-but suffix", texts, Clone::clone),
        Excluded::Folds(folds) => set("anything-but fold", folds, |f| f.text.clone()),
        Excluded::Wildcards(list) => set("anything-but wildcard", list, ToString::to_string),
        Excluded::Numbers(numbers) => set("anything-but number", numbers, |n| n.text.clone()),
    }
}

fn set<T>(kind: &str, items: &[T], text: impl Fn(&T) -> String) -> String {
    let mut texts: Vec<String> = items.iter().map(text).collect();
    texts.sort_unstable();
    texts.dedup();
    format!("{kind} {texts:?}")
}
