//! Updating a stack: everything new first, then the removal of what is no longer wanted.

use super::{Worker, record::set_status};
use crate::{
    fault::Fault,
    services::cloudformation::{
        state::{Change, OnFailure, Policy, Resource},
        status::{ResourceStatus, StackStatus},
    },
};

impl Worker {
    /// Makes a stack what its definition says now.
    pub(super) async fn update(&self) -> Result<(), Fault> {
        match self.apply().await {
            Ok(()) => {
                self.conclude(StackStatus::UpdateCompleteCleanupInProgress)
                    .await?;
                self.clean_up().await?;
                self.status(StackStatus::UpdateComplete, None).await
            }
            Err(reason) => self.update_failed(&reason).await,
        }
    }

    /// What becomes of a stack that could not be updated.
    pub(super) async fn update_failed(&self, reason: &str) -> Result<(), Fault> {
        self.interrupt().await?;
        let cancelled = self.look(|stack| stack.operation.cancelled)?;
        if self.look(|stack| stack.on_failure)? == OnFailure::DoNothing && !cancelled {
            self.keep_what_failed().await?;
            self.set_replaced_aside().await?;
            let before = self.look(|stack| stack.stable.clone().or(stack.previous.clone()))?;
            self.settle().await?;
            self.edit(|stack| stack.stable = before).await?;
            return self
                .status(StackStatus::UpdateFailed, Some(reason.to_owned()))
                .await;
        }
        self.status(
            StackStatus::UpdateRollbackInProgress,
            Some(reason.to_owned()),
        )
        .await?;
        self.roll_update_back().await
    }

    /// What was replaced before the failure is deleted with the next update that succeeds.
    async fn set_replaced_aside(&self) -> Result<(), Fault> {
        self.edit(|stack| {
            let replaced = stack.resources.values().cloned();
            let replaced: Vec<Resource> = replaced.filter_map(|one| settled(one).1).collect();
            stack.leftovers.extend(replaced);
        })
        .await
    }

    /// Makes a stack what it was before an update that failed and was left as it is.
    pub(super) async fn go_back(&self) -> Result<(), Fault> {
        match self.apply().await {
            Ok(()) => {
                self.conclude(StackStatus::UpdateRollbackCompleteCleanupInProgress)
                    .await?;
                self.clean_up().await?;
                self.status(StackStatus::UpdateRollbackComplete, None).await
            }
            Err(reason) => {
                self.interrupt().await?;
                self.keep_what_failed().await?;
                self.status(StackStatus::UpdateRollbackFailed, Some(reason))
                    .await
            }
        }
    }

    /// Without a rollback a resource whose update failed keeps its old properties, so that the
    /// next update tries again.
    async fn keep_what_failed(&self) -> Result<(), Fault> {
        let failed = self.look(|stack| {
            let failed = stack.resources.values();
            let failed = failed.filter(|resource| resource.status == ResourceStatus::UpdateFailed);
            failed.cloned().collect::<Vec<_>>()
        })?;
        for resource in failed {
            if let Some(Change::Updated(old) | Change::Replaced(old)) = resource.change {
                let reason = resource.reason.as_deref();
                self.keep(old.now(ResourceStatus::UpdateFailed, reason))
                    .await?;
            }
        }
        Ok(())
    }

    /// The point of no return, in one step: what the new template no longer has and what was
    /// replaced is set aside, and everything else is settled.
    async fn conclude(&self, cleaning_up: StackStatus) -> Result<(), Fault> {
        let (definition, identity) =
            self.look(|stack| (stack.definition.clone(), stack.identity()))?;
        let bound = definition.bind(&self.service.core, &identity)?;
        let now = self.service.core.clock.now_millis();
        self.service
            .ledger
            .change(|state, batch| {
                let mut leftovers = Vec::new();
                for resource in state.stack(&self.stack)?.resources.clone().into_values() {
                    if bound.resource(&resource.logical_id).is_none() {
                        state.remove_resource(&self.stack, &resource.logical_id, batch)?;
                        leftovers.push(resource);
                    } else if resource.change.is_some() {
                        let (settled, old) = settled(resource);
                        state.put_resource(&self.stack, settled, batch)?;
                        leftovers.extend(old);
                    }
                }
                state.edit_stack(&self.stack, batch, |stack| {
                    stack.leftovers.extend(leftovers);
                    stack.previous = None;
                    stack.stable = None;
                })?;
                let status = (cleaning_up, None);
                set_status(state, &self.stack, status, now, batch)
            })
            .await
    }

    /// Deletes what was set aside. What cannot be deleted is said in an event and left behind, as
    /// AWS does.
    pub(super) async fn clean_up(&self) -> Result<(), Fault> {
        let mut leftovers = self.look(|stack| stack.leftovers.clone())?;
        while let Some(at) = last_in_order(&leftovers) {
            let resource = leftovers.remove(at);
            self.remove_leftover(resource).await?;
            let rest = leftovers.clone();
            self.edit(|stack| stack.leftovers = rest).await?;
        }
        Ok(())
    }

    async fn remove_leftover(&self, resource: Resource) -> Result<(), Fault> {
        let Some(id) = resource.physical_id.clone() else {
            return Ok(());
        };
        if resource.on_delete != Policy::Delete {
            return self
                .event(&resource.now(ResourceStatus::DeleteSkipped, None))
                .await;
        }
        self.event(&resource.clone().now(ResourceStatus::DeleteInProgress, None))
            .await?;
        let outcome = self.destroy(&resource, &id).await;
        let ended = match &outcome {
            Ok(()) => resource.now(ResourceStatus::DeleteComplete, None),
            Err(reason) => resource.now(ResourceStatus::DeleteFailed, Some(reason)),
        };
        self.event(&ended).await
    }
}

/// A resource whose change is final, and the one that it replaced, to be deleted.
fn settled(mut resource: Resource) -> (Resource, Option<Resource>) {
    let Some(Change::Replaced(old)) = resource.change.take() else {
        return (resource, None);
    };
    let on_delete = match old.on_replace {
        Policy::Delete => Policy::Delete,
        _ => Policy::Retain,
    };
    let old = Resource { on_delete, ..*old };
    (resource, Some(old))
}

/// One that no other needs.
fn last_in_order(leftovers: &[Resource]) -> Option<usize> {
    let is_needed = |id: &str| {
        leftovers
            .iter()
            .any(|other| other.depends_on.iter().any(|need| need == id))
    };
    let free = leftovers
        .iter()
        .position(|resource| !is_needed(&resource.logical_id));
    free.or(leftovers.len().checked_sub(1))
}
