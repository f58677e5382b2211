//! CloudFormation: stacks made of the resources of the other services.
//!
//! It is a client of their public operations like any other. What a template asks for that is not
//! emulated is refused by name before anything is made.

mod change_set;
mod check;
mod definition;
mod deployment;
mod drift;
mod engine;
mod fault;
mod graph;
mod imports;
mod limits;
mod model;
mod operations;
mod plan;
mod resources;
mod scope;
mod source;
mod state;
mod status;
mod tokens;

use std::sync::{Arc, Weak};

use async_trait::async_trait;

use crate::{
    core::Core,
    fault::Fault,
    ledger::Ledger,
    operations as by_name,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use state::State;

/// Whether resources of a type work here. Others are refused, or recorded and do nothing.
pub fn is_emulated(type_name: &str) -> bool {
    resources::kind(type_name).is_some()
}

/// Acknowledges, among the capabilities of a request, resources that are only recorded.
pub use check::ALLOW_UNEMULATED;

/// The CloudFormation of one environment.
pub struct CloudFormation {
    core: Arc<Core>,
    ledger: Ledger<State>,
    /// Itself, for the work that goes on after an answer.
    this: Weak<CloudFormation>,
}

impl CloudFormation {
    /// Reads what is stored and takes up operations that were cut off.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let ledger = Ledger::new(State::load(&core.store)?, core.store.clone());
        let service = Arc::new_cyclic(|this| Self {
            core: Arc::clone(core),
            ledger,
            this: Weak::clone(this),
        });
        engine::resume(&service);
        Ok(service)
    }

    /// An id as CloudFormation's ARNs have it.
    fn arn(&self, kind: &str, name: &str) -> String {
        let id = uuid::Uuid::new_v4();
        self.core
            .arn("cloudformation", &format!("{kind}/{name}/{id}"))
    }

    fn start(&self, stack: &str, job: engine::Job) {
        if let Some(this) = self.this.upgrade() {
            engine::start(&this, stack, job);
        }
    }
}

#[async_trait]
impl Service for CloudFormation {
    fn name(&self) -> &'static str {
        "cloudformation"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

by_name!(CloudFormation, "cloudformation"; {
    "CreateStack" => create_stack,
    "UpdateStack" => update_stack,
    "DeleteStack" => delete_stack,
    "RollbackStack" => rollback_stack,
    "ContinueUpdateRollback" => continue_update_rollback,
    "CancelUpdateStack" => cancel_update_stack,
    "UpdateTerminationProtection" => update_termination_protection,
    "DescribeStacks" => describe_stacks,
    "ListStacks" => list_stacks,
    "DescribeStackEvents" => describe_stack_events,
    "DescribeEvents" => describe_events,
    "DescribeStackResources" => describe_stack_resources,
    "DescribeStackResource" => describe_stack_resource,
    "ListStackResources" => list_stack_resources,
    "ListExports" => list_exports,
    "ListImports" => list_imports,
    "GetTemplate" => get_template,
    "GetTemplateSummary" => get_template_summary,
    "ValidateTemplate" => validate_template,
    "CreateChangeSet" => create_change_set,
    "DescribeChangeSet" => describe_change_set,
    "ExecuteChangeSet" => execute_change_set,
    "DeleteChangeSet" => delete_change_set,
    "ListChangeSets" => list_change_sets,
    "DetectStackDrift" => detect_stack_drift,
    "DescribeStackDriftDetectionStatus" => describe_stack_drift_detection_status,
    "DescribeStackResourceDrifts" => describe_stack_resource_drifts,
    "DetectStackResourceDrift" => detect_stack_resource_drift,
});

#[cfg(test)]
mod tests;
