//! After a restart: operations that were cut off.
//!
//! Deletions, rollbacks and clean-ups go on where they were. A creation or an update goes back,
//! as if a resource had failed: what the template's values were when it began may no longer hold.

use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{
    Worker,
    step::{effective, kind_of},
};
use crate::{
    fault::Fault,
    services::cloudformation::{
        CloudFormation,
        state::{Change, Resource, Stack},
        status::{ResourceStatus, StackStatus},
    },
};

const STOPPED: &str = "The local environment stopped during the operation. ";

/// Takes up every operation that was under way. Waits until the other services are there.
pub(in super::super) fn resume(service: &Arc<CloudFormation>) {
    let busy: Vec<String> = service.ledger.read(|state| {
        let busy = state.stacks.values().filter(|stack| stack.status.is_busy());
        busy.map(|stack| stack.id.clone()).collect()
    });
    for stack in busy {
        let worker = Worker {
            service: Arc::clone(service),
            stack,
        };
        service.core.spawn(async move {
            while worker.service.core.cloud().is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let outcome = worker.take_up().await;
            worker.say_why(outcome).await;
        });
    }
}

impl Worker {
    async fn take_up(&self) -> Result<(), Fault> {
        let status = self.look(|stack| stack.status)?;
        let going_on = || Some(format!("{STOPPED}It goes on."));
        match status {
            StackStatus::CreateInProgress => self.creation_failed(STOPPED).await,
            StackStatus::UpdateInProgress => self.update_failed(STOPPED).await,
            StackStatus::DeleteInProgress => {
                self.status(status, going_on()).await?;
                self.delete().await
            }
            StackStatus::RollbackInProgress => {
                self.status(status, going_on()).await?;
                self.roll_creation_back().await
            }
            StackStatus::UpdateRollbackInProgress => {
                self.status(status, going_on()).await?;
                match self.look(|stack| stack.operation.goes_back_to_stable())? {
                    true => {
                        self.interrupt().await?;
                        self.go_back().await
                    }
                    false => self.roll_update_back().await,
                }
            }
            StackStatus::UpdateCompleteCleanupInProgress => {
                self.clean_up().await?;
                self.status(StackStatus::UpdateComplete, None).await
            }
            StackStatus::UpdateRollbackCompleteCleanupInProgress => {
                self.clean_up().await?;
                self.status(StackStatus::UpdateRollbackComplete, None).await
            }
            _ => Ok(()),
        }
    }

    /// Marks resources whose making or changing was cut off as failed.
    pub(super) async fn interrupt(&self) -> Result<(), Fault> {
        let cut_off = self.look(|stack| {
            let resources = stack.resources.values();
            let cut_off = resources.filter(|resource| {
                matches!(
                    resource.status,
                    ResourceStatus::CreateInProgress | ResourceStatus::UpdateInProgress
                )
            });
            cut_off.cloned().collect::<Vec<_>>()
        })?;
        for resource in cut_off {
            let resource = self.with_what_is_left(resource).await?;
            let failed = match resource.status {
                ResourceStatus::CreateInProgress => ResourceStatus::CreateFailed,
                _ => ResourceStatus::UpdateFailed,
            };
            self.note(resource.now(failed, Some("Resource creation cancelled")))
                .await?;
        }
        Ok(())
    }

    /// A resource that its service names itself may have been made although nobody was told.
    async fn with_what_is_left(&self, mut resource: Resource) -> Result<Resource, Fault> {
        if resource.physical_id.is_some() {
            return Ok(resource);
        }
        let (kind, context) = (kind_of(&resource), self.context(&resource)?);
        let properties = effective(kind, &resource);
        let left = kind
            .handler
            .left_behind(&context, &properties, resource.updated);
        // What is not to be found because its function or topic is gone is gone as well.
        let left = left.await.unwrap_or_default();
        let known = self.look(known_ids)?;
        resource.physical_id = left.into_iter().find(|id| !known.contains(id));
        Ok(resource)
    }
}

/// The physical ids of all that a stack has, or had and is to get rid of.
fn known_ids(stack: &Stack) -> HashSet<String> {
    let mut known = HashSet::new();
    for resource in stack.resources.values().chain(&stack.leftovers) {
        known.extend(resource.physical_id.clone());
        if let Some(Change::Replaced(old)) = &resource.change {
            known.extend(old.physical_id.clone());
        }
    }
    known
}
