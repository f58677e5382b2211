//! Going back on request.

use super::deploy::started;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation,
        engine::{Job, set_status},
        fault, model,
        state::{Operation, Stack},
        status::StackStatus,
    },
    store::Batch,
};

const INITIATED: &str = "User Initiated";
/// The kind of these operations.
const ROLLBACK: &str = "ROLLBACK";

impl CloudFormation {
    /// Undoes what a creation or an update without rollback has left.
    pub(in super::super) async fn rollback_stack(
        &self,
        input: model::GoBack,
        _: &Caller,
    ) -> Result<model::Started, Fault> {
        let stack = self.found(&input.stack_name)?;
        if self.is_retry(&stack, ROLLBACK, input.client_request_token.as_ref())? {
            return Ok(started(&stack));
        }
        let (status, job) = match stack.status {
            StackStatus::CreateFailed => (StackStatus::RollbackInProgress, Job::UndoCreation),
            StackStatus::UpdateFailed if stack.stable.is_some() => {
                (StackStatus::UpdateRollbackInProgress, Job::GoBack)
            }
            _ => return Err(wrong(&stack, "rolled back")),
        };
        self.turn(&stack, input, (status, job), |stack| {
            if let Some(stable) = stack.stable.take() {
                stack.previous = Some(std::mem::replace(&mut stack.definition, stable));
            }
        })
        .await
    }

    /// Goes on with a rollback that failed, without the resources that are to be skipped.
    pub(in super::super) async fn continue_update_rollback(
        &self,
        input: model::GoBack,
        _: &Caller,
    ) -> Result<model::Started, Fault> {
        let stack = self.found(&input.stack_name)?;
        if self.is_retry(&stack, ROLLBACK, input.client_request_token.as_ref())? {
            return Ok(started(&stack));
        }
        if stack.status != StackStatus::UpdateRollbackFailed {
            return Err(wrong(&stack, "continued rolling back"));
        }
        let unknown = input.resources_to_skip.iter();
        let mut unknown = unknown.filter(|id| !stack.resources.contains_key(*id));
        if let Some(id) = unknown.next() {
            return Err(fault::validation(format!(
                "Resource {id} does not exist for stack {}",
                stack.name
            )));
        }
        let job = match stack.operation.goes_back_to_stable() {
            true => Job::GoBack,
            false => Job::Undo,
        };
        let begun = (StackStatus::UpdateRollbackInProgress, job);
        self.turn(&stack, input, begun, |_| {}).await
    }

    /// Makes an update that is under way go back.
    pub(in super::super) async fn cancel_update_stack(
        &self,
        input: model::GoBack,
        _: &Caller,
    ) -> Result<model::Nothing, Fault> {
        let stack = self.found(&input.stack_name)?;
        self.is_retry(&stack, "CANCEL", input.client_request_token.as_ref())?;
        self.ledger
            .change(|state, batch| {
                let current = state.stack(&stack.id)?;
                if current.status != StackStatus::UpdateInProgress {
                    return Err(fault::validation(format!(
                        "CancelUpdateStack cannot be called from current stack status: {}",
                        current.status.name()
                    )));
                }
                state.edit_stack(&stack.id, batch, |stack| stack.operation.cancelled = true)
            })
            .await?;
        Ok(model::Nothing {})
    }

    fn found(&self, name: &str) -> Result<Stack, Fault> {
        self.ledger.read(|state| state.stack(name).cloned())
    }

    /// Begins to go back, when the stack still is what it was.
    async fn turn(
        &self,
        stack: &Stack,
        input: model::GoBack,
        (status, job): (StackStatus, Job),
        edit: impl FnOnce(&mut Stack),
    ) -> Result<model::Started, Fault> {
        let operation = Operation {
            retain: input.resources_to_skip,
            before: match stack.status {
                StackStatus::UpdateRollbackFailed => stack.operation.before,
                status => Some(status),
            },
            ..self.operation(ROLLBACK, input.client_request_token)
        };
        let started = model::Started {
            stack_id: stack.id.clone(),
            operation_id: operation.id.clone(),
        };
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch: &mut Batch| {
                let current = state.stack(&stack.id)?;
                if current.status != stack.status {
                    return Err(wrong(current, "rolled back"));
                }
                state.edit_stack(&stack.id, batch, |stack| {
                    stack.operation = operation;
                    edit(stack);
                })?;
                let begun = (status, Some(INITIATED.to_owned()));
                set_status(state, &stack.id, begun, now, batch)
            })
            .await?;
        self.start(&stack.id, job);
        Ok(started)
    }
}

fn wrong(stack: &Stack, doing: &str) -> Fault {
    fault::wrong_status(&stack.id, &stack.status.name(), doing)
}
