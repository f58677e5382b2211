//! Buckets and their policies.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, found, gone},
    json::{document, text},
    naming::{Naming, Style},
    schema::Kind,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::S3::Bucket",
        replace: &["BucketName"],
        // Encryption, ownership and blocked public access change nothing here: objects are not
        // encrypted, there is one account, and nothing is public.
        update: &[
            "BucketEncryption",
            "OwnershipControls",
            "PublicAccessBlockConfiguration",
            "Tags",
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
        found(
            context
                .call("s3", "HeadBucket", json!({ "Bucket": id }))
                .await,
        )
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let name = text(properties, "BucketName");
        context
            .call("s3", "CreateBucket", json!({ "Bucket": name }))
            .await?;
        Self::tag(context, properties).await?;
        Ok(Self::made(context, name))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        Self::tag(context, new).await?;
        Ok(Self::made(context, id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        gone(
            context
                .call("s3", "DeleteBucket", json!({ "Bucket": id }))
                .await,
        )
    }
}

struct BucketPolicy;

impl BucketPolicy {
    async fn put(context: &Context, properties: &Json) -> Result<Made, Fault> {
        let policy = document(&properties["PolicyDocument"]);
        let input = json!({ "Bucket": properties["Bucket"], "Policy": policy });
        context.call("s3", "PutBucketPolicy", input).await?;
        Ok(Made::new(text(properties, "Bucket")))
    }
}

#[async_trait]
impl Handler for BucketPolicy {
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        Self::put(context, properties).await
    }

    async fn update(
        &self,
        context: &Context,
        _: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        Self::put(context, new).await
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        gone(
            context
                .call("s3", "DeleteBucketPolicy", json!({ "Bucket": id }))
                .await,
        )
    }
}
