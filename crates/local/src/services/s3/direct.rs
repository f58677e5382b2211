//! S3's operations by name, for the services of this process. Clients come through HTTP.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{S3, api, cors, lifecycle, notify};
use crate::{
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    wire::Blob,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    bucket: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetObject {
    bucket: String,
    key: String,
    version_id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Object {
    body: Blob,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutPolicy {
    bucket: String,
    policy: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutTagging {
    bucket: String,
    tagging: Tagging,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tagging {
    tag_set: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutNotifications {
    bucket: String,
    #[serde(default)]
    rules: Vec<Notify>,
    #[serde(default)]
    event_bridge: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notify {
    arn: String,
    events: Vec<String>,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutVersioning {
    bucket: String,
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutLifecycle {
    bucket: String,
    rules: Vec<lifecycle::Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutCors {
    bucket: String,
    rules: Vec<cors::Rule>,
}

#[derive(Serialize)]
struct Nothing {}

impl S3 {
    async fn create_bucket(&self, input: Named, _: &Caller) -> Result<Nothing, Fault> {
        let exists = self
            .ledger
            .read(|state| state.buckets.contains_key(&input.bucket));
        if exists {
            let message = format!("{} already exists", input.bucket);
            return Err(Fault::new("BucketAlreadyOwnedByYou", message).with_status(409));
        }
        self.make_bucket(&input.bucket).await?;
        Ok(Nothing {})
    }

    async fn head_bucket(&self, input: Named, _: &Caller) -> Result<Nothing, Fault> {
        self.settings(&input.bucket)?;
        Ok(Nothing {})
    }

    async fn get_object(&self, input: GetObject, _: &Caller) -> Result<Object, Fault> {
        let body = self.object(&input.bucket, &input.key, input.version_id.as_deref());
        let body = body.await?;
        Ok(Object { body: Blob(body) })
    }

    async fn delete_bucket(&self, input: Named, _: &Caller) -> Result<Nothing, Fault> {
        self.drop_bucket(&input.bucket).await?;
        Ok(Nothing {})
    }

    async fn put_bucket_policy(&self, input: PutPolicy, _: &Caller) -> Result<Nothing, Fault> {
        self.set_policy(&input.bucket, input.policy).await?;
        Ok(Nothing {})
    }

    async fn delete_bucket_policy(&self, input: Named, _: &Caller) -> Result<Nothing, Fault> {
        self.set(&input.bucket, |settings| settings.policy = None)
            .await?;
        Ok(Nothing {})
    }

    async fn put_notifications(
        &self,
        input: PutNotifications,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let rule = |one: Notify| notify::Rule {
            id: uuid::Uuid::new_v4().to_string(),
            arn: one.arn,
            events: one.events,
            prefix: one.prefix,
            suffix: one.suffix,
        };
        let wanted = notify::Notifications {
            rules: input.rules.into_iter().map(rule).collect(),
            event_bridge: input.event_bridge,
        };
        self.set_notifications(&input.bucket, wanted).await?;
        Ok(Nothing {})
    }

    async fn put_versioning(&self, input: PutVersioning, _: &Caller) -> Result<Nothing, Fault> {
        self.set_versioning(&input.bucket, Some(&input.status))
            .await?;
        Ok(Nothing {})
    }

    async fn put_lifecycle(&self, input: PutLifecycle, _: &Caller) -> Result<Nothing, Fault> {
        self.set(&input.bucket, |settings| settings.lifecycle = input.rules)
            .await?;
        Ok(Nothing {})
    }

    async fn put_cors(&self, input: PutCors, _: &Caller) -> Result<Nothing, Fault> {
        self.set_cors(&input.bucket, input.rules).await?;
        Ok(Nothing {})
    }

    async fn put_bucket_tagging(&self, input: PutTagging, _: &Caller) -> Result<Nothing, Fault> {
        let tags = input
            .tagging
            .tag_set
            .into_iter()
            .map(|tag| (tag.key, tag.value));
        let tags: BTreeMap<String, String> = tags.collect();
        self.set(&input.bucket, |settings| settings.tags = tags)
            .await?;
        Ok(Nothing {})
    }
}

#[async_trait]
impl Service for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn operations(&self) -> Vec<&'static str> {
        api::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(S3, "s3"; {
    "CreateBucket" => create_bucket,
    "HeadBucket" => head_bucket,
    "GetObject" => get_object,
    "DeleteBucket" => delete_bucket,
    "PutBucketPolicy" => put_bucket_policy,
    "DeleteBucketPolicy" => delete_bucket_policy,
    "PutBucketTagging" => put_bucket_tagging,
    "PutBucketNotifications" => put_notifications,
    "PutBucketVersioning" => put_versioning,
    "PutBucketLifecycle" => put_lifecycle,
    "PutBucketCors" => put_cors,
});
