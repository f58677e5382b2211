//! Messages: received, sent, deleted and shown again, ten at a time.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_sqs::{
    Config,
    config::retry::RetryConfig,
    primitives::Blob,
    types::{
        self, BatchResultErrorEntry, ChangeMessageVisibilityBatchRequestEntry,
        DeleteMessageBatchRequestEntry, MessageAttributeValue,
        MessageSystemAttributeName as System, MessageSystemAttributeNameForSends as SystemForSends,
        MessageSystemAttributeValue, SendMessageBatchRequestEntry,
    },
};
use jiff::Timestamp;

use super::{Sqs, name_of};
use crate::{
    aws::failure::Undelivered,
    error::{Error, Result},
    plan::message::{Attribute, Message, Outgoing, Value},
};

/// Messages in one request (SQS API reference).
pub(crate) const BATCH: usize = 10;

/// What stands for the answer to an entry that SQS did not answer for: nobody knows.
pub(crate) const UNANSWERED: &str = "SQS did not answer for this entry";

/// What SQS said to one entry of a batch: its message id, or why not.
pub(crate) type Entry = std::result::Result<String, String>;

impl Sqs {
    /// Receives up to ten messages with all their attributes. They stay hidden for `visibility`
    /// seconds; `wait` seconds are waited for the first one.
    pub(crate) async fn receive(
        &self,
        url: &str,
        visibility: i32,
        wait: i32,
    ) -> Result<Vec<Message>> {
        let call = self.client.receive_message().queue_url(url);
        let answer = call
            .max_number_of_messages(i32::try_from(BATCH).unwrap_or(i32::MAX))
            .visibility_timeout(visibility)
            .wait_time_seconds(wait)
            .message_system_attribute_names(System::All)
            .message_attribute_names("All")
            .send()
            .await;
        let answer = answer.map_err(|cause| {
            let doing = format!("receive from queue `{}`", name_of(url));
            self.place.failed(doing, cause)
        })?;
        let messages = answer.messages.unwrap_or_default();
        Ok(messages.into_iter().map(message).collect())
    }

    /// Sends up to ten messages: an answer for each, in order.
    pub(crate) async fn send(
        &self,
        url: &str,
        messages: &[Outgoing],
    ) -> std::result::Result<Vec<Entry>, Undelivered> {
        let entries: Result<Vec<_>> = messages.iter().enumerate().map(outgoing).collect();
        let call = self.client.send_message_batch().queue_url(url);
        let call = call.set_entries(Some(entries.map_err(Undelivered::certain)?));
        // A request whose answer was lost must not be made again in silence: it may be a second one.
        let once = Config::builder().retry_config(RetryConfig::disabled());
        let call = call.customize().config_override(once);
        let answer = call.send().await.map_err(|cause| {
            let doing = format!("send to queue `{}`", name_of(url));
            self.place.undelivered(doing, cause)
        })?;
        let sent = answer.successful.into_iter();
        let sent = sent.map(|entry| (entry.id, Ok(entry.message_id)));
        Ok(in_order(messages.len(), sent, answer.failed))
    }

    /// Deletes up to ten messages by receipt: an answer for each, in order.
    pub(crate) async fn delete(&self, url: &str, receipts: &[&str]) -> Result<Vec<Entry>> {
        let entry = |(index, receipt): (usize, &&str)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(*receipt)
                .build()
                .map_err(incomplete)
        };
        let entries: Result<Vec<_>> = receipts.iter().enumerate().map(entry).collect();
        let call = self.client.delete_message_batch().queue_url(url);
        let answer = call.set_entries(Some(entries?)).send().await;
        let answer = answer.map_err(|cause| {
            let doing = format!("delete from queue `{}`", name_of(url));
            self.place.failed(doing, cause)
        })?;
        let done = answer.successful.into_iter();
        let done = done.map(|entry| (entry.id, Ok(String::new())));
        Ok(in_order(receipts.len(), done, answer.failed))
    }

    /// Sets how long up to ten messages stay hidden from now on; 0 shows them again. A message
    /// that is gone or shown already is none of its business.
    pub(crate) async fn hide(&self, url: &str, receipts: &[&str], seconds: i32) -> Result<()> {
        let entry = |(index, receipt): (usize, &&str)| {
            ChangeMessageVisibilityBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(*receipt)
                .visibility_timeout(seconds)
                .build()
                .map_err(incomplete)
        };
        let entries: Result<Vec<_>> = receipts.iter().enumerate().map(entry).collect();
        let call = self.client.change_message_visibility_batch().queue_url(url);
        let answer = call.set_entries(Some(entries?)).send().await;
        answer.map(drop).map_err(|cause| {
            let doing = format!("set the visibility of messages in queue `{}`", name_of(url));
            self.place.failed(doing, cause)
        })
    }
}

fn incomplete(cause: aws_sdk_sqs::error::BuildError) -> Error {
    Error::failed("Failed to describe a batch to SQS").because(cause)
}

/// The answers of a batch in the order of its entries, whose ids are their indexes.
fn in_order(
    count: usize,
    done: impl Iterator<Item = (String, Entry)>,
    failed: Vec<BatchResultErrorEntry>,
) -> Vec<Entry> {
    let mut answers: HashMap<String, Entry> = done.collect();
    answers.extend(failed.into_iter().map(|entry| {
        let message = entry.message.unwrap_or_default();
        (entry.id, Err(format!("{}: {message}", entry.code)))
    }));
    let unanswered = || Err(UNANSWERED.to_owned());
    (0..count)
        .map(|index| answers.remove(&index.to_string()))
        .map(|answer| answer.unwrap_or_else(unanswered))
        .collect()
}

fn message(found: types::Message) -> Message {
    let system = found.attributes.unwrap_or_default();
    let text = |name: System| system.get(&name).cloned();
    let number = |name: System| system.get(&name).and_then(|text| text.parse::<i64>().ok());
    let attributes = found.message_attributes.unwrap_or_default().into_iter();
    Message {
        id: found.message_id.unwrap_or_default(),
        receipt: found.receipt_handle.unwrap_or_default(),
        body: found.body.unwrap_or_default(),
        attributes: attributes
            .filter_map(|(name, value)| Some((name, attribute(value)?)))
            .collect(),
        sent: number(System::SentTimestamp)
            .and_then(|millis| Timestamp::from_millisecond(millis).ok()),
        receives: number(System::ApproximateReceiveCount)
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or_default(),
        group: text(System::MessageGroupId),
        trace: text(System::AwsTraceHeader),
        source_queue: text(System::DeadLetterQueueSourceArn),
    }
}

fn attribute(value: MessageAttributeValue) -> Option<Attribute> {
    let content = match (value.string_value, value.binary_value) {
        (Some(text), _) => Value::Text(text),
        (None, Some(bytes)) => Value::Binary(bytes.into_inner()),
        (None, None) => return None,
    };
    Some(Attribute {
        kind: value.data_type,
        value: content,
    })
}

fn outgoing((index, message): (usize, &Outgoing)) -> Result<SendMessageBatchRequestEntry> {
    let system = message.trace.iter().map(|trace| {
        let value = MessageSystemAttributeValue::builder().data_type("String");
        let value = value.string_value(trace).build().map_err(incomplete)?;
        Ok((SystemForSends::AwsTraceHeader, value))
    });
    let system: HashMap<_, _> = system.collect::<Result<_>>()?;
    SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(&message.body)
        .set_message_attributes(sdk_attributes(&message.attributes)?)
        .set_message_system_attributes((!system.is_empty()).then_some(system))
        .set_message_group_id(message.group.clone())
        .set_message_deduplication_id(message.deduplication.clone())
        .build()
        .map_err(incomplete)
}

fn sdk_attributes(
    attributes: &BTreeMap<String, Attribute>,
) -> Result<Option<HashMap<String, MessageAttributeValue>>> {
    let value = |attribute: &Attribute| {
        let built = MessageAttributeValue::builder().data_type(&attribute.kind);
        let built = match &attribute.value {
            Value::Text(text) => built.string_value(text),
            Value::Binary(bytes) => built.binary_value(Blob::new(bytes.clone())),
        };
        built.build().map_err(incomplete)
    };
    let values = attributes
        .iter()
        .map(|(name, attribute)| Ok((name.clone(), value(attribute)?)));
    let values: HashMap<_, _> = values.collect::<Result<_>>()?;
    Ok((!values.is_empty()).then_some(values))
}
