//! The WebSocket connections of an API Gateway API.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_apigatewaymanagement::primitives::Blob;
use aws_sdk_apigatewaymanagement::{Client, config};
use aws_smithy_runtime_api::http::Response;

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
            Err(error) if is_gone(error.raw_response()) => Ok(Posted::Gone),
            Err(error) => Err(failure("WebSocket API", "PostToConnection", error)),
        }
    }
}

/// By the status, which says it even where the header that names the exception is missing.
fn is_gone(answer: Option<&Response>) -> bool {
    answer.is_some_and(|answer| answer.status().as_u16() == 410)
}
