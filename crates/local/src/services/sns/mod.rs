//! SNS: topics to queues and functions.

mod deliver;
mod directory;
mod encryption;
mod envelope;
mod fault;
mod filter;
mod limits;
mod model;
mod operations;
mod publish;
mod topic;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use serde_json::json;

use crate::{
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use directory::Directory;

/// What is published to a topic.
#[derive(Clone, Debug, Default)]
pub struct Notification {
    /// The body.
    pub message: String,
    /// Subject line of e-mails; part of the envelope.
    pub subject: Option<String>,
    /// Name → (data type, value); of a `Binary` the value is base64.
    pub attributes: BTreeMap<String, (String, String)>,
    /// The group that queues are told: tenants of fair queues.
    pub group_id: Option<String>,
}

/// SNS.
pub struct Sns {
    core: Arc<Core>,
    directory: Directory,
}

impl Sns {
    /// Loads topics and subscriptions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            directory: Directory::open(core)?,
        }))
    }
}

/// What AWS gives a topic of this account that comes without a policy.
pub(crate) fn default_policy(topic: &str, account: &str) -> String {
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": [
                "SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission",
                "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe",
                "SNS:ListSubscriptionsByTopic", "SNS:Publish",
            ],
            "Resource": topic,
            "Condition": { "StringEquals": { "AWS:SourceOwner": account } },
        }],
    })
    .to_string()
}

#[async_trait]
impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Sns, "sns"; {
    "CreateTopic" => create_topic,
    "DeleteTopic" => delete_topic,
    "ListTopics" => list_topics,
    "GetTopicAttributes" => get_topic_attributes,
    "SetTopicAttributes" => set_topic_attributes,
    "Subscribe" => subscribe,
    "Unsubscribe" => unsubscribe,
    "ListSubscriptions" => list_subscriptions,
    "ListSubscriptionsByTopic" => list_subscriptions_by_topic,
    "GetSubscriptionAttributes" => get_subscription_attributes,
    "SetSubscriptionAttributes" => set_subscription_attributes,
    "Publish" => publish,
    "PublishBatch" => publish_batch,
    "AddPermission" => add_permission,
    "RemovePermission" => remove_permission,
    "ConfirmSubscription" => confirm_subscription,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "ListTagsForResource" => list_tags_for_resource,
});
