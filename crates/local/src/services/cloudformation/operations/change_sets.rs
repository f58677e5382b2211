//! Change sets.

use super::{
    deploy::{Begin, check_stack_name, refuse_not_updatable, rollback_or_not},
    look::{parameters_of, tags_of},
    paged,
};
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation,
        change_set::{ChangeSet, Execution, Status},
        definition::{Definition, Identity},
        engine::{Job, set_status},
        fault, limits, model,
        state::{OnFailure, Stack, State},
        status::StackStatus,
        tokens,
    },
    wire::Timestamp,
};

const NO_CHANGES: &str = "The submitted information didn't contain changes. Submit different \
                          information to create a change set.";

impl CloudFormation {
    pub(in super::super) async fn create_change_set(
        &self,
        input: model::Deploy,
        _: &Caller,
    ) -> Result<model::ChangeSetId, Fault> {
        let name = input.change_set_name.clone().unwrap_or_default();
        check_change_set_name(&name)?;
        let found = self
            .ledger
            .read(|state| state.stack(&input.stack_name).cloned());
        let current = found.ok().filter(Stack::is_live);
        let creates = self.creates(&input, current.as_ref())?;
        let stack = match current {
            Some(stack) => stack,
            None => self.stack_to_be(&input.stack_name)?,
        };
        let previous = (!creates).then_some(&stack);
        let definition = self.definition(&input, previous).await?;
        let set = self.new_change_set(&input, &stack, definition, creates)?;
        self.remember(stack, set).await
    }

    /// Whether the change set makes the stack. Without a type it updates one.
    fn creates(&self, input: &model::Deploy, stack: Option<&Stack>) -> Result<bool, Fault> {
        match (input.change_set_type.as_deref().unwrap_or("UPDATE"), stack) {
            ("CREATE", None) => Ok(true),
            ("CREATE", Some(stack)) if stack.status == StackStatus::ReviewInProgress => Ok(true),
            ("CREATE", Some(stack)) => Err(fault::validation(format!(
                "Stack [{}] already exists and cannot be created again with the changeSet [{}].",
                stack.name,
                input.change_set_name.as_deref().unwrap_or_default()
            ))),
            ("UPDATE", Some(stack)) => refuse_not_updatable(stack).map(|()| false),
            ("UPDATE", None) => Err(fault::validation(format!(
                "Stack [{}] does not exist",
                input.stack_name
            ))),
            (other, _) => Err(fault::validation(format!(
                "ChangeSetType {other} is not emulated by the local environment"
            ))),
        }
    }

    fn stack_to_be(&self, name: &str) -> Result<Stack, Fault> {
        check_stack_name(name)?;
        let identity = Identity {
            id: self.arn("stack", name),
            name: name.to_owned(),
        };
        Ok(self.new_stack(
            identity,
            Definition::default(),
            StackStatus::ReviewInProgress,
        ))
    }

    /// Works the changes out. What the template asks for in vain makes the set FAILED with the
    /// reason; a request that is wrong in itself is refused.
    fn new_change_set(
        &self,
        input: &model::Deploy,
        stack: &Stack,
        definition: Definition,
        creates: bool,
    ) -> Result<ChangeSet, Fault> {
        let name = input.change_set_name.clone().unwrap_or_default();
        let bound = self.checked(&definition, &stack.identity(), true)?;
        let (status, reason, changes) = match self.difference(stack, &definition, &bound) {
            Ok((changes, true)) => (Status::CreateComplete, None, changes),
            Ok((_, false)) => (Status::Failed, Some(NO_CHANGES.to_owned()), Vec::new()),
            Err(fault) => (Status::Failed, Some(fault.message), Vec::new()),
        };
        Ok(ChangeSet {
            id: self.arn("changeSet", &name),
            name,
            stack_id: stack.id.clone(),
            stack_name: stack.name.clone(),
            created: self.core.clock.now_millis(),
            description: input.description.clone(),
            creates,
            definition,
            on_failure: input.on_stack_failure,
            execution: match status {
                Status::CreateComplete => Execution::Available,
                Status::Failed => Execution::Unavailable,
            },
            status,
            reason,
            changes,
        })
    }

    async fn remember(&self, stack: Stack, set: ChangeSet) -> Result<model::ChangeSetId, Fault> {
        let answer = model::ChangeSetId {
            id: set.id.clone(),
            stack_id: stack.id.clone(),
        };
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch| {
                refuse_existing_set(state, &set)?;
                limits::change_sets(state, &stack)?;
                if !state.stacks.contains_key(&stack.id) {
                    limits::stacks(state)?;
                    let id = stack.id.clone();
                    state.put_stack(stack, batch);
                    let status = (
                        StackStatus::ReviewInProgress,
                        Some("User Initiated".to_owned()),
                    );
                    set_status(state, &id, status, now, batch)?;
                }
                state.put_change_set(set, batch);
                Ok(answer)
            })
            .await
    }

    pub(in super::super) async fn describe_change_set(
        &self,
        input: model::ChangeSetOf,
        _: &Caller,
    ) -> Result<model::Described, Fault> {
        let (set, execution) = self.ledger.read(|state| {
            let set = find(state, &input)?.clone();
            let execution = execution(state, &set);
            Ok::<_, Fault>((set, execution))
        })?;
        let values = input.include_property_values.unwrap_or(false);
        let changes = set
            .changes
            .iter()
            .cloned()
            .filter_map(|change| model::Change::new(change, values));
        let (changes, next_token) = paged(changes.collect(), input.next_token.as_deref(), 100)?;
        Ok(model::Described {
            parameters: parameters_of(&set.definition),
            tags: tags_of(&set.definition),
            capabilities: set.definition.capabilities.iter().cloned().collect(),
            notification_arns: set.definition.notification_arns.clone(),
            change_set_name: set.name,
            change_set_id: set.id,
            stack_id: set.stack_id,
            stack_name: set.stack_name,
            description: set.description,
            creation_time: Timestamp::from_millis(set.created),
            execution_status: execution,
            status: set.status,
            status_reason: set.reason,
            changes,
            next_token,
            include_nested_stacks: false,
            on_stack_failure: set.on_failure,
        })
    }

    pub(in super::super) async fn execute_change_set(
        &self,
        input: model::ChangeSetOf,
        _: &Caller,
    ) -> Result<model::Nothing, Fault> {
        let now = self.core.clock.now_millis();
        let token = input.client_request_token.as_ref();
        let operation = |kind| self.operation(kind, token.cloned());
        let begun = self
            .ledger
            .change(|state, batch| {
                let set = find(state, &input)?.clone();
                let kind = match set.creates {
                    true => "CREATE_STACK",
                    false => "UPDATE_STACK",
                };
                let stack = state.stack(&set.stack_id)?;
                if tokens::is_retry(state, stack, kind, token)? {
                    return Ok(None);
                }
                refuse_not_executable(state, &set)?;
                let begin = Begin {
                    definition: set.definition.clone(),
                    operation: operation(kind),
                    on_failure: chosen_on_failure(&set, input.disable_rollback),
                    change_set: Some(set.id.clone()),
                };
                let others = state.change_sets.values();
                let others =
                    others.filter(|other| other.stack_id == set.stack_id && other.id != set.id);
                let others: Vec<String> = others.map(|other| other.id.clone()).collect();
                others
                    .iter()
                    .for_each(|id| state.remove_change_set(id, batch));
                let (stack, creates) = (set.stack_id.clone(), set.creates);
                let execution = Execution::ExecuteInProgress;
                state.put_change_set(ChangeSet { execution, ..set }, batch);
                if creates {
                    begin.create(state, &stack, now, batch)?;
                    Ok(Some((stack, Job::Create)))
                } else {
                    begin.update(state, &stack, now, batch)?;
                    Ok(Some((stack, Job::Update)))
                }
            })
            .await?;
        if let Some((stack, job)) = begun {
            self.start(&stack, job);
        }
        Ok(model::Nothing {})
    }

    pub(in super::super) async fn delete_change_set(
        &self,
        input: model::ChangeSetOf,
        _: &Caller,
    ) -> Result<model::Nothing, Fault> {
        self.ledger
            .change(|state, batch| {
                let id = match find(state, &input) {
                    Ok(set) if execution(state, set) == Execution::ExecuteInProgress => {
                        return Err(wrong_status(&set.id, "deleted", "EXECUTE_IN_PROGRESS"));
                    }
                    Ok(set) => set.id.clone(),
                    // Deleting what is not there succeeds, as for stacks.
                    Err(fault) if fault.code == "ChangeSetNotFound" => {
                        return Ok(model::Nothing {});
                    }
                    Err(fault) => return Err(fault),
                };
                state.remove_change_set(&id, batch);
                Ok(model::Nothing {})
            })
            .await
    }

    pub(in super::super) async fn list_change_sets(
        &self,
        input: model::ListChangeSets,
        _: &Caller,
    ) -> Result<model::Summaries, Fault> {
        self.ledger.read(|state| {
            let stack = &state.stack(&input.stack_name)?.id;
            let sets = state
                .change_sets
                .values()
                .filter(|set| set.stack_id == *stack);
            let shown = |set: &ChangeSet| {
                let execution = execution(state, set);
                model::ChangeSetSummary::from(&ChangeSet {
                    execution,
                    ..set.clone()
                })
            };
            let sets = sets.map(shown).collect();
            let (summaries, next_token) = paged(sets, input.next_token.as_deref(), 100)?;
            Ok(model::Summaries {
                summaries,
                next_token,
            })
        })
    }
}

/// The change set of an ARN, or of a name and its stack.
pub(super) fn find<'a>(
    state: &'a State,
    input: &model::ChangeSetOf,
) -> Result<&'a ChangeSet, Fault> {
    let wanted = &input.change_set_name;
    let not_found = || fault::no_change_set(wanted);
    if wanted.starts_with("arn:") {
        return state.change_sets.get(wanted).ok_or_else(not_found);
    }
    let Some(stack) = &input.stack_name else {
        return Err(fault::validation(
            "StackName must be specified if ChangeSetName is not specified as an ARN.",
        ));
    };
    let stack = &state.stack(stack)?.id;
    let mut sets = state.change_sets.values();
    sets.find(|set| set.stack_id == *stack && set.name == *wanted)
        .ok_or_else(not_found)
}

/// What has become of the execution: the stack's status tells.
fn execution(state: &State, set: &ChangeSet) -> Execution {
    let stack = state.stacks.get(&set.stack_id);
    match (set.execution, stack.map(|stack| stack.status)) {
        (
            Execution::ExecuteInProgress,
            Some(StackStatus::CreateComplete | StackStatus::UpdateComplete),
        ) => Execution::ExecuteComplete,
        (Execution::ExecuteInProgress, Some(status)) if !status.is_busy() => {
            Execution::ExecuteFailed
        }
        (execution, _) => execution,
    }
}

fn refuse_existing_set(state: &State, set: &ChangeSet) -> Result<(), Fault> {
    let mut sets = state.change_sets.values();
    if sets.any(|other| other.stack_id == set.stack_id && other.name == set.name) {
        let message = format!("ChangeSet {} already exists", set.name);
        return Err(Fault::new("AlreadyExistsException", message));
    }
    Ok(())
}

fn refuse_not_executable(state: &State, set: &ChangeSet) -> Result<(), Fault> {
    if set.execution != Execution::Available {
        let status = serde_json::to_value(set.status).unwrap_or_default();
        return Err(wrong_status(
            &set.id,
            "executed",
            status.as_str().unwrap_or_default(),
        ));
    }
    let stack = state.stack(&set.stack_id)?;
    if set.creates && stack.status == StackStatus::ReviewInProgress {
        return Ok(());
    }
    refuse_not_updatable(stack)
}

fn wrong_status(id: &str, doing: &str, status: &str) -> Fault {
    let message = format!("ChangeSet [{id}] cannot be {doing} in its current status of [{status}]");
    Fault::new("InvalidChangeSetStatus", message)
}

fn chosen_on_failure(set: &ChangeSet, disable_rollback: Option<bool>) -> OnFailure {
    set.on_failure
        .unwrap_or_else(|| rollback_or_not(disable_rollback))
}

fn check_change_set_name(name: &str) -> Result<(), Fault> {
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let allowed = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if starts && allowed && name.len() <= 128 {
        return Ok(());
    }
    Err(fault::validation(format!(
        "1 validation error detected: Value '{name}' at 'changeSetName' failed to satisfy \
         constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*"
    )))
}
