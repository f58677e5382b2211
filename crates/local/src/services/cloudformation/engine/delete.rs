//! Deleting a stack's resources, those first that others need last.

use std::collections::BTreeMap;

use super::{
    Worker, failure,
    step::{effective, kind_of},
};
use crate::{
    fault::Fault,
    services::cloudformation::{
        graph::{self, AfterFailure},
        state::{Policy, Resource},
        status::{ResourceStatus, StackStatus},
    },
};

impl Worker {
    /// Deletes a stack. One whose export is in use stays what it was.
    pub(super) async fn delete(&self) -> Result<(), Fault> {
        if let Some(in_use) = self.export_in_use()? {
            let before = self.look(|stack| stack.operation.before)?;
            let reason = format!("Delete canceled. Cannot delete export {in_use}.");
            return self
                .status(before.unwrap_or(StackStatus::DeleteFailed), Some(reason))
                .await;
        }
        self.clean_up().await?;
        let failed = self.delete_resources(false).await?;
        let force = self.look(|stack| stack.operation.force)?;
        if !failed.is_empty() && !force {
            let reason = failure::summary(
                failed
                    .iter()
                    .map(|id| (id.as_str(), ResourceStatus::DeleteFailed)),
            );
            return self.status(StackStatus::DeleteFailed, Some(reason)).await;
        }
        let now = self.service.core.clock.now_millis();
        self.edit(|stack| stack.deleted = Some(now)).await?;
        self.drop_change_sets().await?;
        self.status(StackStatus::DeleteComplete, None).await
    }

    /// `NAME as it is in use by STACKS`, for the first export that is.
    fn export_in_use(&self) -> Result<Option<String>, Fault> {
        let outputs = self.look(|stack| stack.outputs.clone())?;
        let mut exports = outputs.iter().filter_map(|output| output.export.as_deref());
        Ok(exports.find_map(|name| {
            let users = self.users_of(name)?;
            Some(format!("{name} as it is in use by {users}"))
        }))
    }

    async fn drop_change_sets(&self) -> Result<(), Fault> {
        self.service
            .ledger
            .change(|state, batch| {
                let sets = state
                    .change_sets
                    .values()
                    .filter(|set| set.stack_id == self.stack);
                let ids: Vec<String> = sets.map(|set| set.id.clone()).collect();
                ids.iter().for_each(|id| state.remove_change_set(id, batch));
                Ok(())
            })
            .await
    }

    /// Deletes all resources; returns those that could not be. A failure does not keep the others
    /// from being deleted, except those that it needs.
    pub(super) async fn delete_resources(&self, rolling_back: bool) -> Result<Vec<String>, Fault> {
        let needs: BTreeMap<String, Vec<String>> = self.look(|stack| {
            let there = stack
                .resources
                .values()
                .filter(|resource| is_there(resource));
            there
                .map(|resource| (resource.logical_id.clone(), resource.depends_on.clone()))
                .collect()
        })?;
        let turned = graph::reversed(&needs);
        let order: Vec<String> = turned.keys().cloned().collect();
        let work =
            |id: String| async move { self.delete_one(&id, rolling_back).await.unwrap_or(false) };
        Ok(graph::run(&turned, &order, AfterFailure::GoOn, work).await)
    }

    async fn delete_one(&self, id: &str, rolling_back: bool) -> Result<bool, Fault> {
        let Some(resource) = self.look(|stack| stack.resources.get(id).cloned())? else {
            return Ok(true);
        };
        let Some(physical) = resource.physical_id.clone() else {
            self.note(resource.now(ResourceStatus::DeleteComplete, None))
                .await?;
            return Ok(true);
        };
        if self.keeps(&resource, rolling_back)? {
            self.note(resource.now(ResourceStatus::DeleteSkipped, None))
                .await?;
            return Ok(true);
        }
        self.note(resource.clone().now(ResourceStatus::DeleteInProgress, None))
            .await?;
        match self.destroy(&resource, &physical).await {
            Ok(()) => {
                self.note(resource.now(ResourceStatus::DeleteComplete, None))
                    .await?;
                Ok(true)
            }
            Err(reason) => {
                self.note(resource.now(ResourceStatus::DeleteFailed, Some(&reason)))
                    .await?;
                Ok(false)
            }
        }
    }

    fn keeps(&self, resource: &Resource, rolling_back: bool) -> Result<bool, Fault> {
        let asked = self.look(|stack| stack.operation.retain.contains(&resource.logical_id))?;
        Ok(asked
            || match resource.on_delete {
                Policy::Delete => false,
                Policy::Retain => true,
                Policy::RetainExceptOnCreate => !rolling_back,
            })
    }

    /// Deletes one physical resource.
    ///
    /// # Errors
    /// The reason for the resource's status.
    pub(super) async fn destroy(&self, resource: &Resource, physical: &str) -> Result<(), String> {
        let plain = |fault: Fault| fault.message;
        let kind = kind_of(resource);
        let context = self.context(resource).map_err(plain)?;
        let properties = effective(kind, resource);
        let outcome = kind.handler.delete(&context, physical, &properties).await;
        outcome.map_err(|fault| failure::of_handler(&context, &fault))
    }
}

fn is_there(resource: &Resource) -> bool {
    !matches!(
        resource.status,
        ResourceStatus::DeleteComplete | ResourceStatus::DeleteSkipped
    )
}
