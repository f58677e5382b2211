//! Keys and their aliases.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, gone, there},
    json::{document, pick, scalar, set, text},
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::KMS::Key",
        replace: &["KeySpec", "KeyUsage"],
        update: &[
            "Description",
            "Enabled",
            "EnableKeyRotation",
            "KeyPolicy",
            "PendingWindowInDays",
            "Tags",
        ],
        naming: None,
        handler: &Key,
    },
    Kind {
        name: "AWS::KMS::Alias",
        replace: &["AliasName"],
        update: &["TargetKeyId"],
        naming: None,
        handler: &Alias,
    },
];

struct Key;

impl Key {
    /// Switches rotation and the key itself as the template says.
    async fn switch(context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let is = |name: &str, default: bool| match &properties[name] {
            Json::Null => default,
            value => scalar(value) == "true",
        };
        let symmetric = matches!(text(properties, "KeySpec"), "" | "SYMMETRIC_DEFAULT");
        let rotation = match is("EnableKeyRotation", false) {
            true => Some("EnableKeyRotation"),
            // Others have no rotation that could be switched off.
            false => symmetric.then_some("DisableKeyRotation"),
        };
        // Only the rotation of an enabled key can be set.
        let disable = (!is("Enabled", true)).then_some("DisableKey");
        let operations = [Some("EnableKey"), rotation, disable];
        for operation in operations.into_iter().flatten() {
            context
                .call("kms", operation, json!({ "KeyId": id }))
                .await?;
        }
        Ok(())
    }

    fn made(context: &Context, id: &str) -> Made {
        Made::new(id)
            .with("Arn", context.arn("kms", &format!("key/{id}")))
            .with("KeyId", id)
    }
}

#[async_trait]
impl Handler for Key {
    async fn left_behind(&self, context: &Context, _: &Json, _: i64) -> Result<Vec<String>, Fault> {
        let all = context.call("kms", "ListKeys", json!({ "Limit": 1000 }));
        let mut left = Vec::new();
        for key in all.await?["Keys"].as_array().into_iter().flatten() {
            let id = json!({ "KeyId": key["KeyId"] });
            let listed = context.call("kms", "ListResourceTags", id).await?;
            let tag = |name: &str| {
                let mut tags = listed["Tags"].as_array().into_iter().flatten();
                let found = tags.find(|tag| tag["TagKey"] == name)?;
                found["TagValue"].as_str().map(str::to_owned)
            };
            if context.is_origin(tag) {
                left.push(text(key, "KeyId").to_owned());
            }
        }
        Ok(left)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging {
            shape: Shape::List("TagKey", "TagValue"),
            ..Tagging::listed("kms", "KeyId", made.id.as_str())
        })
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "KeyId": id });
        let found = context.has("kms", "DescribeKey", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = pick(properties, &["Description", "KeySpec", "KeyUsage"]);
        set(&mut input, "Policy", document(&properties["KeyPolicy"]));
        let tag = |(key, value)| json!({ "TagKey": key, "TagValue": value });
        input["Tags"] = context
            .tags(&properties["Tags"])
            .into_iter()
            .map(tag)
            .collect();
        let made = context.call("kms", "CreateKey", input).await?;
        let id = text(&made["KeyMetadata"], "KeyId");
        Self::switch(context, id, properties).await?;
        Ok(Self::made(context, id))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        if old["Description"] != new["Description"] {
            let input = json!({ "KeyId": id, "Description": text(new, "Description") });
            context.call("kms", "UpdateKeyDescription", input).await?;
        }
        if old["KeyPolicy"] != new["KeyPolicy"] && !new["KeyPolicy"].is_null() {
            let input = json!({ "KeyId": id, "Policy": document(&new["KeyPolicy"]) });
            context.call("kms", "PutKeyPolicy", input).await?;
        }
        Self::switch(context, id, new).await?;
        Ok(Self::made(context, id))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let mut input = json!({ "KeyId": id });
        set(
            &mut input,
            "PendingWindowInDays",
            properties["PendingWindowInDays"].clone(),
        );
        match context.call("kms", "ScheduleKeyDeletion", input).await {
            // It waits for its deletion already.
            Err(fault) if fault.code == "KMSInvalidStateException" => Ok(()),
            outcome => gone(outcome),
        }
    }
}

struct Alias;

#[async_trait]
impl Handler for Alias {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "AliasName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("kms", "DescribeKey", json!({ "KeyId": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let input = pick(properties, &["AliasName", "TargetKeyId"]);
        context.call("kms", "CreateAlias", input).await?;
        Ok(Made::new(text(properties, "AliasName")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let input = pick(new, &["AliasName", "TargetKeyId"]);
        context.call("kms", "UpdateAlias", input).await?;
        Ok(Made::new(id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("kms", "DeleteAlias", json!({ "AliasName": id }))
            .await
    }
}
