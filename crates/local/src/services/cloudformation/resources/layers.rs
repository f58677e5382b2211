//! Layers of functions: a resource is one version, which never changes.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    function_parts::id_prefix,
    functions::OBJECT,
    handler::{Handler, Made, Now, seen, there},
    json::{pick, text},
    naming::{Naming, random},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Lambda::LayerVersion",
        replace: &[
            "CompatibleArchitectures",
            "CompatibleRuntimes",
            "Content.S3Bucket",
            "Content.S3Key",
            "Content.S3ObjectVersion",
            "Description",
            "LayerName",
            "LicenseInfo",
        ],
        update: &[],
        naming: Naming::new("LayerName", 140),
        handler: &LayerVersion,
    },
    Kind {
        name: "AWS::Lambda::LayerVersionPermission",
        replace: &["Action", "LayerVersionArn", "OrganizationId", "Principal"],
        update: &[],
        naming: None,
        handler: &Permission,
    },
];

/// What names a version to the API, from its ARN.
fn version(arn: &str) -> Json {
    let (layer, number) = arn.rsplit_once(':').unwrap_or((arn, ""));
    json!({ "LayerName": layer, "VersionNumber": number })
}

struct LayerVersion;

#[async_trait]
impl Handler for LayerVersion {
    async fn left_behind(
        &self,
        context: &Context,
        properties: &Json,
        since: i64,
    ) -> Result<Vec<String>, Fault> {
        let input = pick(properties, &["LayerName"]);
        let all = context.call("lambda", "ListLayerVersions", input).await?;
        let versions = all["LayerVersions"].as_array().into_iter().flatten();
        let is_later = |version: &&Json| {
            let created = text(version, "CreatedDate").replace("+0000", "Z");
            let created = created.parse::<jiff::Timestamp>();
            created.is_ok_and(|created| created.as_millisecond() >= since)
        };
        let left = versions.filter(is_later);
        Ok(left
            .map(|version| text(version, "LayerVersionArn").to_owned())
            .collect())
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        const MEMBERS: &[&str] = &["CompatibleRuntimes", "Description", "LicenseInfo"];
        let found = context.call("lambda", "GetLayerVersion", version(id));
        seen(found.await, MEMBERS)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "CompatibleArchitectures",
            "CompatibleRuntimes",
            "Description",
            "LayerName",
            "LicenseInfo",
        ];
        let mut input = pick(properties, &members);
        input["Content"] = pick(&properties["Content"], OBJECT);
        let made = context.call("lambda", "PublishLayerVersion", input).await?;
        let arn = text(&made, "LayerVersionArn");
        Ok(Made::new(arn).with("LayerVersionArn", arn))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("lambda", "DeleteLayerVersion", version(id))
            .await
    }
}

struct Permission;

#[async_trait]
impl Handler for Permission {
    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = version(text(properties, "LayerVersionArn"));
        let found = context
            .call("lambda", "GetLayerVersionPolicy", lookup)
            .await;
        match found {
            Ok(found) => Ok(there(text(&found, "Policy").contains(id))),
            Err(fault) => seen(Err(fault), &[]),
        }
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = pick(properties, &["Action", "OrganizationId", "Principal"]);
        let named = version(text(properties, "LayerVersionArn"));
        for (member, value) in named.as_object().into_iter().flatten() {
            input[member] = value.clone();
        }
        let id = format!("{}{}", id_prefix(context), random());
        input["StatementId"] = json!(id);
        context
            .call("lambda", "AddLayerVersionPermission", input)
            .await?;
        Ok(Made::new(&id).with("Id", id.as_str()))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let mut input = version(text(properties, "LayerVersionArn"));
        input["StatementId"] = json!(id);
        context
            .remove("lambda", "RemoveLayerVersionPermission", input)
            .await
    }
}
