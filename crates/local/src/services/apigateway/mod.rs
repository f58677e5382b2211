//! API Gateway v2: HTTP and WebSocket APIs as resources, and the connections of WebSocket APIs.

mod access_log;
mod apis;
mod connections;
mod fault;
mod http;
mod import;
mod management;
mod model;
mod openapi;
mod parts;
mod stages;
mod state;
mod tags;
pub(crate) mod websocket;

use std::sync::Arc;

use async_trait::async_trait;

pub use connections::{Connection, Connections, Outgoing};
pub(crate) use import::import_problems;
pub use management::Management;

use crate::{
    core::Core,
    fault::Fault,
    ledger::Ledger,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use state::State;

/// The API Gateway of one environment.
pub struct ApiGateway {
    core: Arc<Core>,
    ledger: Ledger<State>,
    /// The open WebSocket connections.
    pub connections: Connections,
}

impl ApiGateway {
    /// Reads what is stored.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            ledger: Ledger::new(State::load(&core.store)?, core.store.clone()),
            connections: Connections::default(),
        }))
    }

    fn now(&self) -> i64 {
        self.core.clock.now_millis()
    }
}

#[async_trait]
impl Service for ApiGateway {
    fn name(&self) -> &'static str {
        "apigateway"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(ApiGateway, "apigateway"; {
    "CreateApi" => create_api,
    "GetApi" => get_api,
    "GetApis" => get_apis,
    "UpdateApi" => update_api,
    "DeleteApi" => delete_api,
    "ImportApi" => import_api,
    "ReimportApi" => reimport_api,
    "CreateRoute" => create_route,
    "GetRoute" => get_route,
    "GetRoutes" => get_routes,
    "UpdateRoute" => update_route,
    "DeleteRoute" => delete_route,
    "CreateIntegration" => create_integration,
    "GetIntegration" => get_integration,
    "GetIntegrations" => get_integrations,
    "UpdateIntegration" => update_integration,
    "DeleteIntegration" => delete_integration,
    "CreateAuthorizer" => create_authorizer,
    "GetAuthorizer" => get_authorizer,
    "GetAuthorizers" => get_authorizers,
    "UpdateAuthorizer" => update_authorizer,
    "DeleteAuthorizer" => delete_authorizer,
    "CreateDeployment" => create_deployment,
    "GetDeployment" => get_deployment,
    "GetDeployments" => get_deployments,
    "UpdateDeployment" => update_deployment,
    "DeleteDeployment" => delete_deployment,
    "CreateStage" => create_stage,
    "GetStage" => get_stage,
    "GetStages" => get_stages,
    "UpdateStage" => update_stage,
    "DeleteStage" => delete_stage,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "GetTags" => get_tags,
});

#[cfg(test)]
mod tests;
