//! Operations on stacks, in the background. Every step is in the store before the next begins, so
//! that an operation that is cut off is taken up again by [`resume`].

mod delete;
mod deploy;
mod failure;
mod record;
mod resume;
mod rollback;
mod step;
mod update;

use std::sync::Arc;

use super::{
    CloudFormation,
    resources::Context,
    state::{Resource, Stack},
};
use crate::fault::Fault;
pub(super) use record::set_status;
pub(super) use resume::resume;
pub(super) use step::effective;

/// The one who works on a stack.
#[derive(Clone)]
pub(super) struct Worker {
    service: Arc<CloudFormation>,
    stack: String,
}

/// What a worker is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Job {
    Create,
    Update,
    Delete,
    /// Undo a creation that was left as it failed.
    UndoCreation,
    /// Make of a stack what it was before an update that was left as it failed.
    GoBack,
    /// Go on with the rollback of an update.
    Undo,
}

/// Starts an operation whose beginning is in the store already.
pub(super) fn start(service: &Arc<CloudFormation>, stack: &str, job: Job) {
    let worker = Worker {
        service: Arc::clone(service),
        stack: stack.to_owned(),
    };
    service.core.spawn(async move {
        let outcome = match job {
            Job::Create => worker.create().await,
            Job::Update => worker.update().await,
            Job::Delete => worker.delete().await,
            Job::UndoCreation => worker.roll_creation_back().await,
            Job::GoBack => worker.go_back().await,
            Job::Undo => worker.roll_update_back().await,
        };
        worker.say_why(outcome).await;
    });
}

impl Worker {
    /// A look at the stack.
    fn look<T>(&self, look: impl FnOnce(&Stack) -> T) -> Result<T, Fault> {
        self.service
            .ledger
            .read(|state| state.stack(&self.stack).map(look))
    }

    fn context(&self, resource: &Resource) -> Result<Context, Fault> {
        self.look(|stack| Context {
            core: Arc::clone(&self.service.core),
            stack_name: stack.name.clone(),
            stack_id: stack.id.clone(),
            logical_id: resource.logical_id.clone(),
            kind: resource.kind.clone(),
            stack_tags: resource.stack_tags.clone(),
        })
    }

    /// An operation ends in a status; only the store's own failure keeps it from that, and then
    /// the last word is worth a try.
    async fn say_why(&self, outcome: Result<(), Fault>) {
        if let Err(fault) = outcome {
            let _ = self.reason(&fault.to_string()).await;
        }
    }
}
