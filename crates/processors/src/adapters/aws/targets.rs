//! The targets that dead letters go back to.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;

use super::failure::failure;
use crate::seams::{SeamError, Targets};

/// Lambda functions, invoked asynchronously as EventBridge does.
pub(super) struct Functions {
    client: Client,
}

impl Functions {
    pub(super) fn new(config: &SdkConfig) -> Self {
        Self {
            client: Client::new(config),
        }
    }
}

#[async_trait]
impl Targets for Functions {
    async fn deliver(&self, target_arn: &str, payload: &str) -> Result<(), SeamError> {
        let call = self.client.invoke().function_name(target_arn);
        let call = call
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(payload));
        call.send()
            .await
            .map_err(|error| failure("target", "Invoke", error))?;
        Ok(())
    }
}
