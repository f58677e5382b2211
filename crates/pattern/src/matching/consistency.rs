//! Conditions that must hold together, in the same elements of the event's arrays.
//!
//! Conditions are taken in their order. Each settles on one field that satisfies it and agrees
//! with the elements settled so far, or on the absence of any such field. Equal settlements are
//! explored once, and elements that no later condition can contradict are forgotten, so the work
//! grows with the number of elements, not with the number of combinations.

use crate::event::{Context, Contexts};
use std::collections::{HashMap, HashSet};

/// What [`holds`] needs to know.
pub(crate) trait Question {
    fn conditions(&self) -> usize;
    /// Whether the condition is satisfied when no field is there.
    fn may_be_absent(&self, condition: usize) -> bool;
    /// Visits the contexts of the fields that satisfy the condition.
    fn satisfying(&self, condition: usize, visit: &mut dyn FnMut(Context));
    /// Visits the contexts of all fields at the condition's path.
    fn present(&self, condition: usize, visit: &mut dyn FnMut(Context));
}

/// Settlements explored before the answer is "no": out of reach of any event of a service, which
/// takes at most 1 MB.
const MAX_STATES: usize = 200_000;

/// Whether all conditions can be satisfied together.
pub(crate) fn holds(question: &impl Question, contexts: &Contexts) -> bool {
    match without_arrays(question) {
        Some(answer) => answer,
        None => Search::new(question, contexts).run(),
    }
}

/// The answer, unless it depends on array elements.
fn without_arrays(question: &impl Question) -> Option<bool> {
    let mut in_arrays = false;
    for condition in 0..question.conditions() {
        let mut satisfied = false;
        question.satisfying(condition, &mut |context| {
            satisfied = true;
            in_arrays |= context != Contexts::ROOT;
        });
        if satisfied {
            continue;
        }
        if !question.may_be_absent(condition) {
            return Some(false);
        }
        let mut present = false;
        let mut everywhere = false;
        question.present(condition, &mut |context| {
            present = true;
            in_arrays |= context != Contexts::ROOT;
            everywhere |= context == Contexts::ROOT;
        });
        if everywhere {
            return Some(false);
        }
        in_arrays |= present;
    }
    (!in_arrays).then_some(true)
}

type Settled = Vec<(u32, u32)>;

struct Search<'a, Q> {
    question: &'a Q,
    contexts: &'a Contexts,
    /// The last condition that has a field in each array.
    last_use: HashMap<u32, usize>,
    seen: HashSet<(usize, Settled)>,
    open: Vec<(usize, Settled)>,
}

impl<'a, Q: Question> Search<'a, Q> {
    fn new(question: &'a Q, contexts: &'a Contexts) -> Self {
        let mut last_use = HashMap::new();
        for condition in 0..question.conditions() {
            question.present(condition, &mut |context| {
                for (array, _) in contexts.pairs(context) {
                    last_use.insert(array, condition);
                }
            });
        }
        let start = (0, Settled::new());
        Self {
            question,
            contexts,
            last_use,
            seen: HashSet::new(),
            open: vec![start],
        }
    }

    fn run(mut self) -> bool {
        while let Some((condition, settled)) = self.open.pop() {
            if condition == self.question.conditions() {
                return true;
            }
            for next in self.settlements(condition, &settled) {
                let state = (condition + 1, next);
                if self.seen.len() < MAX_STATES && self.seen.insert(state.clone()) {
                    self.open.push(state);
                }
            }
        }
        false
    }

    fn settlements(&self, condition: usize, settled: &Settled) -> Vec<Settled> {
        let mut next = Vec::new();
        self.question.satisfying(condition, &mut |context| {
            if self.contexts.agrees(settled, context) {
                next.push(self.settle(condition, settled, context));
            }
        });
        if self.question.may_be_absent(condition) && self.is_absent(condition, settled) {
            next.push(self.settle(condition, settled, Contexts::ROOT));
        }
        next
    }

    fn is_absent(&self, condition: usize, settled: &Settled) -> bool {
        let mut absent = true;
        self.question.present(condition, &mut |context| {
            absent &= !self.contexts.agrees(settled, context);
        });
        absent
    }

    fn settle(&self, condition: usize, settled: &Settled, context: Context) -> Settled {
        let mut next: Settled = settled
            .iter()
            .copied()
            .chain(self.contexts.pairs(context))
            .collect();
        next.retain(|(array, _)| {
            self.last_use
                .get(array)
                .is_some_and(|last| *last > condition)
        });
        next.sort_unstable();
        next.dedup();
        next
    }
}
