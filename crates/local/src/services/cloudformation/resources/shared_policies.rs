//! Policies of their own type that are put on queues and topics.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, is_missing, there},
    json::{document, text, texts},
    naming::random,
    schema::Kind,
};
use crate::{fault::Fault, services::sns};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::SQS::QueuePolicy",
        replace: &[],
        update: &["Queues", "PolicyDocument"],
        naming: None,
        handler: &SharedPolicy {
            list: "Queues",
            of: QUEUES,
        },
    },
    Kind {
        name: "AWS::SNS::TopicPolicy",
        replace: &[],
        update: &["Topics", "PolicyDocument"],
        naming: None,
        handler: &SharedPolicy {
            list: "Topics",
            of: TOPICS,
        },
    },
    Kind {
        name: "AWS::SQS::QueueInlinePolicy",
        replace: &["Queue"],
        update: &["PolicyDocument"],
        naming: None,
        handler: &InlinePolicy {
            on: "Queue",
            of: QUEUES,
        },
    },
    Kind {
        name: "AWS::SNS::TopicInlinePolicy",
        replace: &["TopicArn"],
        update: &["PolicyDocument"],
        naming: None,
        handler: &InlinePolicy {
            on: "TopicArn",
            of: TOPICS,
        },
    },
];

/// What has a policy.
struct Holder {
    service: &'static str,
    /// What sets the policy of one of them.
    operation: &'static str,
    /// What the operation takes: which one, and the policy as text.
    input: fn(&str, &Json) -> Json,
    /// What shows the policy of one of them.
    lookup: fn(&str) -> (&'static str, Json),
    /// The policy that one of them has when it is given none.
    without: fn(&Context, &str) -> Json,
}

const QUEUES: Holder = Holder {
    service: "sqs",
    operation: "SetQueueAttributes",
    input: |queue, policy| json!({ "QueueUrl": queue, "Attributes": { "Policy": policy } }),
    lookup: |queue| {
        let input = json!({ "QueueUrl": queue, "AttributeNames": ["Policy"] });
        ("GetQueueAttributes", input)
    },
    without: |_, _| json!(""),
};

const TOPICS: Holder = Holder {
    service: "sns",
    operation: "SetTopicAttributes",
    input: |topic, policy| json!({ "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy }),
    lookup: |topic| ("GetTopicAttributes", json!({ "TopicArn": topic })),
    without: |context, topic| json!(sns::default_policy(topic, &context.core.account)),
};

impl Holder {
    async fn put(&self, context: &Context, on: &str, properties: &Json) -> Result<(), Fault> {
        let input = (self.input)(on, &document(&properties["PolicyDocument"]));
        context.call(self.service, self.operation, input).await?;
        Ok(())
    }

    /// Whether one of them has a policy that it was given.
    async fn has(&self, context: &Context, on: &str) -> Result<bool, Fault> {
        let (operation, input) = (self.lookup)(on);
        match context.call(self.service, operation, input).await {
            Ok(found) => {
                let policy = &found["Attributes"]["Policy"];
                Ok(!policy.is_null() && *policy != (self.without)(context, on))
            }
            Err(fault) if is_missing(&fault) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    async fn take_off(&self, context: &Context, from: &str) -> Result<(), Fault> {
        let input = (self.input)(from, &(self.without)(context, from));
        context.remove(self.service, self.operation, input).await
    }
}

/// One policy on the queue or topic that it belongs to, whose name is its own.
struct InlinePolicy {
    /// The property that names what it is put on.
    on: &'static str,
    of: Holder,
}

#[async_trait]
impl Handler for InlinePolicy {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, self.on).to_owned())
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.of.has(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let on = text(properties, self.on);
        self.of.put(context, on, properties).await?;
        Ok(Made::new(on))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        self.of.take_off(context, id).await
    }
}

/// One policy on each queue or topic of a list.
struct SharedPolicy {
    /// The property that lists what it is put on.
    list: &'static str,
    of: Holder,
}

impl SharedPolicy {
    async fn put(&self, context: &Context, properties: &Json) -> Result<(), Fault> {
        for on in texts(&properties[self.list]) {
            self.of.put(context, &on, properties).await?;
        }
        Ok(())
    }

    async fn take_off(&self, context: &Context, from: &[String]) -> Result<(), Fault> {
        for on in from {
            self.of.take_off(context, on).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Handler for SharedPolicy {
    /// One that is missing anywhere is not there.
    async fn now(&self, context: &Context, _: &str, properties: &Json) -> Result<Now, Fault> {
        for on in texts(&properties[self.list]) {
            if !self.of.has(context, &on).await? {
                return Ok(Now::Gone);
            }
        }
        Ok(there(true))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        self.put(context, properties).await?;
        let id = format!("{}-{}-{}", context.stack_name, context.logical_id, random());
        Ok(Made::new(&id).with("Id", id.as_str()))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        self.put(context, new).await?;
        let kept = texts(&new[self.list]);
        let mut removed = texts(&old[self.list]);
        removed.retain(|on| !kept.contains(on));
        self.take_off(context, &removed).await?;
        Ok(Made::new(id).with("Id", id))
    }

    async fn delete(&self, context: &Context, _: &str, properties: &Json) -> Result<(), Fault> {
        self.take_off(context, &texts(&properties[self.list])).await
    }
}
