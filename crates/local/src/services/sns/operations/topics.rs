//! Topics.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    page::opaque,
    service::Caller,
    services::sns::{
        Sns,
        fault::invalid,
        model::{
            AttributesOutput, CreateTopicInput, ListInput, ListTopicsOutput, SetAttributeInput,
            TopicArn,
        },
        topic::Topic,
    },
};

/// Topics in one page.
const PAGE: usize = 100;
/// The attributes that can be set; those that are not enforced here are kept and shown.
const SETTABLE: [&str; 8] = [
    "Policy",
    "DisplayName",
    "KmsMasterKeyId",
    "DeliveryPolicy",
    "TracingConfig",
    "SignatureVersion",
    "SQSSuccessFeedbackRoleArn",
    "SQSFailureFeedbackRoleArn",
];

impl Sns {
    pub(crate) async fn create_topic(
        &self,
        input: CreateTopicInput,
        _caller: &Caller,
    ) -> Result<TopicArn, Fault> {
        check_name(&input.name)?;
        let fifo = input.attributes.get("FifoTopic").map(String::as_str);
        if input.name.ends_with(".fifo") || fifo == Some("true") {
            return Err(Fault::not_emulated("sns", "FIFO topics"));
        }
        let attributes: BTreeMap<_, _> = input
            .attributes
            .into_iter()
            .filter(|(name, _)| name != "FifoTopic")
            .collect();
        attributes
            .iter()
            .try_for_each(|(name, value)| check_attribute(name, value))?;
        let topic_arn = self.core.arn("sns", &input.name);
        let topic = Topic {
            arn: topic_arn.clone(),
            attributes,
            tags: input
                .tags
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect(),
            subscriptions: BTreeMap::new(),
        };
        self.directory.add(topic).await?;
        Ok(TopicArn { topic_arn })
    }

    pub(crate) async fn delete_topic(
        &self,
        input: TopicArn,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.directory.remove(&input.topic_arn).await?;
        Ok(Map::new())
    }

    pub(crate) async fn list_topics(
        &self,
        input: ListInput,
        _caller: &Caller,
    ) -> Result<ListTopicsOutput, Fault> {
        let topics = self.directory.lock();
        let arns = topics.keys().cloned();
        let (arns, next_token) = opaque(arns, input.next_token.as_deref(), PAGE, String::clone)
            .ok_or_else(|| invalid("NextToken"))?;
        let topics = arns.into_iter().map(|topic_arn| TopicArn { topic_arn });
        Ok(ListTopicsOutput {
            next_token,
            topics: topics.collect(),
        })
    }

    pub(crate) async fn get_topic_attributes(
        &self,
        input: TopicArn,
        _caller: &Caller,
    ) -> Result<AttributesOutput, Fault> {
        let topic = self.directory.topic(&input.topic_arn)?;
        let pending = topic
            .subscriptions
            .values()
            .filter(|one| one.pending)
            .count();
        let confirmed = topic.subscriptions.len() - pending;
        let mut attributes: BTreeMap<String, String> = [
            ("TopicArn", topic.arn.clone()),
            ("Owner", self.core.account.clone()),
            ("DisplayName", String::new()),
            ("Policy", topic.policy(&self.core.account)),
            ("SubscriptionsConfirmed", confirmed.to_string()),
            ("SubscriptionsPending", pending.to_string()),
            ("SubscriptionsDeleted", "0".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        attributes.extend(topic.attributes);
        Ok(AttributesOutput { attributes })
    }

    pub(crate) async fn set_topic_attributes(
        &self,
        input: SetAttributeInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let value = input.attribute_value.unwrap_or_default();
        check_attribute(&input.attribute_name, &value)?;
        self.directory
            .change(&input.topic_arn, |topic| {
                match value.is_empty() {
                    true => topic.attributes.remove(&input.attribute_name),
                    false => topic.attributes.insert(input.attribute_name, value),
                };
                Ok(Map::new())
            })
            .await
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    match !name.is_empty() && name.len() <= 256 && name.chars().all(fits) {
        true => Ok(()),
        false => Err(invalid("Topic Name")),
    }
}

fn check_attribute(name: &str, value: &str) -> Result<(), Fault> {
    if !SETTABLE.contains(&name) {
        return Err(invalid(format!("AttributeName {name}")));
    }
    let unreadable = |why: String| invalid(format!("Policy Error: {why}"));
    if name == "Policy" && !value.is_empty() {
        let document = serde_json::from_str(value).map_err(|why| unreadable(why.to_string()))?;
        coagent_template::policy::Policy::from_json(&document)
            .map_err(|why| unreadable(why.message))?;
    }
    Ok(())
}
