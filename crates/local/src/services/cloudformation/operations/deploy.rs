//! Creating, updating and deleting stacks.

use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation,
        definition::{Definition, Identity},
        engine::{Job, set_status},
        fault, limits, model,
        state::{OnFailure, Operation, Stack, State},
        status::StackStatus,
    },
    store::Batch,
};

const INITIATED: &str = "User Initiated";

impl CloudFormation {
    pub(in super::super) async fn create_stack(
        &self,
        input: model::Deploy,
        _: &Caller,
    ) -> Result<model::Started, Fault> {
        check_stack_name(&input.stack_name)?;
        let token = input.client_request_token.as_ref();
        let known = self
            .ledger
            .read(|state| state.stack(&input.stack_name).cloned());
        if let Some(stack) = known.ok().filter(Stack::is_live)
            && self.is_retry(&stack, "CREATE_STACK", token)?
        {
            return Ok(started(&stack));
        }
        let identity = Identity {
            id: self.arn("stack", &input.stack_name),
            name: input.stack_name.clone(),
        };
        let definition = self.definition(&input, None).await?;
        let bound = self.checked(&definition, &identity, false)?;
        let mut stack = self.new_stack(identity, definition, StackStatus::CreateInProgress);
        self.foresee(&stack, &bound)?;
        stack.operation = self.operation("CREATE_STACK", input.client_request_token.clone());
        stack.on_failure = on_failure(&input)?;
        stack.protected = input.enable_termination_protection.unwrap_or(false);
        stack.timeout_minutes = input.timeout_in_minutes;
        let started = started(&stack);
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch| {
                refuse_existing(state, &stack.name)?;
                limits::stacks(state)?;
                let (id, status) = (stack.id.clone(), stack.status);
                state.put_stack(stack, batch);
                set_status(state, &id, (status, Some(INITIATED.to_owned())), now, batch)
            })
            .await?;
        self.start(&started.stack_id, Job::Create);
        Ok(started)
    }

    /// A stack without resources yet.
    pub(super) fn new_stack(
        &self,
        identity: Identity,
        definition: Definition,
        status: StackStatus,
    ) -> Stack {
        Stack {
            id: identity.id,
            name: identity.name,
            created: self.core.clock.now_millis(),
            updated: None,
            deleted: None,
            status,
            reason: None,
            definition,
            previous: None,
            stable: None,
            on_failure: OnFailure::default(),
            protected: false,
            timeout_minutes: None,
            change_set: None,
            outputs: Vec::new(),
            imports: Vec::new(),
            resources: Default::default(),
            leftovers: Vec::new(),
            drift: None,
            operation: self.operation("CREATE_CHANGESET", None),
        }
    }

    pub(in super::super) async fn update_stack(
        &self,
        input: model::Deploy,
        _: &Caller,
    ) -> Result<model::Started, Fault> {
        let stack = self
            .ledger
            .read(|state| state.stack(&input.stack_name).cloned())?;
        let token = input.client_request_token.as_ref();
        if self.is_retry(&stack, "UPDATE_STACK", token)? {
            return Ok(started(&stack));
        }
        refuse_not_updatable(&stack)?;
        let definition = self.definition(&input, Some(&stack)).await?;
        let bound = self.checked(&definition, &stack.identity(), false)?;
        let (_, differs) = self.difference(&stack, &definition, &bound)?;
        if !differs && stack.status != StackStatus::UpdateFailed {
            return Err(fault::nothing_changes());
        }
        let begin = Begin {
            definition,
            operation: self.operation("UPDATE_STACK", input.client_request_token),
            on_failure: rollback_or_not(input.disable_rollback),
            change_set: None,
        };
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch| {
                refuse_not_updatable(state.stack(&stack.id)?)?;
                begin.update(state, &stack.id, now, batch)
            })
            .await?;
        self.start(&stack.id, Job::Update);
        self.ledger
            .read(|state| state.stack(&stack.id).map(started))
    }

    pub(in super::super) async fn delete_stack(
        &self,
        input: model::DeleteStack,
        _: &Caller,
    ) -> Result<model::Nothing, Fault> {
        let found = self
            .ledger
            .read(|state| state.stack(&input.stack_name).cloned());
        let Some(stack) = found.ok().filter(Stack::is_live) else {
            return Ok(model::Nothing {});
        };
        let token = input.client_request_token.as_ref();
        if self.is_retry(&stack, "DELETE_STACK", token)? {
            return Ok(model::Nothing {});
        }
        refuse_protected(&stack)?;
        if !input.retain_resources.is_empty() && stack.status != StackStatus::DeleteFailed {
            return Err(fault::validation(
                "Invalid operation on stack. RetainResources can only be specified for stacks in \
                 DELETE_FAILED state.",
            ));
        }
        let force = force(&input, &stack)?;
        if stack.status == StackStatus::DeleteInProgress {
            return Ok(model::Nothing {});
        }
        let operation = Operation {
            retain: input.retain_resources,
            before: Some(stack.status),
            force,
            ..self.operation("DELETE_STACK", input.client_request_token)
        };
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch| {
                let current = state.stack(&stack.id)?;
                if current.status.is_busy() {
                    return Err(fault::wrong_status(
                        &current.id,
                        &current.status.name(),
                        "deleted",
                    ));
                }
                state.edit_stack(&stack.id, batch, |stack| stack.operation = operation)?;
                let status = (StackStatus::DeleteInProgress, Some(INITIATED.to_owned()));
                set_status(state, &stack.id, status, now, batch)
            })
            .await?;
        self.start(&stack.id, Job::Delete);
        Ok(model::Nothing {})
    }

    pub(in super::super) async fn update_termination_protection(
        &self,
        input: model::Protect,
        _: &Caller,
    ) -> Result<model::StackId, Fault> {
        self.ledger
            .change(|state, batch| {
                let stack_id = state.stack(&input.stack_name)?.id.clone();
                let protected = input.enable_termination_protection;
                state.edit_stack(&stack_id, batch, |stack| stack.protected = protected)?;
                Ok(model::StackId { stack_id })
            })
            .await
    }
}

/// How an update begins, and the creation that a change set makes.
pub(super) struct Begin {
    pub(super) definition: Definition,
    pub(super) operation: Operation,
    pub(super) on_failure: OnFailure,
    pub(super) change_set: Option<String>,
}

impl Begin {
    pub(super) fn update(
        self,
        state: &mut State,
        id: &str,
        now: i64,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        state.edit_stack(id, batch, |stack| {
            let old = std::mem::replace(&mut stack.definition, self.definition);
            stack.previous = Some(old);
            stack.operation = self.operation;
            stack.on_failure = self.on_failure;
            stack.updated = Some(now);
            stack.change_set = self.change_set.or(stack.change_set.take());
        })?;
        let status = (StackStatus::UpdateInProgress, Some(INITIATED.to_owned()));
        set_status(state, id, status, now, batch)
    }

    pub(super) fn create(
        self,
        state: &mut State,
        id: &str,
        now: i64,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        state.edit_stack(id, batch, |stack| {
            stack.definition = self.definition;
            stack.operation = self.operation;
            stack.on_failure = self.on_failure;
            stack.updated = Some(now);
            stack.change_set = self.change_set;
        })?;
        let status = (StackStatus::CreateInProgress, Some(INITIATED.to_owned()));
        set_status(state, id, status, now, batch)
    }
}

pub(super) fn started(stack: &Stack) -> model::Started {
    model::Started {
        stack_id: stack.id.clone(),
        operation_id: stack.operation.id.clone(),
    }
}

fn on_failure(input: &model::Deploy) -> Result<OnFailure, Fault> {
    match (input.disable_rollback, input.on_failure) {
        (Some(_), Some(_)) => Err(fault::validation(
            "You can specify either DisableRollback or OnFailure, but not both.",
        )),
        (disabled, None) => Ok(rollback_or_not(disabled)),
        (None, Some(chosen)) => Ok(chosen),
    }
}

pub(super) fn rollback_or_not(disabled: Option<bool>) -> OnFailure {
    match disabled {
        Some(true) => OnFailure::DoNothing,
        _ => OnFailure::Rollback,
    }
}

pub(super) fn check_stack_name(name: &str) -> Result<(), Fault> {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let allowed = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if starts && allowed && name.len() <= 128 {
        return Ok(());
    }
    Err(fault::validation(format!(
        "1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
    )))
}

pub(super) fn refuse_existing(state: &State, name: &str) -> Result<(), Fault> {
    let taken = state
        .stacks
        .values()
        .any(|stack| stack.name == name && stack.is_live());
    if taken {
        Err(fault::stack_exists(name))
    } else {
        Ok(())
    }
}

pub(super) fn refuse_not_updatable(stack: &Stack) -> Result<(), Fault> {
    if stack.status.is_updatable() {
        return Ok(());
    }
    if stack.status == StackStatus::DeleteComplete {
        return Err(fault::no_stack(&stack.name));
    }
    Err(fault::wrong_status(
        &stack.id,
        &stack.status.name(),
        "updated",
    ))
}

/// Whether a deletion may leave behind what it cannot delete.
fn force(input: &model::DeleteStack, stack: &Stack) -> Result<bool, Fault> {
    match input.deletion_mode.as_deref() {
        None | Some("STANDARD") => Ok(false),
        Some("FORCE_DELETE_STACK") if stack.status == StackStatus::DeleteFailed => Ok(true),
        Some("FORCE_DELETE_STACK") => Err(fault::validation(
            "FORCE_DELETE_STACK can only be specified for stacks in DELETE_FAILED state.",
        )),
        Some(other) => Err(fault::validation(format!(
            "1 validation error detected: Value '{other}' at 'deletionMode' failed to satisfy \
             constraint: Member must satisfy enum value set: [STANDARD, FORCE_DELETE_STACK]"
        ))),
    }
}

fn refuse_protected(stack: &Stack) -> Result<(), Fault> {
    if !stack.protected {
        return Ok(());
    }
    Err(fault::validation(format!(
        "Stack [{}] cannot be deleted while TerminationProtection is enabled",
        stack.name
    )))
}
