//! Publishing: to every subscriber that wants the message, then the answer.

use serde_json::Value;

use super::{Notification, Sns, fault::invalid, topic::Topic};
use crate::{fault::Fault, principal::Source};

/// Bytes of a message, its attributes included, and of a batch.
pub(super) const LIMIT: usize = 262_144;

impl Sns {
    /// Publishes to a topic; the answer is the message id. Every subscriber that accepts has it
    /// durably when this returns.
    ///
    /// # Errors
    /// `NotFound` when the topic is gone; `AuthorizationError` when a source is given that the
    /// topic's policy does not let in.
    pub async fn deliver(
        &self,
        topic_arn: &str,
        notification: Notification,
        source: Option<&Source>,
    ) -> Result<String, Fault> {
        let topic = self.directory.topic(topic_arn)?;
        if let Some(source) = source {
            topic.admit(source, &self.core.account)?;
        }
        self.check_key(&topic)?;
        self.fan_out(&topic, notification, None).await
    }

    /// Whether a topic's policy lets a source publish; of a topic that is not there it does not.
    pub(crate) fn lets_in(&self, topic_arn: &str, source: &Source) -> bool {
        let topic = self.directory.topic(topic_arn);
        topic.is_ok_and(|topic| topic.admit(source, &self.core.account).is_ok())
    }

    /// Sends to all subscribers. `texts` has a text for each protocol, when there are several.
    pub(super) async fn fan_out(
        &self,
        topic: &Topic,
        notification: Notification,
        texts: Option<Value>,
    ) -> Result<String, Fault> {
        let size = check(&notification)?;
        let id = uuid::Uuid::new_v4().to_string();
        self.count(topic, "NumberOfMessagesPublished");
        self.record(topic, "PublishSize", size as f64, "Bytes");
        for subscription in topic.subscriptions.values().filter(|one| !one.pending) {
            if !super::filter::wants(subscription, &notification) {
                self.count(topic, "NumberOfNotificationsFilteredOut");
                continue;
            }
            let text = texts
                .as_ref()
                .and_then(|texts| text_for(texts, &subscription.protocol));
            let text = text.unwrap_or(&notification.message);
            self.send(topic, subscription, &id, &notification, text)
                .await?;
        }
        Ok(id)
    }
}

/// The texts of a message of `MessageStructure: json`.
///
/// # Errors
/// `InvalidParameter` when it is none, or has no default.
pub(super) fn texts(message: &str) -> Result<Value, Fault> {
    let texts: Value = serde_json::from_str(message)
        .map_err(|_| invalid("Message Structure - JSON message body failed to parse"))?;
    match texts["default"].is_string() {
        true => Ok(texts),
        false => Err(invalid(
            "Message Structure - No default entry in JSON message body",
        )),
    }
}

fn text_for<'a>(texts: &'a Value, protocol: &str) -> Option<&'a str> {
    texts[protocol]
        .as_str()
        .or_else(|| texts["default"].as_str())
}

/// How many bytes a message has, if it may be sent.
fn check(notification: &Notification) -> Result<usize, Fault> {
    if notification.message.is_empty() {
        return Err(invalid("Empty message"));
    }
    let attributes = notification.attributes.iter();
    let extra: usize = attributes
        .map(|(name, (kind, value))| name.len() + kind.len() + value.len())
        .sum();
    let size = notification.message.len() + extra;
    if size > LIMIT {
        return Err(invalid("Message too long"));
    }
    match notification.subject.as_deref().is_none_or(is_subject) {
        true => Ok(size),
        false => Err(invalid("Subject")),
    }
}

/// A line of up to 100 characters.
fn is_subject(text: &str) -> bool {
    (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_has_its_text_or_the_default() {
        let texts = texts(r#"{"default":"d","sqs":"s"}"#).unwrap();
        assert_eq!(text_for(&texts, "sqs"), Some("s"));
        assert_eq!(text_for(&texts, "lambda"), Some("d"));
    }

    #[test]
    fn texts_need_a_default() {
        assert!(super::texts(r#"{"sqs":"s"}"#).is_err());
        assert!(super::texts("x").is_err());
    }

    #[test]
    fn a_subject_is_one_line() {
        assert!(is_subject("Order 1 is late"));
        for subject in ["", "two\nlines", &"x".repeat(101)] {
            assert!(!is_subject(subject), "{subject:?}");
        }
    }

    #[test]
    fn a_message_has_a_size() {
        let of = |length| Notification {
            message: "x".repeat(length),
            ..Notification::default()
        };
        assert_eq!(check(&of(LIMIT)).unwrap(), LIMIT);
        assert!(check(&of(LIMIT + 1)).is_err());
        assert!(check(&of(0)).is_err());
    }
}
