//! The dead-letter queue in SQS.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageAttributeValue};

use super::failure::failure;
use crate::seams::{Attributes, DeadLetter, DeadLetters, SeamError};

const SEAM: &str = "dead-letter queue";

/// An SQS queue.
pub(super) struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    pub(super) fn new(config: &SdkConfig, url: &str) -> Self {
        Self {
            client: Client::new(config),
            url: url.to_owned(),
        }
    }
}

#[async_trait]
impl DeadLetters for Queue {
    async fn send(&self, body: &str, attributes: &Attributes) -> Result<(), SeamError> {
        let mut call = self
            .client
            .send_message()
            .queue_url(&self.url)
            .message_body(body);
        for (name, value) in attributes {
            call = call.message_attributes(name, text(value)?);
        }
        call.send()
            .await
            .map_err(|error| failure(SEAM, "SendMessage", error))?;
        Ok(())
    }

    async fn receive(&self, max: i32) -> Result<Vec<DeadLetter>, SeamError> {
        let call = self.client.receive_message().queue_url(&self.url);
        let call = call
            .max_number_of_messages(max)
            .message_attribute_names("All");
        // A short poll may miss messages; one second asks every server.
        let answer = call.wait_time_seconds(1).send().await;
        let answer = answer.map_err(|error| failure(SEAM, "ReceiveMessage", error))?;
        Ok(answer
            .messages
            .unwrap_or_default()
            .into_iter()
            .map(letter)
            .collect())
    }

    async fn delete(&self, receipt: &str) -> Result<(), SeamError> {
        let call = self
            .client
            .delete_message()
            .queue_url(&self.url)
            .receipt_handle(receipt);
        call.send()
            .await
            .map_err(|error| failure(SEAM, "DeleteMessage", error))?;
        Ok(())
    }

    async fn release(&self, receipt: &str) -> Result<(), SeamError> {
        let call = self.client.change_message_visibility().queue_url(&self.url);
        let call = call.receipt_handle(receipt).visibility_timeout(0);
        call.send()
            .await
            .map_err(|error| failure(SEAM, "ChangeMessageVisibility", error))?;
        Ok(())
    }
}

fn text(value: &str) -> Result<MessageAttributeValue, SeamError> {
    let attribute = MessageAttributeValue::builder()
        .data_type("String")
        .string_value(value);
    attribute
        .build()
        .map_err(|error| SeamError::permanent(SEAM, "SendMessage", error))
}

fn letter(message: Message) -> DeadLetter {
    let attributes = message.message_attributes.unwrap_or_default().into_iter();
    DeadLetter {
        id: message.message_id.unwrap_or_default(),
        receipt: message.receipt_handle.unwrap_or_default(),
        body: message.body.unwrap_or_default(),
        attributes: attributes
            .filter_map(|(name, value)| Some((name, value.string_value?)))
            .collect(),
    }
}
