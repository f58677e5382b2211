//! What belongs to functions: permissions, retries, versions and aliases.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen, there},
    json::{pick, text},
    naming::{prefix, random},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Lambda::Permission",
        replace: &[
            "Action",
            "FunctionName",
            "Principal",
            "SourceAccount",
            "SourceArn",
            "PrincipalOrgID",
        ],
        update: &[],
        naming: None,
        handler: &Permission,
    },
    Kind {
        name: "AWS::Lambda::EventInvokeConfig",
        replace: &["FunctionName", "Qualifier"],
        update: &[
            "DestinationConfig",
            "MaximumEventAgeInSeconds",
            "MaximumRetryAttempts",
        ],
        naming: None,
        handler: &EventInvokeConfig,
    },
    Kind {
        name: "AWS::Lambda::Version",
        replace: &["FunctionName", "Description", "CodeSha256"],
        update: &[],
        naming: None,
        handler: &Version,
    },
    Kind {
        name: "AWS::Lambda::Alias",
        replace: &["FunctionName", "Name"],
        update: &["FunctionVersion", "Description", "RoutingConfig"],
        naming: None,
        handler: &Alias,
    },
];

/// The function that a name, a partial ARN or an ARN means: its name.
fn function(properties: &Json) -> &str {
    let given = text(properties, "FunctionName");
    let name = given
        .rsplit_once("function:")
        .map_or(given, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

struct Permission;

#[async_trait]
impl Handler for Permission {
    async fn left_behind(
        &self,
        context: &Context,
        properties: &Json,
        _: i64,
    ) -> Result<Vec<String>, Fault> {
        let input = pick(properties, &["FunctionName"]);
        let answer = context.call("lambda", "GetPolicy", input).await?;
        let policy: Json = serde_json::from_str(text(&answer, "Policy")).unwrap_or_default();
        let statements = policy["Statement"].as_array().into_iter().flatten();
        let prefix = id_prefix(context);
        let ids = statements.map(|statement| text(statement, "Sid").to_owned());
        Ok(ids.filter(|id| id.starts_with(&prefix)).collect())
    }

    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "FunctionName": properties["FunctionName"] });
        let found = context.call("lambda", "GetPolicy", lookup).await;
        match found {
            Ok(found) => Ok(there(text(&found, "Policy").contains(id))),
            Err(fault) => seen(Err(fault), &[]),
        }
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "FunctionName",
            "Action",
            "Principal",
            "SourceAccount",
            "SourceArn",
            "PrincipalOrgID",
        ];
        let mut input = pick(properties, &members);
        let id = format!("{}{}", id_prefix(context), random());
        input["StatementId"] = json!(id);
        context.call("lambda", "AddPermission", input).await?;
        Ok(Made::new(&id).with("Id", id.as_str()))
    }

    async fn update(&self, _: &Context, id: &str, _: &Json, _: &Json) -> Result<Made, Fault> {
        Ok(Made::new(id).with("Id", id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "FunctionName": properties["FunctionName"], "StatementId": id });
        context.remove("lambda", "RemovePermission", input).await
    }
}

/// What the ids of a permission's statements begin with.
pub(super) fn id_prefix(context: &Context) -> String {
    /// The most characters that Lambda takes as a statement's id.
    const LONGEST: usize = 100;
    prefix(&context.stack_name, &context.logical_id, LONGEST)
}

struct EventInvokeConfig;

#[async_trait]
impl Handler for EventInvokeConfig {
    async fn now(&self, context: &Context, _: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = pick(properties, &["FunctionName", "Qualifier"]);
        let found = context.has("lambda", "GetFunctionEventInvokeConfig", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "FunctionName",
            "Qualifier",
            "DestinationConfig",
            "MaximumEventAgeInSeconds",
            "MaximumRetryAttempts",
        ];
        let input = pick(properties, &members);
        context
            .call("lambda", "PutFunctionEventInvokeConfig", input)
            .await?;
        Ok(Made::new(format!(
            "{}|{}",
            function(properties),
            text(properties, "Qualifier")
        )))
    }

    async fn delete(&self, context: &Context, _: &str, properties: &Json) -> Result<(), Fault> {
        let input = pick(properties, &["FunctionName", "Qualifier"]);
        context
            .remove("lambda", "DeleteFunctionEventInvokeConfig", input)
            .await
    }
}

struct Version;

#[async_trait]
impl Handler for Version {
    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let version = id.rsplit(':').next().unwrap_or_default();
        let lookup = json!({ "FunctionName": function(properties), "Qualifier": version });
        let found = context.has("lambda", "GetFunctionConfiguration", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let input = pick(properties, &["FunctionName", "Description", "CodeSha256"]);
        let made = context.call("lambda", "PublishVersion", input).await?;
        let (arn, version) = (text(&made, "FunctionArn"), text(&made, "Version"));
        Ok(Made::new(arn)
            .with("Version", version)
            .with("FunctionArn", arn))
    }

    async fn update(&self, _: &Context, id: &str, _: &Json, _: &Json) -> Result<Made, Fault> {
        let version = id.rsplit(':').next().unwrap_or_default();
        Ok(Made::new(id)
            .with("Version", version)
            .with("FunctionArn", id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let version = id.rsplit(':').next().unwrap_or_default();
        let input = json!({ "FunctionName": function(properties), "Qualifier": version });
        context.remove("lambda", "DeleteFunction", input).await
    }
}

struct Alias;

impl Alias {
    fn input(properties: &Json) -> Json {
        let mut input = pick(
            properties,
            &["FunctionName", "Name", "FunctionVersion", "Description"],
        );
        // A list in templates, a map in the API.
        let weights = properties["RoutingConfig"]["AdditionalVersionWeights"].as_array();
        let pair = |one: &Json| {
            (
                text(one, "FunctionVersion").to_owned(),
                one["FunctionWeight"].clone(),
            )
        };
        if let Some(weights) = weights {
            let map: serde_json::Map<String, Json> = weights.iter().map(pair).collect();
            input["RoutingConfig"] = json!({ "AdditionalVersionWeights": map });
        }
        input
    }
}

#[async_trait]
impl Handler for Alias {
    async fn now(&self, context: &Context, _: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "FunctionName": function(properties), "Name": properties["Name"] });
        let found = context.has("lambda", "GetAlias", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let made = context
            .call("lambda", "CreateAlias", Self::input(properties))
            .await?;
        let arn = text(&made, "AliasArn");
        Ok(Made::new(arn).with("AliasArn", arn))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        context
            .call("lambda", "UpdateAlias", Self::input(new))
            .await?;
        Ok(Made::new(id).with("AliasArn", id))
    }

    async fn delete(&self, context: &Context, _: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "FunctionName": function(properties), "Name": properties["Name"] });
        context.remove("lambda", "DeleteAlias", input).await
    }
}
