//! Going back: a creation by deleting, an update by undoing each change.

use super::{
    Worker, failure,
    step::{effective, kind_of},
};
use crate::{
    fault::Fault,
    services::cloudformation::{
        graph::{self, AfterFailure},
        state::{Change, Policy, Resource},
        status::{ResourceStatus, StackStatus},
    },
};

impl Worker {
    /// Deletes everything that a creation has made.
    pub(super) async fn roll_creation_back(&self) -> Result<(), Fault> {
        let failed = self.delete_resources(true).await?;
        if failed.is_empty() {
            return self.status(StackStatus::RollbackComplete, None).await;
        }
        let reason = failure::summary(
            failed
                .iter()
                .map(|id| (id.as_str(), ResourceStatus::DeleteFailed)),
        );
        self.status(StackStatus::RollbackFailed, Some(reason)).await
    }

    /// Undoes the changes of an update, last ones first.
    pub(super) async fn roll_update_back(&self) -> Result<(), Fault> {
        let changed = self.look(|stack| {
            let changed = stack
                .resources
                .iter()
                .filter(|(_, resource)| resource.change.is_some());
            changed
                .map(|(id, resource)| (id.clone(), resource.depends_on.clone()))
                .collect()
        })?;
        let needs = graph::reversed(&changed);
        let order: Vec<String> = needs.keys().cloned().collect();
        let work = |id: String| async move { self.undo(&id).await };
        let failed = graph::run(&needs, &order, AfterFailure::GoOn, work).await;
        if !failed.is_empty() {
            let reason = failure::summary(
                failed
                    .iter()
                    .map(|id| (id.as_str(), ResourceStatus::UpdateFailed)),
            );
            return self
                .status(StackStatus::UpdateRollbackFailed, Some(reason))
                .await;
        }
        let go_back = |stack: &mut super::Stack| {
            if let Some(previous) = stack.previous.take() {
                stack.definition = previous;
            }
        };
        self.edit(go_back).await?;
        self.status(StackStatus::UpdateRollbackCompleteCleanupInProgress, None)
            .await?;
        self.clean_up().await?;
        self.status(StackStatus::UpdateRollbackComplete, None).await
    }

    async fn undo(&self, id: &str) -> bool {
        let Ok(Some(resource)) = self.look(|stack| stack.resources.get(id).cloned()) else {
            return false;
        };
        let skipped = self.look(|stack| stack.operation.retain.contains(&resource.logical_id));
        let outcome = match resource.change.clone() {
            None => Ok(true),
            Some(Change::Updated(old)) if skipped.unwrap_or(false) => self.skip(*old).await,
            Some(Change::Created) => self.undo_creation(resource).await,
            Some(Change::Replaced(old)) => self.undo_replacement(resource, *old).await,
            Some(Change::Updated(old)) => self.undo_update(resource, *old).await,
        };
        outcome.unwrap_or(false)
    }

    /// A resource that is to be left as it is counts as what it was.
    async fn skip(&self, old: Resource) -> Result<bool, Fault> {
        let restored = Resource {
            change: None,
            ..old
        };
        self.note(restored.now(ResourceStatus::UpdateComplete, Some("Resource was skipped")))
            .await?;
        Ok(true)
    }

    /// A resource that the update made is set aside to be deleted.
    async fn undo_creation(&self, resource: Resource) -> Result<bool, Fault> {
        let id = resource.logical_id.clone();
        self.set_aside(resource).await?;
        self.forget(&id).await?;
        Ok(true)
    }

    /// The old resource is still there and takes its place again.
    async fn undo_replacement(&self, resource: Resource, old: Resource) -> Result<bool, Fault> {
        self.set_aside(resource).await?;
        self.note(old.now(ResourceStatus::UpdateComplete, None))
            .await?;
        Ok(true)
    }

    async fn set_aside(&self, resource: Resource) -> Result<(), Fault> {
        // What a failed update has made is nobody's data: only RetainExceptOnCreate's opposite,
        // Retain, keeps it.
        let on_delete = match resource.on_delete {
            Policy::Retain => Policy::Retain,
            Policy::Delete | Policy::RetainExceptOnCreate => Policy::Delete,
        };
        let leftover = Resource {
            on_delete,
            change: None,
            ..resource
        };
        self.edit(|stack| stack.leftovers.push(leftover)).await
    }

    /// The old properties are put back.
    async fn undo_update(&self, resource: Resource, old: Resource) -> Result<bool, Fault> {
        let (kind, context) = (kind_of(&resource), self.context(&old)?);
        self.note(resource.clone().now(ResourceStatus::UpdateInProgress, None))
            .await?;
        let (from, to) = (effective(kind, &resource), effective(kind, &old));
        let was = resource.was(&from, &resource.stack_tags);
        match kind.update(&context, was, &to).await {
            Ok(made) => {
                let restored = Resource {
                    attributes: made.attributes,
                    change: None,
                    ..old
                };
                self.note(restored.now(ResourceStatus::UpdateComplete, None))
                    .await?;
                Ok(true)
            }
            Err(fault) => self.not_updated(resource, &context, &fault).await,
        }
    }
}
