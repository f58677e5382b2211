//! The wire types of API Gateway v2, which are also what is stored. A member that a type does not
//! have is not emulated, and refused by its name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// Declares a type of optional members beside the ones that are always there.
macro_rules! model {
    ($(#[$doc:meta])* $name:ident { $($required:ident: $type:ty),*; $($optional:ident: $inner:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(super) struct $name {
            $(#[serde(default)] pub(super) $required: $type,)*
            $(#[serde(default, skip_serializing_if = "Option::is_none")] pub(super) $optional: Option<$inner>,)*
        }
    };
}

model!(
    /// An HTTP or WebSocket API.
    Api {
        api_id: String, name: String, protocol_type: String, route_selection_expression: String;
        api_endpoint: String, api_gateway_managed: bool, api_key_selection_expression: String,
        cors_configuration: Json, created_date: String, description: String,
        disable_execute_api_endpoint: bool, tags: BTreeMap<String, String>, version: String,
    }
);

model!(
    /// A route.
    Route {
        route_id: String, route_key: String, api_key_required: bool, authorization_type: String;
        authorization_scopes: Vec<String>, authorizer_id: String, operation_name: String,
        route_response_selection_expression: String, target: String,
    }
);

model!(
    /// What a route leads to.
    Integration {
        integration_id: String, integration_type: String;
        connection_type: String, content_handling_strategy: String, credentials_arn: String,
        description: String, integration_method: String, integration_uri: String,
        passthrough_behavior: String, payload_format_version: String, timeout_in_millis: u32,
    }
);

model!(
    /// Who may pass.
    Authorizer {
        authorizer_id: String, name: String, authorizer_type: String, identity_source: Vec<String>;
        authorizer_credentials_arn: String, authorizer_payload_format_version: String,
        authorizer_result_ttl_in_seconds: u32, authorizer_uri: String,
        enable_simple_responses: bool, identity_validation_expression: String,
        jwt_configuration: Json,
    }
);

model!(
    /// A snapshot of the routes.
    Deployment {
        deployment_id: String, deployment_status: String;
        auto_deployed: bool, created_date: String, description: String,
    }
);

model!(
    /// A place where an API answers.
    Stage {
        stage_name: String, auto_deploy: bool;
        access_log_settings: Json, created_date: String, default_route_settings: Json, deployment_id: String,
        description: String, last_updated_date: String, route_settings: Json,
        stage_variables: BTreeMap<String, String>, tags: BTreeMap<String, String>,
    }
);

/// A list of parts.
#[derive(Debug, Serialize)]
pub(super) struct Items<T> {
    pub(super) items: Vec<T>,
}

/// An answer that returns nothing.
#[derive(Debug, Serialize)]
pub(super) struct Nothing {}
