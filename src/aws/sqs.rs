//! Queues; finding them and their messages are in the files beside.

mod find;
mod messages;
pub(crate) mod moves;

use std::collections::HashMap;

use aws_sdk_sqs::types::QueueAttributeName as Attribute;
use serde::{Deserialize, Serialize};

pub(crate) use self::messages::{BATCH, Entry, UNANSWERED};
use super::Sqs;
use crate::error::Result;

/// A queue as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Queue {
    /// Its name.
    pub(crate) name: String,
    /// Its URL.
    pub(crate) url: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// What it holds.
    #[serde(flatten)]
    pub(crate) depth: Depth,
    /// The ARN of the queue for what was received too often.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letter_queue: Option<String>,
    /// Seconds that a message is kept.
    pub(crate) retention_seconds: u64,
    /// Receives before a message goes to the dead-letter queue.
    #[serde(skip)]
    pub(crate) max_receives: Option<i64>,
    /// Seconds that a received message is hidden.
    #[serde(skip)]
    pub(crate) visibility_seconds: Option<i64>,
    /// Whether messages are encrypted at rest.
    #[serde(skip)]
    pub(crate) encrypted: bool,
    /// Who may do what, as JSON text.
    #[serde(skip)]
    pub(crate) policy: Option<String>,
}

impl Queue {
    /// Whether it keeps the order of each group.
    pub(crate) fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}

/// How many messages a queue holds; SQS itself calls these approximate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Depth {
    /// Those that can be received.
    pub(crate) visible: u64,
    /// Those that were received and not yet deleted.
    pub(crate) in_flight: u64,
    /// Those that are delayed.
    pub(crate) delayed: u64,
}

impl Depth {
    /// All of them.
    pub(crate) fn total(self) -> u64 {
        self.visible + self.in_flight + self.delayed
    }
}

/// The RedrivePolicy attribute: JSON in a string.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedrivePolicy {
    dead_letter_target_arn: String,
    /// A number, or a number in text.
    max_receive_count: serde_json::Value,
}

impl RedrivePolicy {
    fn max_receives(&self) -> Option<i64> {
        let count = &self.max_receive_count;
        count.as_i64().or_else(|| count.as_str()?.parse().ok())
    }
}

impl Sqs {
    /// The queue at a URL.
    pub(crate) async fn queue(&self, url: &str) -> Result<Queue> {
        let call = self.client.get_queue_attributes().queue_url(url);
        let answer = call.attribute_names(Attribute::All).send().await;
        let answer = answer.map_err(|cause| {
            self.place
                .failed(format!("read queue `{}`", name_of(url)), cause)
        })?;
        Ok(queue(url, &answer.attributes.unwrap_or_default()))
    }
}

fn queue(url: &str, attributes: &HashMap<Attribute, String>) -> Queue {
    let number = |name| {
        attributes
            .get(&name)
            .and_then(|text: &String| text.parse().ok())
            .unwrap_or(0)
    };
    let redrive = attributes.get(&Attribute::RedrivePolicy);
    let redrive = redrive.and_then(|text| serde_json::from_str::<RedrivePolicy>(text).ok());
    Queue {
        name: name_of(url).to_owned(),
        url: url.to_owned(),
        arn: attributes
            .get(&Attribute::QueueArn)
            .cloned()
            .unwrap_or_default(),
        depth: Depth {
            visible: number(Attribute::ApproximateNumberOfMessages),
            in_flight: number(Attribute::ApproximateNumberOfMessagesNotVisible),
            delayed: number(Attribute::ApproximateNumberOfMessagesDelayed),
        },
        max_receives: redrive.as_ref().and_then(RedrivePolicy::max_receives),
        dead_letter_queue: redrive.map(|policy| policy.dead_letter_target_arn),
        visibility_seconds: attributes
            .get(&Attribute::VisibilityTimeout)
            .and_then(|text| text.parse().ok()),
        encrypted: attributes.contains_key(&Attribute::KmsMasterKeyId)
            || attributes
                .get(&Attribute::SqsManagedSseEnabled)
                .is_none_or(|on| on == "true"),
        policy: attributes.get(&Attribute::Policy).cloned(),
        retention_seconds: number(Attribute::MessageRetentionPeriod),
    }
}

/// The name of the queue at a URL.
pub(crate) fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}
