//! Events, newest first.

use super::{change_sets::find, paged};
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation, fault, model,
        state::{Event, Stack, State},
    },
};

impl CloudFormation {
    pub(in super::super) async fn describe_stack_events(
        &self,
        input: model::StackPage,
        _: &Caller,
    ) -> Result<model::StackEvents, Fault> {
        self.ledger.read(|state| {
            let stack = state.stack(input.stack_name.as_deref().unwrap_or_default())?;
            let newest_first = events_of(state, stack).iter().rev();
            let all = newest_first
                .map(|event| model::StackEvent::new(stack, event))
                .collect();
            let (stack_events, next_token) = paged(all, input.next_token.as_deref(), 100)?;
            Ok(model::StackEvents {
                stack_events,
                next_token,
            })
        })
    }

    pub(in super::super) async fn describe_events(
        &self,
        input: model::DescribeEvents,
        _: &Caller,
    ) -> Result<model::OperationEvents, Fault> {
        let failed_only = input
            .filters
            .as_ref()
            .is_some_and(|filter| filter.failed_events);
        self.ledger.read(|state| {
            let stack = stack_of(state, &input)?;
            let of_operation = |event: &&Event| {
                let wanted = input.operation_id.as_ref();
                wanted.is_none_or(|id| event.operation == *id)
            };
            let newest_first = events_of(state, stack).iter().rev().filter(of_operation);
            let kept = newest_first.filter(|event| !failed_only || event.is_failure());
            let all = kept
                .map(|event| model::OperationEvent::new(stack, event))
                .collect();
            let (operation_events, next_token) = paged(all, input.next_token.as_deref(), 100)?;
            Ok(model::OperationEvents {
                operation_events,
                next_token,
            })
        })
    }
}

fn events_of<'a>(state: &'a State, stack: &Stack) -> &'a [Event] {
    state.events.get(&stack.id).map_or(&[], Vec::as_slice)
}

/// The stack that a request names, by itself, by a change set, or by an operation.
fn stack_of<'a>(state: &'a State, input: &model::DescribeEvents) -> Result<&'a Stack, Fault> {
    if let Some(name) = &input.change_set_name {
        let set = model::ChangeSetOf {
            change_set_name: name.clone(),
            stack_name: input.stack_name.clone(),
            next_token: None,
            include_property_values: None,
            client_request_token: None,
            disable_rollback: None,
        };
        return state.stack(&find(state, &set)?.stack_id);
    }
    if let Some(name) = &input.stack_name {
        return state.stack(name);
    }
    let operation = input.operation_id.as_deref().unwrap_or_default();
    let has = |events: &[Event]| events.iter().any(|event| event.operation == operation);
    let found = state.events.iter().find(|(_, events)| has(events));
    match found {
        Some((stack, _)) => state.stack(stack),
        None => Err(fault::validation(
            "One of StackName, ChangeSetName and OperationId must name something that exists.",
        )),
    }
}
