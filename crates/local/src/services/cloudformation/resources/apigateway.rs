//! HTTP and WebSocket APIs of API Gateway, and their stages.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made},
    json::{camel, pick, text},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::ApiGatewayV2::Api",
        replace: &["ProtocolType"],
        update: &[
            "ApiKeySelectionExpression",
            "CorsConfiguration",
            "Description",
            "DisableExecuteApiEndpoint",
            "Name",
            "RouteSelectionExpression",
            "Tags",
            "Version",
        ],
        naming: None,
        handler: &Api,
    },
    Kind {
        name: "AWS::ApiGatewayV2::Stage",
        replace: &["ApiId", "StageName"],
        update: &[
            "AccessLogSettings",
            "AutoDeploy",
            "DefaultRouteSettings",
            "DeploymentId",
            "Description",
            "RouteSettings",
            "StageVariables",
            "Tags",
        ],
        naming: None,
        handler: &Stage,
    },
];

/// Members whose keys are the user's own.
const DOCUMENTS: &[&str] = &["Tags", "StageVariables", "RouteSettings"];

const API: &[&str] = &[
    "ApiKeySelectionExpression",
    "CorsConfiguration",
    "Description",
    "DisableExecuteApiEndpoint",
    "Name",
    "RouteSelectionExpression",
    "Version",
];

struct Api;

impl Api {
    fn made(context: &Context, id: &str, protocol: &str) -> Made {
        let scheme = if protocol == "WEBSOCKET" {
            "wss"
        } else {
            "https"
        };
        let endpoint = format!(
            "{scheme}://{id}.execute-api.{}.amazonaws.com",
            context.core.region
        );
        Made::new(id)
            .with("ApiId", id)
            .with("ApiEndpoint", endpoint)
    }
}

#[async_trait]
impl Handler for Api {
    async fn left_behind(&self, context: &Context, _: &Json, _: i64) -> Result<Vec<String>, Fault> {
        let all = context.call("apigateway", "GetApis", json!({})).await?;
        let apis = all["items"].as_array().into_iter().flatten();
        let tag = |api: &Json, name: &str| api["tags"][name].as_str().map(str::to_owned);
        let left = apis.filter(|api| context.is_origin(|name| tag(api, name)));
        Ok(left.map(|api| text(api, "apiId").to_owned()).collect())
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = camel(&pick(properties, API), DOCUMENTS);
        input["protocolType"] = properties["ProtocolType"].clone();
        input["tags"] = tags(context, properties);
        let made = context.call("apigateway", "CreateApi", input).await?;
        Ok(Self::made(
            context,
            text(&made, "apiId"),
            text(properties, "ProtocolType"),
        ))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let mut input = camel(&pick(new, API), DOCUMENTS);
        input["apiId"] = json!(id);
        context.call("apigateway", "UpdateApi", input).await?;
        Ok(Self::made(context, id, text(new, "ProtocolType")))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("apigateway", "DeleteApi", json!({ "apiId": id }))
            .await
    }
}

/// API Gateway's templates have tags as a map.
fn tags(context: &Context, properties: &Json) -> Json {
    let mut tags = json!(context.tags(&Json::Null));
    for (key, value) in properties["Tags"].as_object().into_iter().flatten() {
        tags[key] = value.clone();
    }
    tags
}

const STAGE: &[&str] = &[
    "ApiId",
    "StageName",
    "AccessLogSettings",
    "AutoDeploy",
    "DefaultRouteSettings",
    "DeploymentId",
    "Description",
    "RouteSettings",
    "StageVariables",
];

struct Stage;

#[async_trait]
impl Handler for Stage {
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = camel(&pick(properties, STAGE), DOCUMENTS);
        input["tags"] = tags(context, properties);
        context.call("apigateway", "CreateStage", input).await?;
        Ok(Made::new(text(properties, "StageName")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let input = camel(&pick(new, STAGE), DOCUMENTS);
        context.call("apigateway", "UpdateStage", input).await?;
        Ok(Made::new(id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "apiId": properties["ApiId"], "stageName": id });
        context.remove("apigateway", "DeleteStage", input).await
    }
}
