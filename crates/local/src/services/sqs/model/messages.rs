//! Messages: sent, received, deleted, hidden.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::wire::Blob;

/// A message attribute as clients send and get it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttributeValue {
    /// `String`, `Number`, `Binary`, each with an optional `.custom` ending.
    #[serde(default)]
    pub data_type: String,
    /// The value of a `String` or a `Number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    /// The value of a `Binary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<Blob>,
    #[serde(default, skip_serializing)]
    pub(crate) string_list_values: Vec<String>,
    #[serde(default, skip_serializing)]
    pub(crate) binary_list_values: Vec<Blob>,
}

impl MessageAttributeValue {
    /// An attribute of type `String`.
    pub fn text(value: impl Into<String>) -> Self {
        Self {
            data_type: "String".to_owned(),
            string_value: Some(value.into()),
            ..Self::default()
        }
    }
}

/// Attributes by name, in the order in which they are digested.
pub type MessageAttributes = BTreeMap<String, MessageAttributeValue>;

/// What one message to be sent consists of, alone or in a batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewMessage {
    pub message_body: Arc<str>,
    pub delay_seconds: Option<i64>,
    pub message_attributes: MessageAttributes,
    pub message_system_attributes: MessageAttributes,
    pub message_deduplication_id: Option<String>,
    pub message_group_id: Option<String>,
}

/// A message with one more member. Not by `flatten`: that would take the numbers of the query
/// protocol, which are text, for no numbers.
macro_rules! message_with {
    ($(#[$doc:meta])* $name:ident { $extra:ident }) => {
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub(crate) struct $name {
            pub $extra: String,
            #[serde(default)]
            message_body: Arc<str>,
            delay_seconds: Option<i64>,
            #[serde(default)]
            message_attributes: MessageAttributes,
            #[serde(default)]
            message_system_attributes: MessageAttributes,
            message_deduplication_id: Option<String>,
            message_group_id: Option<String>,
        }

        impl $name {
            /// The message alone.
            pub(crate) fn message(&mut self) -> NewMessage {
                NewMessage {
                    message_body: std::mem::take(&mut self.message_body),
                    delay_seconds: self.delay_seconds,
                    message_attributes: std::mem::take(&mut self.message_attributes),
                    message_system_attributes: std::mem::take(&mut self.message_system_attributes),
                    message_deduplication_id: self.message_deduplication_id.take(),
                    message_group_id: self.message_group_id.take(),
                }
            }
        }
    };
}

message_with! {
    /// One message.
    SendMessage { queue_url }
}
message_with! {
    /// A message of a batch.
    SendEntry { id }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SentMessage {
    #[serde(rename = "MD5OfMessageBody")]
    pub md5_of_message_body: String,
    #[serde(
        rename = "MD5OfMessageAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_attributes: Option<String>,
    #[serde(
        rename = "MD5OfMessageSystemAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_system_attributes: Option<String>,
    pub message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence_number: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReceiveMessage {
    pub queue_url: String,
    /// The older name of `message_system_attribute_names`; both count.
    #[serde(default)]
    pub attribute_names: Vec<String>,
    #[serde(default)]
    pub message_system_attribute_names: Vec<String>,
    #[serde(default)]
    pub message_attribute_names: Vec<String>,
    pub max_number_of_messages: Option<i64>,
    pub visibility_timeout: Option<i64>,
    pub wait_time_seconds: Option<i64>,
    pub receive_request_attempt_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ReceivedMessages {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<Message>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Message {
    pub message_id: String,
    pub receipt_handle: String,
    #[serde(rename = "MD5OfBody")]
    pub md5_of_body: String,
    pub body: Arc<str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<&'static str, String>,
    #[serde(
        rename = "MD5OfMessageAttributes",
        skip_serializing_if = "Option::is_none"
    )]
    pub md5_of_message_attributes: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub message_attributes: MessageAttributes,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteMessage {
    pub queue_url: String,
    pub receipt_handle: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ChangeMessageVisibility {
    pub queue_url: String,
    pub receipt_handle: String,
    pub visibility_timeout: i64,
}
