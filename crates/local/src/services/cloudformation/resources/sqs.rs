//! Queues.

use async_trait::async_trait;
use serde_json::{Map, Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen},
    json::{scalar, text},
    naming::{Naming, Style},
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::SQS::Queue",
    replace: &["QueueName", "FifoQueue"],
    update: &[
        "ContentBasedDeduplication",
        "DeduplicationScope",
        "DelaySeconds",
        "FifoThroughputLimit",
        "KmsDataKeyReusePeriodSeconds",
        "KmsMasterKeyId",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy",
        "RedrivePolicy",
        "SqsManagedSseEnabled",
        "VisibilityTimeout",
        "Tags",
    ],
    naming: Naming::styled("QueueName", 80, Style::Fifo),
    handler: &Queue,
}];

/// Attribute and the value it has when a template does not set it; empty for none.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("ContentBasedDeduplication", "false"),
    ("DeduplicationScope", "queue"),
    ("DelaySeconds", "0"),
    ("FifoThroughputLimit", "perQueue"),
    ("KmsDataKeyReusePeriodSeconds", "300"),
    ("KmsMasterKeyId", ""),
    ("MaximumMessageSize", "1048576"),
    ("MessageRetentionPeriod", "345600"),
    ("ReceiveMessageWaitTimeSeconds", "0"),
    ("RedriveAllowPolicy", ""),
    ("RedrivePolicy", ""),
    ("SqsManagedSseEnabled", "true"),
    ("VisibilityTimeout", "30"),
];

struct Queue;

impl Queue {
    fn attributes(properties: &Json) -> Map<String, Json> {
        let set = ATTRIBUTES
            .iter()
            .filter(|(name, _)| !properties[*name].is_null());
        set.map(|(name, _)| ((*name).to_owned(), json!(scalar(&properties[*name]))))
            .collect()
    }

    /// What has to be set for the queue to be as `new` says: what changed, and the defaults of what
    /// is no longer there.
    fn changes(old: &Json, new: &Json) -> Map<String, Json> {
        let changed = ATTRIBUTES
            .iter()
            .filter(|(name, _)| old[*name] != new[*name]);
        let value = |name: &str, default: &str| match &new[name] {
            Json::Null => json!(default),
            value => json!(scalar(value)),
        };
        changed
            .map(|(name, default)| ((*name).to_owned(), value(name, default)))
            .collect()
    }

    fn made(context: &Context, url: &str) -> Made {
        let name = url.rsplit('/').next().unwrap_or_default();
        Made::new(url)
            .with("Arn", context.arn("sqs", name))
            .with("QueueName", name)
            .with("QueueUrl", url)
    }
}

#[async_trait]
impl Handler for Queue {
    fn planned(&self, context: &Context, properties: &Json) -> Option<String> {
        let name = text(properties, "QueueName");
        Some(format!(
            "{}/{}/{name}",
            context.core.endpoint(),
            context.core.account
        ))
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let name = id.rsplit('/').next().unwrap_or_default();
        context
            .has("sqs", "GetQueueUrl", json!({ "QueueName": name }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let input = json!({ "QueueUrl": id, "AttributeNames": ["All"] });
        let found = context.call("sqs", "GetQueueAttributes", input).await;
        let names: Vec<&str> = ATTRIBUTES.iter().map(|(name, _)| *name).collect();
        seen(found.map(|found| parsed(&found["Attributes"])), &names)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging {
            tag: "TagQueue",
            untag: "UntagQueue",
            shape: Shape::Map,
            ..Tagging::listed("sqs", "QueueUrl", made.id.as_str())
        })
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut attributes = Self::attributes(properties);
        if scalar(&properties["FifoQueue"]) == "true" {
            attributes.insert("FifoQueue".to_owned(), json!("true"));
        }
        let input = json!({
            "QueueName": properties["QueueName"],
            "Attributes": attributes,
            "tags": context.tags(&properties["Tags"]),
        });
        let made = context.call("sqs", "CreateQueue", input).await?;
        Ok(Self::made(context, text(&made, "QueueUrl")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let changes = Self::changes(old, new);
        if !changes.is_empty() {
            let input = json!({ "QueueUrl": id, "Attributes": changes });
            context.call("sqs", "SetQueueAttributes", input).await?;
        }
        Ok(Self::made(context, id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("sqs", "DeleteQueue", json!({ "QueueUrl": id }))
            .await
    }
}

/// Attributes with their JSON read: templates write policies as objects.
fn parsed(attributes: &Json) -> Json {
    let read = |value: &Json| match value.as_str().filter(|text| text.starts_with('{')) {
        Some(text) => serde_json::from_str(text).unwrap_or_default(),
        None => value.clone(),
    };
    let members = attributes.as_object().into_iter().flatten();
    Json::Object(
        members
            .map(|(name, value)| (name.clone(), read(value)))
            .collect(),
    )
}
