//! The WebSocket connections of an API Gateway API.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_apigatewaymanagement::operation::post_to_connection::PostToConnectionError;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use aws_sdk_apigatewaymanagement::{Client, config};

use super::failure::failure;
use crate::seams::{Connections, Posted, SeamError};

/// The management endpoint of a WebSocket API's stage.
pub(super) struct WebSockets {
    client: Client,
}

impl WebSockets {
    pub(super) fn new(config: &SdkConfig, endpoint: &str) -> Self {
        let config = config::Builder::from(config).endpoint_url(endpoint).build();
        Self {
            client: Client::from_conf(config),
        }
    }
}

#[async_trait]
impl Connections for WebSockets {
    async fn post(&self, connection_id: &str, message: &str) -> Result<Posted, SeamError> {
        let call = self
            .client
            .post_to_connection()
            .connection_id(connection_id);
        match call.data(Blob::new(message)).send().await {
            Ok(_) => Ok(Posted::Sent),
            Err(error) if is_gone(error.as_service_error()) => Ok(Posted::Gone),
            Err(error) => Err(failure("WebSocket API", "PostToConnection", error)),
        }
    }
}

fn is_gone(error: Option<&PostToConnectionError>) -> bool {
    error.is_some_and(PostToConnectionError::is_gone_exception)
}
