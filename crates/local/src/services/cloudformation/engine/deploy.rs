//! Creating a stack, and what creation and update share: all resources, then the outputs.

use std::time::Duration;

use super::{Worker, failure};
use crate::{
    fault::Fault,
    services::cloudformation::{
        deployment::Deployment,
        fault,
        graph::{self, AfterFailure},
        imports,
        scope::Existing,
        state::{OnFailure, Output},
        status::{ResourceStatus, StackStatus},
    },
};

impl Worker {
    /// Makes everything that a new stack has.
    pub(super) async fn create(&self) -> Result<(), Fault> {
        let minutes = self.look(|stack| stack.timeout_minutes)?;
        let outcome = match minutes {
            None => self.apply().await,
            Some(minutes) => {
                let limit = Duration::from_secs(u64::from(minutes) * 60);
                tokio::select! {
                    outcome = self.apply() => outcome,
                    () = self.service.core.clock.sleep(limit) => {
                        Err(format!("Stack creation time exceeded the specified timeout of {minutes} minutes. "))
                    }
                }
            }
        };
        match outcome {
            Ok(()) => {
                self.settle().await?;
                self.status(StackStatus::CreateComplete, None).await
            }
            Err(reason) => self.creation_failed(&reason).await,
        }
    }

    /// What becomes of a stack that could not be made.
    pub(super) async fn creation_failed(&self, reason: &str) -> Result<(), Fault> {
        self.interrupt().await?;
        match self.look(|stack| stack.on_failure)? {
            OnFailure::DoNothing => {
                self.settle().await?;
                self.status(StackStatus::CreateFailed, Some(reason.to_owned()))
                    .await
            }
            OnFailure::Rollback => {
                let reason = format!("{reason}Rollback requested by user.");
                self.status(StackStatus::RollbackInProgress, Some(reason))
                    .await?;
                self.roll_creation_back().await
            }
            OnFailure::Delete => {
                let reason = format!("{reason}Delete requested by user.");
                self.status(StackStatus::DeleteInProgress, Some(reason))
                    .await?;
                self.delete().await
            }
        }
    }

    /// Resources first, then outputs.
    ///
    /// # Errors
    /// The reason for the stack's status.
    pub(super) async fn apply(&self) -> Result<(), String> {
        let plain = |fault: Fault| format!("{} ", fault.message);
        let deployment = self.deployment().map_err(plain)?;
        imports::present(&deployment.bound, &deployment.exports)
            .map_err(|fault| format!("{}. ", fault.message))?;
        let order = deployment.order().map_err(plain)?;
        let needs = deployment.needs();
        let work = |id: String| {
            let deployment = &deployment;
            async move { self.step(deployment, &id).await }
        };
        let failed = graph::run(&needs, &order, AfterFailure::Stop, work).await;
        if !failed.is_empty() {
            return Err(self.summary(&failed));
        }
        self.publish(&deployment).await.map_err(plain)
    }

    fn deployment(&self) -> Result<Deployment, Fault> {
        let (definition, identity) =
            self.look(|stack| (stack.definition.clone(), stack.identity()))?;
        let bound = definition.bind(&self.service.core, &identity)?;
        let mut exports = self.service.ledger.read(|state| state.exports());
        exports.retain(|_, (_, stack)| *stack != self.stack);
        Ok(Deployment::new(bound, exports, definition.tags))
    }

    fn summary(&self, failed: &[String]) -> String {
        let status = |id: &String| {
            let found = self.look(|stack| stack.resources.get(id).map(|found| found.status));
            found.ok().flatten().unwrap_or(ResourceStatus::CreateFailed)
        };
        failure::summary(failed.iter().map(|id| (id.as_str(), status(id))))
    }

    /// Sets outputs and exports.
    async fn publish(&self, deployment: &Deployment) -> Result<(), Fault> {
        let outputs = self.look(|stack| {
            let scope = Existing::new(&stack.resources, &deployment.exports);
            let outputs = deployment.bound.outputs(&scope);
            deployment.note_imports(scope.imports());
            outputs
        })?;
        let outputs = outputs.map_err(|error| fault::template(&error))?;
        let outputs: Vec<Output> = outputs.into_iter().map(Output::from).collect();
        for output in &outputs {
            refuse_taken_export(output, deployment)?;
        }
        self.refuse_lost_exports(&outputs)?;
        self.edit(|stack| {
            stack.outputs = outputs;
            stack.imports = deployment.imports();
        })
        .await
    }

    /// An export that another stack uses keeps its value.
    fn refuse_lost_exports(&self, outputs: &[Output]) -> Result<(), Fault> {
        let before = self.look(|stack| stack.outputs.clone())?;
        for old in before.iter().filter(|old| old.export.is_some()) {
            let same = |new: &&Output| new.export == old.export && new.value == old.value;
            if outputs.iter().any(|new| same(&new)) {
                continue;
            }
            let name = old.export.as_deref().unwrap_or_default();
            let stays = outputs.iter().any(|new| new.export == old.export);
            let what = if stays { "updated" } else { "deleted" };
            if let Some(users) = self.users_of(name) {
                return Err(fault::validation(format!(
                    "Export {name} cannot be {what} as it is in use by {users}"
                )));
            }
        }
        Ok(())
    }

    /// The names of the stacks that use an export, where there are any.
    pub(super) fn users_of(&self, export: &str) -> Option<String> {
        let users = self.service.ledger.read(|state| state.importers(export));
        (!users.is_empty()).then(|| users.join(", "))
    }

    /// Ends an operation for its resources: what was done is now what is.
    pub(super) async fn settle(&self) -> Result<(), Fault> {
        let changed = self.look(|stack| {
            let changed = stack
                .resources
                .values()
                .filter(|resource| resource.change.is_some());
            changed.cloned().collect::<Vec<_>>()
        })?;
        for mut resource in changed {
            resource.change = None;
            self.keep(resource).await?;
        }
        self.edit(|stack| stack.previous = None).await
    }
}

fn refuse_taken_export(output: &Output, deployment: &Deployment) -> Result<(), Fault> {
    let taken = output
        .export
        .as_ref()
        .and_then(|name| deployment.exports.get(name));
    match (taken, &output.export) {
        (Some((_, stack)), Some(name)) => {
            let stack = stack.split('/').nth(1).unwrap_or(stack);
            let message = format!("Export with name {name} is already exported by stack {stack}.");
            Err(fault::validation(message))
        }
        _ => Ok(()),
    }
}

impl From<coagent_template::Output> for Output {
    fn from(output: coagent_template::Output) -> Self {
        Self {
            key: output.name,
            value: output.value,
            description: output.description,
            export: output.export_name,
        }
    }
}
