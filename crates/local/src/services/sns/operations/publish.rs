//! `Publish` and `PublishBatch`.

use std::collections::{BTreeMap, HashSet};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    fault::{Blame, Fault},
    service::Caller,
    services::sns::{
        Notification, Sns,
        fault::{
            batch_too_long, empty_batch, ids_not_distinct, invalid, invalid_entry_id,
            invalid_value, too_many_entries,
        },
        model::{
            AttributeValue, BatchEntry, BatchError, BatchResult, PublishBatchInput,
            PublishBatchOutput, PublishInput, PublishOutput,
        },
        publish::{LIMIT, texts},
        topic::Topic,
    },
};

/// Messages of one batch.
const BATCH_LIMIT: usize = 10;

impl Sns {
    pub(crate) async fn publish(
        &self,
        input: PublishInput,
        _caller: &Caller,
    ) -> Result<PublishOutput, Fault> {
        if input.phone_number.is_some() {
            return Err(Fault::not_emulated("sns", "text messages (PhoneNumber)"));
        }
        let arn = input.topic_arn.or(input.target_arn);
        let topic = self
            .directory
            .topic(&arn.ok_or_else(|| invalid("TopicArn or TargetArn"))?)?;
        self.check_key(&topic)?;
        let entry = BatchEntry {
            id: String::new(),
            message: input.message,
            subject: input.subject,
            message_structure: input.message_structure,
            message_group_id: input.message_group_id,
            message_deduplication_id: input.message_deduplication_id,
            message_attributes: input.message_attributes,
        };
        let message_id = self.publish_one(&topic, entry).await?;
        Ok(PublishOutput { message_id })
    }

    async fn publish_one(&self, topic: &Topic, entry: BatchEntry) -> Result<String, Fault> {
        let texts = match entry.message_structure.as_deref() {
            Some("json") => Some(texts(&entry.message)?),
            Some(other) => return Err(invalid(format!("MessageStructure {other}"))),
            None => None,
        };
        check_group(&entry)?;
        let notification = Notification {
            group_id: entry.message_group_id,
            message: entry.message,
            subject: entry.subject,
            attributes: attributes(entry.message_attributes)?,
        };
        self.fan_out(topic, notification, texts).await
    }

    pub(crate) async fn publish_batch(
        &self,
        input: PublishBatchInput,
        _caller: &Caller,
    ) -> Result<PublishBatchOutput, Fault> {
        let topic = self.directory.topic(&input.topic_arn)?;
        check_batch(&input.publish_batch_request_entries)?;
        self.check_key(&topic)?;
        let mut output = PublishBatchOutput::default();
        for entry in input.publish_batch_request_entries {
            let id = entry.id.clone();
            match self.publish_one(&topic, entry).await {
                Ok(message_id) => output.successful.push(BatchResult { id, message_id }),
                Err(fault) => output.failed.push(BatchError {
                    id,
                    sender_fault: fault.blame() == Blame::Sender,
                    code: fault.code,
                    message: fault.message,
                }),
            }
        }
        Ok(output)
    }
}

/// A group is an id of FIFO queues: 1 to 128 letters, digits and punctuation.
fn check_group(entry: &BatchEntry) -> Result<(), Fault> {
    let fits = |id: &String| {
        (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if entry.message_deduplication_id.is_some() {
        return Err(invalid(
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter \
             that is not valid for this topic type",
        ));
    }
    match entry.message_group_id.as_ref().is_none_or(fits) {
        true => Ok(()),
        false => Err(invalid("MessageGroupId")),
    }
}

fn check_batch(entries: &[BatchEntry]) -> Result<(), Fault> {
    let ids: HashSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    if entries.is_empty() {
        return Err(empty_batch());
    }
    if entries.len() > BATCH_LIMIT {
        return Err(too_many_entries());
    }
    if ids.len() < entries.len() {
        return Err(ids_not_distinct());
    }
    let fits = |id: &&str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        (1..=80).contains(&id.len()) && id.chars().all(allowed)
    };
    if !ids.iter().all(fits) {
        return Err(invalid_entry_id());
    }
    let bytes: usize = entries.iter().map(|entry| entry.message.len()).sum();
    match bytes > LIMIT {
        true => Err(batch_too_long()),
        false => Ok(()),
    }
}

fn attributes(
    given: BTreeMap<String, AttributeValue>,
) -> Result<BTreeMap<String, (String, String)>, Fault> {
    let attribute = |(name, value): (String, AttributeValue)| {
        let kind = value.data_type.split('.').next().unwrap_or_default();
        if !["Binary", "Number", "String"].contains(&kind) {
            return Err(invalid_value(format!(
                "The message attribute '{name}' has an invalid message attribute type, the set of \
                 supported type prefixes is Binary, Number, and String."
            )));
        }
        let text = match (value.string_value, value.binary_value) {
            (Some(text), None) if !value.data_type.starts_with("Binary") => text,
            (None, Some(bytes)) if value.data_type.starts_with("Binary") => {
                STANDARD.encode(bytes.0)
            }
            _ => {
                return Err(invalid(format!(
                    "The message attribute '{name}' must contain a value of its type '{}'",
                    value.data_type
                )));
            }
        };
        if text.is_empty() {
            return Err(invalid_value(format!(
                "The message attribute '{name}' must contain non-empty message attribute value for \
                 message attribute type '{}'.",
                value.data_type
            )));
        }
        Ok((name, (value.data_type, text)))
    };
    given.into_iter().map(attribute).collect()
}
