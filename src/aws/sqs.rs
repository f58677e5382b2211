//! Queues.

use aws_sdk_sqs::types::QueueAttributeName as Attribute;
use serde::Serialize;

use super::Sqs;
use crate::error::Result;

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

impl Sqs {
    /// How many messages the queue at a URL holds.
    pub(crate) async fn depth(&self, url: &str) -> Result<Depth> {
        let call = self
            .client
            .get_queue_attributes()
            .queue_url(url)
            .set_attribute_names(Some(vec![
                Attribute::ApproximateNumberOfMessages,
                Attribute::ApproximateNumberOfMessagesNotVisible,
                Attribute::ApproximateNumberOfMessagesDelayed,
            ]));
        let answer = call.send().await;
        let answer = answer.map_err(|cause| {
            self.place
                .failed(format!("read queue `{}`", name_of(url)), cause)
        })?;
        let attributes = answer.attributes.unwrap_or_default();
        let number = |name| {
            attributes
                .get(&name)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0)
        };
        Ok(Depth {
            visible: number(Attribute::ApproximateNumberOfMessages),
            in_flight: number(Attribute::ApproximateNumberOfMessagesNotVisible),
            delayed: number(Attribute::ApproximateNumberOfMessagesDelayed),
        })
    }
}

/// The name of the queue at a URL.
pub(crate) fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}
