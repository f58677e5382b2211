//! Writing down what happens: statuses with their events.

use super::Worker;
use crate::{
    fault::Fault,
    services::cloudformation::{
        state::{Event, Resource, Stack, State},
        status::{ResourceStatus, StackStatus},
    },
    store::Batch,
};

impl Worker {
    /// Gives the stack a status, with its event.
    pub(super) async fn status(
        &self,
        status: StackStatus,
        reason: Option<String>,
    ) -> Result<(), Fault> {
        let now = self.service.core.clock.now_millis();
        self.service
            .ledger
            .change(|state, batch| set_status(state, &self.stack, (status, reason), now, batch))
            .await
    }

    /// Leaves the status and gives it another reason.
    pub(super) async fn reason(&self, reason: &str) -> Result<(), Fault> {
        self.edit(|stack| stack.reason = Some(reason.to_owned()))
            .await
    }

    pub(super) async fn edit(&self, edit: impl FnOnce(&mut Stack)) -> Result<(), Fault> {
        self.service
            .ledger
            .change(|state, batch| state.edit_stack(&self.stack, batch, edit))
            .await
    }

    /// Stores a resource in its present status, with its event.
    pub(super) async fn note(&self, mut resource: Resource) -> Result<(), Fault> {
        resource.updated = self.service.core.clock.now_millis();
        self.service
            .ledger
            .change(|state, batch| {
                push_resource_event(state, &self.stack, &resource, batch)?;
                state.put_resource(&self.stack, resource, batch)
            })
            .await
    }

    /// An event of a resource that is no longer, or not yet, the stack's own.
    pub(super) async fn event(&self, resource: &Resource) -> Result<(), Fault> {
        let mut resource = resource.clone();
        resource.updated = self.service.core.clock.now_millis();
        self.service
            .ledger
            .change(|state, batch| push_resource_event(state, &self.stack, &resource, batch))
            .await
    }

    /// Stores a resource without an event.
    pub(super) async fn keep(&self, resource: Resource) -> Result<(), Fault> {
        self.service
            .ledger
            .change(|state, batch| state.put_resource(&self.stack, resource, batch))
            .await
    }

    /// Takes a resource out of the stack.
    pub(super) async fn forget(&self, logical_id: &str) -> Result<(), Fault> {
        self.service
            .ledger
            .change(|state, batch| state.remove_resource(&self.stack, logical_id, batch))
            .await
    }
}

/// A stack's new status with its event, also for the operations that begin a job.
pub(in super::super) fn set_status(
    state: &mut State,
    id: &str,
    (status, reason): (StackStatus, Option<String>),
    now: i64,
    batch: &mut Batch,
) -> Result<(), Fault> {
    state.edit_stack(id, batch, |stack| {
        stack.status = status;
        stack.reason.clone_from(&reason);
    })?;
    let stack = state.stack(id)?;
    let event = Event {
        id: uuid::Uuid::new_v4().to_string(),
        at: now,
        operation: stack.operation.id.clone(),
        operation_kind: stack.operation.kind.clone(),
        logical_id: stack.name.clone(),
        physical_id: Some(stack.id.clone()),
        kind: "AWS::CloudFormation::Stack".to_owned(),
        status: status.name(),
        reason,
        properties: None,
        token: stack.operation.token.clone(),
    };
    state.push_event(id, event, batch);
    Ok(())
}

fn push_resource_event(
    state: &mut State,
    stack: &str,
    resource: &Resource,
    batch: &mut Batch,
) -> Result<(), Fault> {
    let operation = state.stack(stack)?.operation.clone();
    let status = resource.status.name();
    let is_deletion = status.starts_with("DELETE");
    let event = Event {
        id: format!(
            "{}-{status}-{}",
            resource.logical_id,
            uuid::Uuid::new_v4().simple()
        ),
        at: resource.updated,
        operation: operation.id,
        operation_kind: operation.kind,
        logical_id: resource.logical_id.clone(),
        physical_id: resource.physical_id.clone(),
        kind: resource.kind.clone(),
        status,
        reason: resource.reason.clone(),
        properties: (!is_deletion).then(|| resource.properties.to_string()),
        token: operation.token,
    };
    state.push_event(stack, event, batch);
    Ok(())
}

impl Resource {
    /// The same resource in another status.
    pub(super) fn now(mut self, status: ResourceStatus, reason: Option<&str>) -> Self {
        self.status = status;
        self.reason = reason.map(str::to_owned);
        self
    }
}
