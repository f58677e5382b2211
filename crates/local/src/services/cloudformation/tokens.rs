//! The tokens of requests: the same request once more is a retry, another one is refused.

use super::{
    CloudFormation, fault,
    state::{Stack, State},
};
use crate::fault::Fault;

/// Whether a request for an operation of this kind is the one that the stack's last operation came
/// from. One without a token never is.
///
/// # Errors
/// `TokenAlreadyExistsException` when another operation of the stack came with the token.
pub(super) fn is_retry(
    state: &State,
    stack: &Stack,
    kind: &str,
    token: Option<&String>,
) -> Result<bool, Fault> {
    let Some(token) = token else {
        return Ok(false);
    };
    let last = &stack.operation;
    if last.token.as_ref() == Some(token) && last.kind == kind {
        return Ok(true);
    }
    let mut events = state.events.get(&stack.id).into_iter().flatten();
    match events.any(|event| event.token.as_ref() == Some(token)) {
        true => Err(fault::token_exists(token)),
        false => Ok(false),
    }
}

impl CloudFormation {
    /// The same of a stack as it is now.
    pub(super) fn is_retry(
        &self,
        stack: &Stack,
        kind: &str,
        token: Option<&String>,
    ) -> Result<bool, Fault> {
        self.ledger
            .read(|state| is_retry(state, stack, kind, token))
    }
}
