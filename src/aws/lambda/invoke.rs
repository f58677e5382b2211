//! Invoking.

use aws_sdk_lambda::{
    Config, config::retry::RetryConfig, operation::RequestId, primitives::Blob,
    types::InvocationType,
};

use super::Lambda;
use crate::aws::{failure::Undelivered, holdings::name_of};

impl Lambda {
    /// Hands a payload to a function for later, as a rule does; the id of the request. Lambda takes
    /// 1 MiB.
    pub(crate) async fn hand(
        &self,
        function: &str,
        payload: &str,
    ) -> Result<Option<String>, Undelivered> {
        let call = self.client.invoke().function_name(function);
        let call = call
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(payload));
        // A request whose answer was lost must not be made again in silence: it may be a second one.
        let once = Config::builder().retry_config(RetryConfig::disabled());
        let call = call.customize().config_override(once);
        let answer = call.send().await.map_err(|cause| {
            let doing = format!("invoke function `{}`", name_of(function));
            self.place.undelivered(doing, cause)
        })?;
        Ok(answer.request_id().map(str::to_owned))
    }
}
