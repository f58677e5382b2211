//! A message of a queue with everything that came with it, so that nothing is lost on its way back.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A message as it was received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    /// Its id; stays the same however often it is received.
    pub(crate) id: String,
    /// What it is deleted by; another one at each receive, so it is never kept.
    #[serde(skip)]
    pub(crate) receipt: String,
    /// Its body.
    pub(crate) body: String,
    /// Its attributes, of every type.
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// When it was first sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<Timestamp>,
    /// How often it was received, this time included.
    #[serde(default)]
    pub(crate) receives: u32,
    /// Its group, in a FIFO queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    /// The X-Ray trace header (`AWSTraceHeader`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace: Option<String>,
    /// ARN of the queue that it was moved from after too many receives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_queue: Option<String>,
}

impl Message {
    /// The attributes that are text, by name.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let text = |(name, attribute): (&String, &Attribute)| match &attribute.value {
            Value::Text(text) => Some((name.clone(), text.clone())),
            Value::Binary(_) => None,
        };
        self.attributes.iter().filter_map(text).collect()
    }
}

/// An attribute of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribute {
    /// `String`, `Number`, `Binary`, or one of these with a label: `Number.int`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its value.
    #[serde(flatten)]
    pub(crate) value: Value,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Value {
    /// Of a string or a number.
    Text(String),
    /// Of bytes; Base64 in JSON.
    #[serde(serialize_with = "encode", deserialize_with = "decode")]
    Binary(Vec<u8>),
}

impl Attribute {
    /// A number.
    pub(crate) fn number(value: u32) -> Self {
        Self {
            kind: "Number".to_owned(),
            value: Value::Text(value.to_string()),
        }
    }
}

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Outgoing {
    /// Its body.
    pub(crate) body: String,
    /// Its attributes; SQS takes ten at most.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) attributes: BTreeMap<String, Attribute>,
    /// The X-Ray trace header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trace: Option<String>,
    /// Its group, for a FIFO queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    /// What a FIFO queue knows it by when it is sent twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deduplication: Option<String>,
}

impl Outgoing {
    /// Its size as SQS counts it: the body, and name, type and value of each attribute, in bytes.
    pub(crate) fn size(&self) -> usize {
        let attributes = self.attributes.iter().map(|(name, attribute)| {
            let value = match &attribute.value {
                Value::Text(text) => text.len(),
                Value::Binary(bytes) => bytes.len(),
            };
            name.len() + attribute.kind.len() + value
        });
        self.body.len() + attributes.sum::<usize>()
    }
}

fn encode<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&STANDARD.encode(bytes))
}

fn decode<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(from)?;
    STANDARD.decode(text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_attribute_survives_being_written_down() {
        let attribute = |kind: &str, value| Attribute {
            kind: kind.into(),
            value,
        };
        let message = Message {
            id: "m".into(),
            attributes: [
                ("s", attribute("String", Value::Text("ä".into()))),
                ("n", attribute("Number.int", Value::Text("7".into()))),
                ("b", attribute("Binary.gzip", Value::Binary(vec![0, 255]))),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
            trace: Some("Root=1".into()),
            ..Message::default()
        };
        let written = serde_json::to_string(&message).unwrap();
        assert_eq!(
            serde_json::from_str::<Message>(&written).unwrap(),
            message,
            "{written}"
        );
    }

    #[test]
    fn the_size_counts_attributes() {
        let outgoing = Outgoing {
            body: "ab".into(),
            attributes: [("n".to_owned(), Attribute::number(12))].into(),
            ..Outgoing::default()
        };
        assert_eq!(outgoing.size(), 2 + 1 + 6 + 2);
    }
}
