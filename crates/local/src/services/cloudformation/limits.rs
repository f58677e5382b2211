//! How many there can be of what CloudFormation counts.

use super::{
    fault,
    state::{Stack, State},
};
use crate::fault::Fault;

/// Stacks of an account that are not deleted.
const STACKS: usize = 2_000;
/// Change sets of a stack.
const CHANGE_SETS: usize = 1_000;

/// Whether there can be one more stack.
pub(super) fn stacks(state: &State) -> Result<(), Fault> {
    let live = state.stacks.values().filter(|stack| stack.is_live());
    match live.count() < STACKS {
        true => Ok(()),
        false => Err(fault::limit_exceeded("Limit for stack has been exceeded")),
    }
}

/// Whether a stack can have one more change set.
pub(super) fn change_sets(state: &State, stack: &Stack) -> Result<(), Fault> {
    let sets = state.change_sets.values();
    let sets = sets.filter(|set| set.stack_id == stack.id);
    match sets.count() < CHANGE_SETS {
        true => Ok(()),
        false => Err(fault::limit_exceeded(format!(
            "ChangeSet limit exceeded for stack {}",
            stack.id
        ))),
    }
}
