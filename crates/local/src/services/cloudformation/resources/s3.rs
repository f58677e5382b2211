//! Buckets and their policies.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, there},
    json::{document, scalar, text},
    naming::{Naming, Style},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::S3::Bucket",
        replace: &["BucketName"],
        // Encryption, ownership and blocked public access change nothing here: objects are not
        // Encryption, ownership and access control change nothing here: objects are not
        // encrypted, there is one account, and nothing is public.
        update: &[
            "AccessControl",
            "BucketEncryption",
            "CorsConfiguration.CorsRules.AllowedHeaders",
            "CorsConfiguration.CorsRules.AllowedMethods",
            "CorsConfiguration.CorsRules.AllowedOrigins",
            "CorsConfiguration.CorsRules.ExposedHeaders",
            "CorsConfiguration.CorsRules.Id",
            "CorsConfiguration.CorsRules.MaxAge",
            "LifecycleConfiguration.Rules.AbortIncompleteMultipartUpload.DaysAfterInitiation",
            "LifecycleConfiguration.Rules.ExpirationInDays",
            "LifecycleConfiguration.Rules.Id",
            "LifecycleConfiguration.Rules.NoncurrentVersionExpiration.NewerNoncurrentVersions",
            "LifecycleConfiguration.Rules.NoncurrentVersionExpiration.NoncurrentDays",
            "LifecycleConfiguration.Rules.NoncurrentVersionExpirationInDays",
            "LifecycleConfiguration.Rules.Prefix",
            "LifecycleConfiguration.Rules.Status",
            "NotificationConfiguration",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "Tags",
            "VersioningConfiguration",
        ],
        naming: Naming::styled("BucketName", 63, Style::Lower),
        handler: &Bucket,
    },
    Kind {
        name: "AWS::S3::BucketPolicy",
        replace: &["Bucket"],
        update: &["PolicyDocument"],
        naming: None,
        handler: &BucketPolicy,
    },
];

struct Bucket;

impl Bucket {
    async fn tag(context: &Context, properties: &Json) -> Result<(), Fault> {
        let tags = json!({ "TagSet": context.tag_list(&properties["Tags"]) });
        let input = json!({ "Bucket": properties["BucketName"], "Tagging": tags });
        context
            .call("s3", "PutBucketTagging", input)
            .await
            .map(drop)
    }

    /// Sets all that is set on a bucket. Notifications come last: their destinations are asked.
    async fn configure(context: &Context, properties: &Json) -> Result<(), Fault> {
        let name = &properties["BucketName"];
        Self::tag(context, properties).await?;
        if let Some(status) = properties["VersioningConfiguration"]["Status"].as_str() {
            let input = json!({ "Bucket": name, "Status": status });
            context.call("s3", "PutBucketVersioning", input).await?;
        }
        let rules = properties["LifecycleConfiguration"]["Rules"].as_array();
        let rules: Json = rules.into_iter().flatten().map(lifecycle).collect();
        let input = json!({ "Bucket": name, "Rules": rules });
        context.call("s3", "PutBucketLifecycle", input).await?;
        let rules = properties["CorsConfiguration"]["CorsRules"].as_array();
        let input = json!({ "Bucket": name, "Rules": rules.cloned().unwrap_or_default() });
        context.call("s3", "PutBucketCors", input).await?;
        let wanted = &properties["NotificationConfiguration"];
        let input = json!({
            "Bucket": name,
            "Rules": notifications(wanted),
            "EventBridge": sends_to_event_bridge(wanted),
        });
        context
            .call("s3", "PutBucketNotifications", input)
            .await
            .map(drop)
    }

    fn made(context: &Context, name: &str) -> Made {
        let region = &context.core.region;
        Made::new(name)
            .with("Arn", format!("arn:aws:s3:::{name}"))
            .with("DomainName", format!("{name}.s3.amazonaws.com"))
            .with(
                "RegionalDomainName",
                format!("{name}.s3.{region}.amazonaws.com"),
            )
            .with(
                "DualStackDomainName",
                format!("{name}.s3.dualstack.{region}.amazonaws.com"),
            )
    }
}

#[async_trait]
impl Handler for Bucket {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "BucketName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("s3", "HeadBucket", json!({ "Bucket": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let name = text(properties, "BucketName");
        context
            .call("s3", "CreateBucket", json!({ "Bucket": name }))
            .await?;
        Self::configure(context, properties).await?;
        Ok(Self::made(context, name))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let mut new = new.clone();
        if !old["VersioningConfiguration"].is_null() && new["VersioningConfiguration"].is_null() {
            new["VersioningConfiguration"] = json!({ "Status": "Suspended" });
        }
        Self::configure(context, &new).await?;
        Ok(Self::made(context, id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("s3", "DeleteBucket", json!({ "Bucket": id }))
            .await
    }
}

/// A lifecycle rule as the S3 service takes it.
fn lifecycle(rule: &Json) -> Json {
    let days = |value: &Json| scalar(value).parse::<i64>().ok();
    let noncurrent = &rule["NoncurrentVersionExpiration"];
    json!({
        "ID": rule["Id"].as_str().map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned),
        "Enabled": rule["Status"] == "Enabled",
        "Prefix": text(rule, "Prefix"),
        "Expiration": days(&rule["ExpirationInDays"]),
        "Noncurrent": days(&noncurrent["NoncurrentDays"])
            .or_else(|| days(&rule["NoncurrentVersionExpirationInDays"])),
        "KeepNewer": days(&noncurrent["NewerNoncurrentVersions"]).unwrap_or(0),
        "Uploads": days(&rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]),
    })
}

/// Who is to be told, as the S3 service takes it.
fn notifications(wanted: &Json) -> Json {
    let kinds = [
        ("LambdaConfigurations", "Function"),
        ("QueueConfigurations", "Queue"),
        ("TopicConfigurations", "Topic"),
    ];
    let of_kind = |(list, target): (&str, &str)| -> Vec<Json> {
        let all = wanted[list].as_array().into_iter().flatten();
        all.map(|one| notification(one, target)).collect()
    };
    kinds.into_iter().flat_map(of_kind).collect()
}

fn notification(one: &Json, target: &str) -> Json {
    let rules = &one["Filter"]["S3Key"]["Rules"];
    let value = |wanted: &str| {
        let mut rules = rules.as_array().into_iter().flatten();
        let found = rules.find(|rule| text(rule, "Name").eq_ignore_ascii_case(wanted));
        found.map(|rule| scalar(&rule["Value"])).unwrap_or_default()
    };
    json!({
        "Arn": one[target],
        "Events": [one["Event"]],
        "Prefix": value("prefix"),
        "Suffix": value("suffix"),
    })
}

fn sends_to_event_bridge(wanted: &Json) -> bool {
    let given = &wanted["EventBridgeConfiguration"];
    given.is_object()
        && given["EventBridgeEnabled"] != false
        && given["EventBridgeEnabled"] != "false"
}

struct BucketPolicy;

#[async_trait]
impl Handler for BucketPolicy {
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let policy = document(&properties["PolicyDocument"]);
        let input = json!({ "Bucket": properties["Bucket"], "Policy": policy });
        context.call("s3", "PutBucketPolicy", input).await?;
        Ok(Made::new(text(properties, "Bucket")))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("s3", "DeleteBucketPolicy", json!({ "Bucket": id }))
            .await
    }
}
