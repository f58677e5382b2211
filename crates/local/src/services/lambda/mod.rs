//! Lambda: functions as processes behind the Runtime API.

mod asynchronous;
mod code;
mod configuration;
mod fault;
mod injected;
mod invocation;
mod layer_name;
mod mapping;
mod metrics;
mod model;
mod name;
mod operations;
mod report;
mod role;
mod run;
mod runtime_api;
mod state;
mod trace;

use std::sync::Arc;

use async_trait::async_trait;

pub use asynchronous::Load;
pub use invocation::AsyncInvocation;

use super::{cloudwatch::CloudWatch, logs::Logs};
use crate::{
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use asynchronous::Queue;
use injected::InjectedFaults;
use mapping::Mappings;
use run::Runner;
use state::{Layers, Registry};
use trace::Traces;

/// Says why functions of a runtime cannot run here, if they cannot.
pub(crate) fn check_runtime(runtime: &str) -> Result<(), String> {
    run::program(runtime, std::path::Path::new(""), None).map(drop)
}

/// Lambda.
pub struct Lambda {
    core: Arc<Core>,
    registry: Arc<Registry>,
    layers: Layers,
    runner: Arc<Runner>,
    queue: Arc<Queue>,
    traces: Arc<Traces>,
    faults: InjectedFaults,
    mappings: Arc<Mappings>,
}

impl Lambda {
    /// Loads functions, mappings and the queue of asynchronous invocations.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(
        core: &Arc<Core>,
        logs: Arc<Logs>,
        cloudwatch: Arc<CloudWatch>,
    ) -> Result<Arc<Self>, StoreError> {
        let registry = Arc::new(Registry::open(core)?);
        let runner = Arc::new(Runner::new(core, logs, &cloudwatch, &registry));
        let traces = Arc::<Traces>::default();
        let queue = Queue::open(core, &registry, &runner, &traces)?;
        let mappings = Mappings::open(core, &registry, &runner)?;
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            mappings,
            registry,
            layers: Layers::open(core)?,
            runner,
            queue,
            traces,
            faults: InjectedFaults::default(),
        }))
    }

    /// Goes on with asynchronous invocations that were queued when the environment stopped; once,
    /// when all services are there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn resume(&self) -> Result<(), StoreError> {
        self.queue.resume()
    }

    /// How busy asynchronous invocations keep functions.
    pub fn load(&self) -> Load {
        self.queue.load()
    }

    /// The package of a version, as it was uploaded, by its SHA-256 in hex.
    pub async fn package(&self, digest: &str) -> Option<Vec<u8>> {
        code::package(&self.core, digest).await
    }
}

#[async_trait]
impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Lambda, "lambda"; {
    "CreateFunction" => create_function,
    "GetFunction" => get_function,
    "GetFunctionConfiguration" => get_function_configuration,
    "ListFunctions" => list_functions,
    "DeleteFunction" => delete_function,
    "UpdateFunctionCode" => update_function_code,
    "UpdateFunctionConfiguration" => update_function_configuration,
    "Invoke" => invoke,
    "AddPermission" => add_permission,
    "RemovePermission" => remove_permission,
    "GetPolicy" => get_policy,
    "PutFunctionConcurrency" => put_function_concurrency,
    "GetFunctionConcurrency" => get_function_concurrency,
    "DeleteFunctionConcurrency" => delete_function_concurrency,
    "PutFunctionEventInvokeConfig" => put_event_invoke_config,
    "UpdateFunctionEventInvokeConfig" => update_event_invoke_config,
    "GetFunctionEventInvokeConfig" => get_event_invoke_config,
    "DeleteFunctionEventInvokeConfig" => delete_event_invoke_config,
    "ListFunctionEventInvokeConfigs" => list_event_invoke_configs,
    "PublishVersion" => publish_version,
    "ListVersionsByFunction" => list_versions,
    "CreateAlias" => create_alias,
    "UpdateAlias" => update_alias,
    "GetAlias" => get_alias,
    "DeleteAlias" => delete_alias,
    "ListAliases" => list_aliases,
    "PublishLayerVersion" => publish_layer_version,
    "GetLayerVersion" => get_layer_version,
    "GetLayerVersionByArn" => get_layer_version_by_arn,
    "ListLayerVersions" => list_layer_versions,
    "ListLayers" => list_layers,
    "DeleteLayerVersion" => delete_layer_version,
    "AddLayerVersionPermission" => add_layer_version_permission,
    "RemoveLayerVersionPermission" => remove_layer_version_permission,
    "GetLayerVersionPolicy" => get_layer_version_policy,
    "CreateEventSourceMapping" => create_mapping,
    "UpdateEventSourceMapping" => update_mapping,
    "GetEventSourceMapping" => get_mapping,
    "DeleteEventSourceMapping" => delete_mapping,
    "ListEventSourceMappings" => list_mappings,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "ListTags" => list_tags,
    "GetAccountSettings" => get_account_settings,
    "GetFunctionCodeSigningConfig" => get_function_code_signing_config,
    "GetFunctionRecursionConfig" => get_function_recursion_config,
    "GetRuntimeManagementConfig" => get_runtime_management_config,
    "PutFault" => put_fault,
    "DeleteFaults" => delete_faults,
    "DescribeInvocation" => describe_invocation,
});
