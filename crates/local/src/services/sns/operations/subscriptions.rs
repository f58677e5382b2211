//! Subscriptions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    page::by_position,
    service::Caller,
    services::sns::{
        Sns,
        directory::topic_of,
        fault::{invalid, no_subscription},
        filter, limits,
        model::{
            AttributesOutput, ListInput, ListSubscriptionsOutput, SetAttributeInput,
            SubscribeInput, SubscriptionArn, SubscriptionItem,
        },
        topic::{Subscription, Topic},
    },
};

/// Subscriptions in one page.
const PAGE: usize = 100;
const PENDING: &str = "pending confirmation";

impl Sns {
    pub(crate) async fn subscribe(
        &self,
        input: SubscribeInput,
        _caller: &Caller,
    ) -> Result<SubscriptionArn, Fault> {
        let pending = check_endpoint(&input.protocol, &input.endpoint)?;
        input
            .attributes
            .iter()
            .try_for_each(|(name, value)| check_attribute(name, value))?;
        filter::check(&input.attributes)?;
        if input.attributes.contains_key("FilterPolicy") {
            limits::all_filters(&self.directory.lock())?;
        }
        let subscription =
            self.directory
                .change(&input.topic_arn, |topic| {
                    // The same endpoint once more is the same subscription.
                    let same = topic.subscriptions.values().find(|one| {
                        one.protocol == input.protocol && one.endpoint == input.endpoint
                    });
                    if let Some(known) = same {
                        if input.attributes.iter().any(|given| is_other(known, given)) {
                            return Err(invalid(
                                "Attributes Reason: Subscription already exists with different \
                                 attributes",
                            ));
                        }
                        return Ok(known.clone());
                    }
                    let arn = format!("{}:{}", topic.arn, uuid::Uuid::new_v4());
                    let subscription = Subscription {
                        arn: arn.clone(),
                        protocol: input.protocol,
                        endpoint: input.endpoint,
                        attributes: input.attributes,
                        pending,
                    };
                    topic.subscriptions.insert(arn, subscription.clone());
                    limits::filters(topic)?;
                    Ok(subscription)
                })
                .await?;
        let hidden = subscription.pending && !input.return_subscription_arn;
        let subscription_arn = if hidden {
            PENDING.to_owned()
        } else {
            subscription.arn
        };
        Ok(SubscriptionArn { subscription_arn })
    }

    pub(crate) async fn unsubscribe(
        &self,
        input: SubscriptionArn,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let arn = input.subscription_arn;
        let Some(topic) = topic_of(&arn) else {
            return Err(invalid("SubscriptionArn"));
        };
        // A topic that is gone took its subscriptions along.
        if self.directory.topic(topic).is_ok() {
            let remove = |topic: &mut Topic| Ok(topic.subscriptions.remove(&arn));
            self.directory.change(topic, remove).await?;
        }
        Ok(Map::new())
    }

    pub(crate) async fn list_subscriptions(
        &self,
        input: ListInput,
        _caller: &Caller,
    ) -> Result<ListSubscriptionsOutput, Fault> {
        let topics = self.directory.lock();
        let all = topics
            .values()
            .flat_map(|topic| self.items(topic))
            .collect();
        page(all, input.next_token)
    }

    pub(crate) async fn list_subscriptions_by_topic(
        &self,
        input: ListInput,
        _caller: &Caller,
    ) -> Result<ListSubscriptionsOutput, Fault> {
        let topic = self.directory.topic(&input.topic_arn)?;
        page(self.items(&topic), input.next_token)
    }

    fn items(&self, topic: &Topic) -> Vec<SubscriptionItem> {
        let item = |one: &Subscription| SubscriptionItem {
            subscription_arn: match one.pending {
                true => "PendingConfirmation".to_owned(),
                false => one.arn.clone(),
            },
            owner: self.core.account.clone(),
            protocol: one.protocol.clone(),
            endpoint: one.endpoint.clone(),
            topic_arn: topic.arn.clone(),
        };
        topic.subscriptions.values().map(item).collect()
    }

    pub(crate) async fn get_subscription_attributes(
        &self,
        input: SubscriptionArn,
        _caller: &Caller,
    ) -> Result<AttributesOutput, Fault> {
        let (topic, subscription) = self.directory.subscription(&input.subscription_arn)?;
        let mut attributes: BTreeMap<String, String> = [
            ("SubscriptionArn", subscription.arn),
            ("TopicArn", topic),
            ("Owner", self.core.account.clone()),
            ("Protocol", subscription.protocol),
            ("Endpoint", subscription.endpoint),
            ("PendingConfirmation", subscription.pending.to_string()),
            (
                "ConfirmationWasAuthenticated",
                (!subscription.pending).to_string(),
            ),
            ("RawMessageDelivery", "false".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        attributes.extend(subscription.attributes);
        Ok(AttributesOutput { attributes })
    }

    pub(crate) async fn set_subscription_attributes(
        &self,
        input: SetAttributeInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let value = input.attribute_value.unwrap_or_default();
        check_attribute(&input.attribute_name, &value)?;
        let topic = topic_of(&input.subscription_arn).ok_or_else(no_subscription)?;
        if input.attribute_name == "FilterPolicy" && !value.is_empty() {
            let (_, subscription) = self.directory.subscription(&input.subscription_arn)?;
            if subscription.attribute("FilterPolicy").is_none() {
                limits::all_filters(&self.directory.lock())?;
            }
        }
        self.directory
            .change(topic, |topic| {
                let found = topic.subscriptions.get_mut(&input.subscription_arn);
                let subscription = found.ok_or_else(no_subscription)?;
                match value.is_empty() {
                    true => subscription.attributes.remove(&input.attribute_name),
                    false => subscription.attributes.insert(input.attribute_name, value),
                };
                filter::check(&subscription.attributes)?;
                limits::filters(topic)?;
                Ok(Map::new())
            })
            .await
    }
}

/// Whether a subscription has another value of an attribute. Without one messages are not raw.
fn is_other(known: &Subscription, (name, value): (&String, &String)) -> bool {
    match known.attributes.get(name) {
        Some(known) => known != value,
        None => !value.is_empty() && (name != "RawMessageDelivery" || value != "false"),
    }
}

/// Whether the subscription has to be confirmed first.
fn check_endpoint(protocol: &str, endpoint: &str) -> Result<bool, Fault> {
    let service = Arn::parse(endpoint).map(|arn| arn.service);
    match (protocol, service.as_deref()) {
        ("sqs", Some("sqs")) | ("lambda", Some("lambda")) => Ok(false),
        ("sqs" | "lambda", _) => Err(invalid(format!("{protocol} endpoint ARN"))),
        ("email" | "email-json", _) if endpoint.contains('@') => Ok(true),
        ("email" | "email-json", _) => Err(invalid("Email address")),
        ("http" | "https" | "sms" | "application" | "firehose", _) => Err(Fault::not_emulated(
            "sns",
            &format!("subscriptions of protocol {protocol}"),
        )),
        _ => Err(invalid(format!(
            "Does not support this protocol string: {protocol}"
        ))),
    }
}

fn check_attribute(name: &str, value: &str) -> Result<(), Fault> {
    match name {
        "FilterPolicy" | "DeliveryPolicy" => Ok(()),
        "FilterPolicyScope" if matches!(value, "MessageAttributes" | "MessageBody") => Ok(()),
        "RawMessageDelivery" if matches!(value, "true" | "false") => Ok(()),
        "RedrivePolicy" => check_redrive(value),
        "FilterPolicyScope" | "RawMessageDelivery" => Err(invalid(format!("{name}: {value}"))),
        other => Err(invalid(format!("AttributeName {other}"))),
    }
}

fn check_redrive(value: &str) -> Result<(), Fault> {
    if value.is_empty() || value == "{}" {
        return Ok(());
    }
    let policy: Value = serde_json::from_str(value).unwrap_or_default();
    let arn = policy["deadLetterTargetArn"].as_str().and_then(Arn::parse);
    match arn.is_some_and(|arn| arn.service == "sqs") {
        true => Ok(()),
        false => Err(invalid(
            "RedrivePolicy: deadLetterTargetArn must be the ARN of a queue",
        )),
    }
}

fn page(
    items: Vec<SubscriptionItem>,
    token: Option<String>,
) -> Result<ListSubscriptionsOutput, Fault> {
    let page = by_position(items, token.as_deref(), PAGE);
    let (subscriptions, next_token) = page.ok_or_else(|| invalid("NextToken"))?;
    Ok(ListSubscriptionsOutput {
        subscriptions,
        next_token,
    })
}
