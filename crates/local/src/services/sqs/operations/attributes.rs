//! The attributes of a queue.

use std::collections::BTreeMap;

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        directory::Cell,
        fault,
        model::{GetQueueAttributes, Nothing, QueueAttributes, SetQueueAttributes},
        settings::Settings,
    },
};

/// All that a queue can have, set or not.
const NAMES: [&str; 22] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "ContentBasedDeduplication",
    "CreatedTimestamp",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "LastModifiedTimestamp",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "Policy",
    "QueueArn",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
    "All",
];

impl Sqs {
    pub(crate) async fn get_queue_attributes(
        &self,
        input: GetQueueAttributes,
        _: &Caller,
    ) -> Result<QueueAttributes, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let unknown = input
            .attribute_names
            .iter()
            .find(|name| !NAMES.contains(&name.as_str()));
        if let Some(name) = unknown {
            return Err(fault::unknown_attribute(name));
        }
        let asked = |name: &str| {
            input
                .attribute_names
                .iter()
                .any(|asked| asked == "All" || asked == name)
        };
        let mut attributes = self.attributes_of(&cell);
        attributes.retain(|name, _| asked(name));
        Ok(QueueAttributes { attributes })
    }

    fn attributes_of(&self, cell: &Cell) -> BTreeMap<String, String> {
        let mut queue = cell.lock();
        let counts = queue.counts(self.now());
        let record = &queue.record;
        let own = [
            ("ApproximateNumberOfMessages", counts.visible.to_string()),
            (
                "ApproximateNumberOfMessagesDelayed",
                counts.delayed.to_string(),
            ),
            (
                "ApproximateNumberOfMessagesNotVisible",
                counts.in_flight.to_string(),
            ),
            ("CreatedTimestamp", record.created.to_string()),
            ("LastModifiedTimestamp", record.modified.to_string()),
            ("QueueArn", record.arn.clone()),
        ];
        let mut attributes = record.settings.attributes();
        attributes.extend(own.map(|(name, value)| (name.to_owned(), value)));
        attributes
    }

    pub(crate) async fn set_queue_attributes(
        &self,
        input: SetQueueAttributes,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let before = cell.lock().record.settings.clone();
        self.check_redrive(&cell.arn, &before.with(&input.attributes)?)?;
        self.edit(&cell, |settings| settings.with(&input.attributes))
            .await?;
        Ok(Nothing {})
    }

    /// Changes the settings of a queue.
    pub(crate) async fn edit(
        &self,
        cell: &Cell,
        edit: impl FnOnce(&Settings) -> Result<Settings, Fault>,
    ) -> Result<(), Fault> {
        let modified = self.now() / 1000;
        let (outcome, commit) = cell.change(&self.core.store, |queue, batch| {
            queue.record.settings = edit(&queue.record.settings)?;
            queue.record.modified = modified;
            queue.record.save(batch);
            Ok::<(), Fault>(())
        })?;
        outcome?;
        commit.durable().await
    }
}
