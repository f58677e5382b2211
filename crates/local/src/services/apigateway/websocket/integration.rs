//! The function behind a route.

use std::time::Duration;

use serde_json::Value as Json;

use super::{super::model, ApiGateway, Place};
use crate::{fault::Fault, principal::Source, protocol::value::Value};

/// What a function answers a route.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Option<String>,
}

impl ApiGateway {
    /// Has a route's integration do its work; `None` where the route leads nowhere.
    pub(super) async fn call_route(
        &self,
        place: &Place,
        route: &model::Route,
        event: Json,
    ) -> Result<Option<Answer>, Fault> {
        let Some(target) = route
            .target
            .as_deref()
            .and_then(|target| target.strip_prefix("integrations/"))
        else {
            return Ok(None);
        };
        let integration = place.api.integrations.get(target);
        let integration =
            integration.ok_or_else(|| Fault::internal("the route's integration is gone"))?;
        match integration.integration_type.as_str() {
            "MOCK" => Ok(Some(Answer {
                status: 200,
                body: None,
            })),
            "AWS_PROXY" => {
                let api = &place.api.api.api_id;
                let source = format!("{api}/{}/{}", place.stage.stage_name, route.route_key);
                let call = self.call_function(integration, &source, event);
                Ok(Some(answer(&call.await?)))
            }
            other => Err(Fault::internal(format!(
                "integrations of type {other} are not emulated"
            ))),
        }
    }

    /// Calls the function of an integration, within its time.
    pub(in super::super) async fn call_function(
        &self,
        integration: &model::Integration,
        source: &str,
        event: Json,
    ) -> Result<Json, Fault> {
        let uri = integration.integration_uri.as_deref().unwrap_or_default();
        let limit = Duration::from_millis(integration.timeout_in_millis.unwrap_or(29_000).into());
        let permitted = integration.credentials_arn.is_none().then_some(source);
        let call = self.invoke(function_of(uri), permitted, event);
        match tokio::time::timeout(self.core.clock.real(limit), call).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::internal("Endpoint request timed out")),
        }
    }

    /// Invokes a function; `source` is what is asked of its resource policy, after
    /// `arn:aws:execute-api:REGION:ACCOUNT:`.
    pub(in super::super) async fn invoke(
        &self,
        function: &str,
        source: Option<&str>,
        event: Json,
    ) -> Result<Json, Fault> {
        let cloud = self
            .core
            .cloud()
            .ok_or_else(|| Fault::internal("the services are stopping"))?;
        if let Some(source) = source {
            let arn = self.core.arn("execute-api", source);
            let source = Source::new("apigateway.amazonaws.com", arn, self.core.account.clone());
            cloud.lambda.authorize(function, &source)?;
        }
        let mut input = Value::empty();
        input.set("FunctionName", Value::Text(function.to_owned()));
        input.set("Payload", Value::Blob(event.to_string().into_bytes()));
        let mut output = cloud.call("lambda", "Invoke", input).await?;
        let payload = match output.take("Payload") {
            Some(Value::Blob(bytes)) => serde_json::from_slice(&bytes).unwrap_or_default(),
            _ => Json::Null,
        };
        match output.get("FunctionError") {
            None => Ok(payload),
            Some(_) => Err(Fault::internal(format!("{function} failed: {payload}"))),
        }
    }
}

/// The function of an integration's or an authorizer's address.
pub(in super::super) fn function_of(uri: &str) -> &str {
    let function = uri.split_once("/functions/").map_or(uri, |(_, rest)| rest);
    function.strip_suffix("/invocations").unwrap_or(function)
}

/// A function that answers nothing in particular has succeeded.
fn answer(payload: &Json) -> Answer {
    let status = payload["statusCode"]
        .as_u64()
        .and_then(|status| u16::try_from(status).ok());
    Answer {
        status: status.unwrap_or(200),
        body: payload["body"].as_str().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_function_is_in_the_middle_of_the_address() {
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:notify";
        let uri = format!(
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
        );
        assert_eq!(function_of(&uri), arn);
        assert_eq!(function_of(arn), arn);
    }
}
