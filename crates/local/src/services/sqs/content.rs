//! What a message carries, and what the service refuses to carry.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    digest, fault,
    model::{MessageAttributeValue, MessageAttributes, NewMessage},
};
use crate::fault::Fault;

/// A message's body and attributes: what never changes while it exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Content {
    /// Shared with the event that it is, for one.
    pub body: Arc<str>,
    #[serde(default, skip_serializing_if = "MessageAttributes::is_empty")]
    pub attributes: MessageAttributes,
    /// `AWSTraceHeader`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl Content {
    /// Takes the content of a message to be sent to a queue that takes `limit` bytes.
    ///
    /// # Errors
    /// `MissingParameter`, `InvalidMessageContents`, `InvalidParameterValue`.
    pub(crate) fn accept(message: NewMessage, limit: u32) -> Result<Self, Fault> {
        if message.message_body.is_empty() {
            return Err(fault::missing_parameter("MessageBody"));
        }
        if !is_text(&message.message_body) {
            return Err(fault::invalid_contents("The message body"));
        }
        if message.message_attributes.len() > 10 {
            return Err(fault::invalid_parameter(
                "Number of message attributes [11 or more] exceeds the allowed maximum [10].",
            ));
        }
        for (name, value) in &message.message_attributes {
            check_name(name)?;
            check_value(name, value)?;
        }
        let content = Self {
            body: message.message_body,
            attributes: message.message_attributes,
            trace: trace(&message.message_system_attributes)?,
        };
        if content.bytes() > limit as usize {
            return Err(fault::invalid_parameter(format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
            )));
        }
        Ok(content)
    }

    /// The bytes that count against limits: body, and names, types and values of attributes.
    pub(crate) fn bytes(&self) -> usize {
        self.body.len() + self.attributes.iter().map(attribute_bytes).sum::<usize>()
    }

    /// The digest of the system attributes.
    pub(crate) fn trace_md5(&self) -> Option<String> {
        let value = MessageAttributeValue {
            data_type: "String".to_owned(),
            string_value: Some(self.trace.clone()?),
            ..Default::default()
        };
        digest::of_attributes(&MessageAttributes::from([(
            "AWSTraceHeader".to_owned(),
            value,
        )]))
    }
}

/// The bytes of a message as it was sent, for the limit of a batch.
pub(crate) fn sent_bytes(message: &NewMessage) -> usize {
    message.message_body.len()
        + message
            .message_attributes
            .iter()
            .map(attribute_bytes)
            .sum::<usize>()
}

fn attribute_bytes((name, value): (&String, &MessageAttributeValue)) -> usize {
    let text = value.string_value.as_ref().map_or(0, String::len);
    let bytes = value.binary_value.as_ref().map_or(0, |bytes| bytes.0.len());
    name.len() + value.data_type.len() + text + bytes
}

/// Almost all text is of ASCII's printable characters, which a look at the bytes tells.
fn is_text(text: &str) -> bool {
    // In blocks without a way out of them, which the compiler makes vector instructions of.
    let is_plain = |block: &[u8]| {
        let bytes = block.iter();
        bytes.fold(true, |plain, byte| plain & (0x20..0x7F).contains(byte))
    };
    text.as_bytes().chunks(64).all(is_plain) || text.chars().all(is_allowed)
}

/// The characters of XML 1.0, which a message could once only be sent as.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..)
}

fn trace(system: &MessageAttributes) -> Result<Option<String>, Fault> {
    let mut trace = None;
    for (name, value) in system {
        if name != "AWSTraceHeader" {
            return Err(fault::invalid_parameter(format!(
                "Message system attribute name '{name}' is invalid."
            )));
        }
        if value.data_type != "String" || value.string_value.is_none() {
            return Err(fault::invalid_parameter(
                "The message system attribute 'AWSTraceHeader' must be a String with a value.",
            ));
        }
        trace.clone_from(&value.string_value);
    }
    Ok(trace)
}

fn check_name(name: &str) -> Result<(), Fault> {
    let lower = name.to_ascii_lowercase();
    let well_formed = (1..=256).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    if well_formed && !lower.starts_with("aws.") && !lower.starts_with("amazon.") {
        return Ok(());
    }
    Err(fault::invalid_parameter(format!(
        "Message attribute name '{name}' is invalid."
    )))
}

fn check_value(name: &str, value: &MessageAttributeValue) -> Result<(), Fault> {
    let invalid =
        |reason: &str| fault::invalid_parameter(format!("The message attribute '{name}' {reason}"));
    if !value.string_list_values.is_empty() || !value.binary_list_values.is_empty() {
        return Err(fault::unsupported(
            "Message attribute list values are not supported.",
        ));
    }
    let base = value.data_type.split('.').next().unwrap_or_default();
    match (base, &value.string_value, &value.binary_value) {
        ("", _, _) => Err(invalid("must contain a non-empty attribute type.")),
        ("String", Some(text), None) if !text.is_empty() => allowed_text(name, text),
        ("Number", Some(text), None) if is_number(text) => Ok(()),
        ("Number", Some(_), None) => Err(invalid(
            "must be a number: its value cannot be read as one.",
        )),
        ("Binary", None, Some(bytes)) if !bytes.0.is_empty() => Ok(()),
        ("String" | "Number" | "Binary", _, _) => Err(invalid(
            "must contain a non-empty value of its attribute type, and no other.",
        )),
        _ => Err(invalid(&format!(
            "has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String: {}",
            value.data_type
        ))),
    }
}

fn allowed_text(name: &str, text: &str) -> Result<(), Fault> {
    if is_text(text) {
        return Ok(());
    }
    Err(fault::invalid_contents(format!(
        "The message attribute '{name}'"
    )))
}

fn is_number(text: &str) -> bool {
    text.len() <= 256 && text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> NewMessage {
        NewMessage {
            message_body: body.into(),
            ..Default::default()
        }
    }

    fn with_attribute(name: &str, data_type: &str, text: &str) -> Result<Content, Fault> {
        let mut message = message("x");
        let value = MessageAttributeValue {
            data_type: data_type.to_owned(),
            string_value: Some(text.to_owned()),
            ..Default::default()
        };
        message.message_attributes.insert(name.to_owned(), value);
        Content::accept(message, 1024)
    }

    #[test]
    fn bodies_that_aws_refuses_are_refused() {
        assert_eq!(
            Content::accept(message(""), 10).unwrap_err().query_code,
            Some("MissingParameter")
        );
        assert_eq!(
            Content::accept(message("a\u{1}"), 10).unwrap_err().code,
            "InvalidMessageContents"
        );
        assert!(Content::accept(message("0123456789a"), 10).is_err());
        assert!(Content::accept(message("0123456789"), 10).is_ok());
    }

    #[test]
    fn attributes_are_checked_by_name_and_type() {
        assert!(with_attribute("a.b", "Number.int", "12").is_ok());
        for (name, data_type, text) in [
            ("AWS.x", "String", "v"),
            ("a..b", "String", "v"),
            ("a", "", "v"),
            ("a", "Bool", "v"),
            ("a", "Number", "twelve"),
            ("a", "String", ""),
            ("a", "Binary", "v"),
        ] {
            assert!(
                with_attribute(name, data_type, text).is_err(),
                "{name} {data_type} {text}"
            );
        }
    }

    #[test]
    fn attributes_count_as_bytes() {
        assert_eq!(
            with_attribute("name", "String", "value").unwrap().bytes(),
            1 + 4 + 6 + 5
        );
    }
}
