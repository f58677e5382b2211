//! Topics and their subscriptions.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen, there},
    json::{scalar, text},
    naming::{Naming, Style},
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::SNS::Topic",
        replace: &["TopicName", "FifoTopic"],
        update: &[
            "DisplayName",
            "KmsMasterKeyId",
            "ContentBasedDeduplication",
            "Subscription.Endpoint",
            "Subscription.Protocol",
            "TracingConfig",
            "SignatureVersion",
            "Tags",
        ],
        naming: Naming::styled("TopicName", 256, Style::Fifo),
        handler: &Topic,
    },
    Kind {
        name: "AWS::SNS::Subscription",
        replace: &["TopicArn", "Protocol", "Endpoint"],
        update: &[
            "FilterPolicy",
            "FilterPolicyScope",
            "RawMessageDelivery",
            "RedrivePolicy",
            "DeliveryPolicy",
        ],
        naming: None,
        handler: &Subscription,
    },
];

const ATTRIBUTES: &[&str] = &[
    "DisplayName",
    "KmsMasterKeyId",
    "ContentBasedDeduplication",
    "TracingConfig",
    "SignatureVersion",
];

/// The protocol of a subscription, where nothing here delivers by it.
fn lacking(subscription: &Json) -> Option<(&'static str, String)> {
    let protocol = subscription["Protocol"].as_str()?;
    let is_lacking = ["application", "firehose", "http", "https", "sms"].contains(&protocol);
    let what = || format!("Subscriptions of protocol {protocol} are not emulated");
    is_lacking.then(|| ("Protocol", what()))
}

struct Topic;

impl Topic {
    fn made(arn: &str) -> Made {
        let name = arn.rsplit(':').next().unwrap_or_default();
        Made::new(arn).with("TopicArn", arn).with("TopicName", name)
    }

    async fn subscribe(context: &Context, arn: &str, subscriptions: &Json) -> Result<(), Fault> {
        for subscription in subscriptions.as_array().into_iter().flatten() {
            let input = json!({
                "TopicArn": arn,
                "Protocol": subscription["Protocol"],
                "Endpoint": subscription["Endpoint"],
            });
            context.call("sns", "Subscribe", input).await?;
        }
        Ok(())
    }

    /// Ends the subscriptions that `old` has and `new` has not.
    async fn unsubscribe(
        context: &Context,
        arn: &str,
        old: &Json,
        new: &Json,
    ) -> Result<(), Fault> {
        let kept = new.as_array().cloned().unwrap_or_default();
        let removed: Vec<&Json> = old
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| !kept.contains(one))
            .collect();
        if removed.is_empty() {
            return Ok(());
        }
        let listed = context
            .call(
                "sns",
                "ListSubscriptionsByTopic",
                json!({ "TopicArn": arn }),
            )
            .await?;
        for found in listed["Subscriptions"].as_array().into_iter().flatten() {
            let same = |one: &&Json| {
                one["Endpoint"] == found["Endpoint"] && one["Protocol"] == found["Protocol"]
            };
            if removed.iter().any(same) {
                let input = json!({ "SubscriptionArn": found["SubscriptionArn"] });
                context.remove("sns", "Unsubscribe", input).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Handler for Topic {
    fn lacks(&self, properties: &Json) -> Vec<(&'static str, String)> {
        let subscriptions = properties["Subscription"].as_array().into_iter().flatten();
        let mut found: Vec<_> = subscriptions.filter_map(lacking).collect();
        if scalar(&properties["FifoTopic"]) == "true" {
            found.push(("FifoTopic", "FIFO topics are not emulated".to_owned()));
        }
        found
    }

    fn planned(&self, context: &Context, properties: &Json) -> Option<String> {
        Some(context.arn("sns", text(properties, "TopicName")))
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("sns", "GetTopicAttributes", json!({ "TopicArn": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let input = json!({ "TopicArn": id });
        let found = context.call("sns", "GetTopicAttributes", input).await;
        seen(found.map(|found| found["Attributes"].clone()), ATTRIBUTES)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging::listed("sns", "ResourceArn", made.id.as_str()))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let set = ATTRIBUTES
            .iter()
            .chain(&["FifoTopic"])
            .filter(|name| !properties[**name].is_null());
        let attributes: serde_json::Map<String, Json> = set
            .map(|name| ((*name).to_owned(), json!(scalar(&properties[*name]))))
            .collect();
        let input = json!({
            "Name": properties["TopicName"],
            "Attributes": attributes,
            "Tags": context.tag_list(&properties["Tags"]),
        });
        let made = context.call("sns", "CreateTopic", input).await?;
        let arn = text(&made, "TopicArn");
        Self::subscribe(context, arn, &properties["Subscription"]).await?;
        Ok(Self::made(arn))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        for name in ATTRIBUTES.iter().filter(|name| old[**name] != new[**name]) {
            let value = if new[*name].is_null() {
                String::new()
            } else {
                scalar(&new[*name])
            };
            let input = json!({ "TopicArn": id, "AttributeName": name, "AttributeValue": value });
            context.call("sns", "SetTopicAttributes", input).await?;
        }
        Self::unsubscribe(context, id, &old["Subscription"], &new["Subscription"]).await?;
        Self::subscribe(context, id, &new["Subscription"]).await?;
        Ok(Self::made(id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("sns", "DeleteTopic", json!({ "TopicArn": id }))
            .await
    }
}

struct Subscription;

impl Subscription {
    /// A policy goes with its scope at every moment: nested ones are for bodies only.
    fn order(new: &Json) -> impl Iterator<Item = &'static str> {
        let is_of_body = new["FilterPolicyScope"] == "MessageBody";
        let mut order = SETTINGS.to_vec();
        order.sort_by_key(|name| (*name == "FilterPolicyScope") != is_of_body);
        order.into_iter()
    }
}

const SETTINGS: &[&str] = &[
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "DeliveryPolicy",
];

#[async_trait]
impl Handler for Subscription {
    fn lacks(&self, properties: &Json) -> Vec<(&'static str, String)> {
        lacking(properties).into_iter().collect()
    }

    /// To subscribe again is to find what is there.
    async fn left_behind(
        &self,
        context: &Context,
        properties: &Json,
        _: i64,
    ) -> Result<Vec<String>, Fault> {
        let made = self.create(context, properties).await?;
        Ok(vec![made.id])
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "SubscriptionArn": id });
        let found = context.has("sns", "GetSubscriptionAttributes", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let set = SETTINGS.iter().filter(|name| !properties[**name].is_null());
        let attributes: serde_json::Map<String, Json> = set
            .map(|name| ((*name).to_owned(), json!(scalar(&properties[*name]))))
            .collect();
        let input = json!({
            "TopicArn": properties["TopicArn"],
            "Protocol": properties["Protocol"],
            "Endpoint": properties["Endpoint"],
            "Attributes": attributes,
            "ReturnSubscriptionArn": true,
        });
        let made = context.call("sns", "Subscribe", input).await?;
        let arn = text(&made, "SubscriptionArn");
        Ok(Made::new(arn).with("Arn", arn))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        for name in Self::order(new).filter(|name| old[*name] != new[*name]) {
            let value = match (&new[name], name) {
                (Json::Null, "RawMessageDelivery") => "false".to_owned(),
                (Json::Null, "FilterPolicyScope") => "MessageAttributes".to_owned(),
                (Json::Null, _) => "{}".to_owned(),
                (value, _) => scalar(value),
            };
            let input =
                json!({ "SubscriptionArn": id, "AttributeName": name, "AttributeValue": value });
            context
                .call("sns", "SetSubscriptionAttributes", input)
                .await?;
        }
        Ok(Made::new(id).with("Arn", id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("sns", "Unsubscribe", json!({ "SubscriptionArn": id }))
            .await
    }
}
