//! HTTP and WebSocket APIs of API Gateway, and their stages. An HTTP API may come from an OpenAPI
//! document: then it is made by its name and imported over, because only `CreateApi` takes the tags
//! by which what a crash has left is found.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::super::scope::LATER;
use super::{
    context::Context,
    handler::{Handler, Made, Now, seen, there},
    json::{camel, document, pascal, pick, set, text},
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::{fault::Fault, services::apigateway::import_problems};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::ApiGatewayV2::Api",
        replace: &["ProtocolType"],
        update: &[
            "ApiKeySelectionExpression",
            "BasePath",
            "Body",
            "BodyS3Location",
            "CorsConfiguration",
            "Description",
            "DisableExecuteApiEndpoint",
            "FailOnWarnings",
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
    /// What is wrong with the document, unless it has to do with what is known only later.
    fn lacks(&self, properties: &Json) -> Vec<(&'static str, String)> {
        let problems = import_problems(&properties["Body"]).into_iter();
        let known = problems.filter(|problem| !problem.contains(LATER));
        known
            .map(|problem| ("Body", format!("OpenAPI document: {problem}")))
            .collect()
    }

    async fn left_behind(&self, context: &Context, _: &Json, _: i64) -> Result<Vec<String>, Fault> {
        let all = context.call("apigateway", "GetApis", json!({})).await?;
        let apis = all["items"].as_array().into_iter().flatten();
        let tag = |api: &Json, name: &str| api["tags"][name].as_str().map(str::to_owned);
        let left = apis.filter(|api| context.is_origin(|name| tag(api, name)));
        Ok(left.map(|api| text(api, "apiId").to_owned()).collect())
    }

    /// Routes are not compared: as on AWS, `Body` is only what they were made from.
    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let found = context.call("apigateway", "GetApi", json!({ "apiId": id }));
        seen(found.await.map(|api| pascal(&api)), API)
    }

    fn tagging(&self, context: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(tagging(context, &made.id))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let document = body(context, properties).await?;
        let mut input = camel(&pick(properties, API), DOCUMENTS);
        input["protocolType"] = properties["ProtocolType"].clone();
        input["tags"] = json!(context.tags(&properties["Tags"]));
        if document.is_some() {
            input["protocolType"] = json!("HTTP");
            // Until the import, which takes the document's.
            input["name"] = json!(context.logical_id);
        }
        let made = context.call("apigateway", "CreateApi", input).await?;
        let id = text(&made, "apiId");
        if let Some(document) = document
            && let Err(fault) = import(context, id, &document, properties).await
        {
            self.delete(context, id, properties).await?;
            return Err(fault);
        }
        Ok(Self::made(context, id, text(properties, "ProtocolType")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let said = |properties: &Json| pick(properties, IMPORT);
        match body(context, new).await? {
            Some(document) if said(old) != said(new) => {
                import(context, id, &document, new).await?;
            }
            _ => settings(context, id, new).await?,
        }
        Ok(Self::made(context, id, text(new, "ProtocolType")))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("apigateway", "DeleteApi", json!({ "apiId": id }))
            .await
    }
}

/// What decides what an import makes.
const IMPORT: &[&str] = &["BasePath", "Body", "BodyS3Location", "FailOnWarnings"];

/// The OpenAPI document as text, where there is one.
async fn body(context: &Context, properties: &Json) -> Result<Option<String>, Fault> {
    let (inline, place) = (&properties["Body"], &properties["BodyS3Location"]);
    match (inline, place) {
        (Json::Null, Json::Null) => Ok(None),
        (_, Json::Null) => Ok(document(inline).as_str().map(str::to_owned)),
        (Json::Null, _) => {
            let (bucket, key) = (text(place, "Bucket"), text(place, "Key"));
            let version = place["Version"].as_str();
            Ok(Some(context.object(bucket, key, version).await?))
        }
        _ => Err(Fault::new(
            "ValidationError",
            "Only one of Body and BodyS3Location can be given",
        )),
    }
}

/// Makes an API what a document says; properties of the template come before it.
async fn import(
    context: &Context,
    id: &str,
    document: &str,
    properties: &Json,
) -> Result<(), Fault> {
    let mut input = json!({ "apiId": id, "body": document });
    set(&mut input, "basepath", properties["BasePath"].clone());
    set(
        &mut input,
        "failOnWarnings",
        properties["FailOnWarnings"].clone(),
    );
    context.call("apigateway", "ReimportApi", input).await?;
    settings(context, id, properties).await
}

/// Sets what the template says of the API itself.
async fn settings(context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
    let mut input = camel(&pick(properties, API), DOCUMENTS);
    input["apiId"] = json!(id);
    context.call("apigateway", "UpdateApi", input).await?;
    Ok(())
}

fn tagging(context: &Context, resource: &str) -> Tagging {
    let region = &context.core.region;
    Tagging {
        members: ("tags", "tagKeys"),
        shape: Shape::Map,
        ..Tagging::listed(
            "apigateway",
            "resource-arn",
            format!("arn:aws:apigateway:{region}::/apis/{resource}"),
        )
    }
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
    fn tagging(&self, context: &Context, made: &Made, properties: &Json) -> Option<Tagging> {
        let api = text(properties, "ApiId");
        Some(tagging(context, &format!("{api}/stages/{}", made.id)))
    }

    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "apiId": properties["ApiId"], "stageName": id });
        let found = context.has("apigateway", "GetStage", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = camel(&pick(properties, STAGE), DOCUMENTS);
        input["tags"] = json!(context.tags(&properties["Tags"]));
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
