//! What a subscriber gets.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Notification, topic::Subscription};

/// A message on its way to the subscribers of a topic.
pub(super) struct Message<'a> {
    pub(super) id: &'a str,
    pub(super) topic: &'a str,
    pub(super) at: Timestamp,
    pub(super) notification: &'a Notification,
    /// The text for this protocol.
    pub(super) text: &'a str,
    /// Base URL of the environment.
    pub(super) endpoint: &'a str,
}

impl Message<'_> {
    /// The document that a queue gets. It is not signed: there is nobody here who could.
    pub(super) fn envelope(&self, subscription: &Subscription) -> Value {
        let mut envelope = self.fields("SigningCertURL", "UnsubscribeURL", subscription);
        let attributes = self.attributes();
        if !attributes.is_empty() {
            envelope["MessageAttributes"] = Value::Object(attributes);
        }
        envelope
    }

    /// The event that a function gets.
    pub(super) fn event(&self, subscription: &Subscription) -> Value {
        let mut record = self.fields("SigningCertUrl", "UnsubscribeUrl", subscription);
        record["MessageAttributes"] = Value::Object(self.attributes());
        if self.notification.subject.is_none() {
            record["Subject"] = Value::Null;
        }
        json!({ "Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": subscription.arn,
            "Sns": record,
        }] })
    }

    fn fields(&self, certificate: &str, unsubscribe: &str, subscription: &Subscription) -> Value {
        let mut fields = json!({
            "Type": "Notification",
            "MessageId": self.id,
            "TopicArn": self.topic,
        });
        if let Some(subject) = &self.notification.subject {
            fields["Subject"] = json!(subject);
        }
        fields["Message"] = json!(self.text);
        fields["Timestamp"] = json!(format!("{:.3}", self.at));
        fields["SignatureVersion"] = json!("1");
        fields["Signature"] = json!("");
        fields[certificate] = json!("");
        fields[unsubscribe] = json!(format!(
            "{}/?Action=Unsubscribe&SubscriptionArn={}",
            self.endpoint, subscription.arn
        ));
        fields
    }

    fn attributes(&self) -> Map<String, Value> {
        let attributes = self.notification.attributes.iter();
        let attribute = |(name, (kind, value)): (&String, &(String, String))| {
            (name.clone(), json!({ "Type": kind, "Value": value }))
        };
        attributes.map(attribute).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_gets_the_envelope_that_sns_documents() {
        let notification = Notification {
            message: "hello".into(),
            subject: Some("s".into()),
            attributes: [("a".to_owned(), ("String".to_owned(), "1".to_owned()))].into(),
            group_id: None,
        };
        let message = Message {
            id: "m-1",
            topic: "arn:t",
            at: Timestamp::UNIX_EPOCH,
            notification: &notification,
            text: "hello",
            endpoint: "http://127.0.0.1:1",
        };
        let subscription = Subscription {
            arn: "arn:t:1".into(),
            protocol: "sqs".into(),
            endpoint: String::new(),
            attributes: Default::default(),
            pending: false,
        };
        insta::assert_json_snapshot!(message.envelope(&subscription), @r#"
        {
          "Type": "Notification",
          "MessageId": "m-1",
          "TopicArn": "arn:t",
          "Subject": "s",
          "Message": "hello",
          "Timestamp": "1970-01-01T00:00:00.000Z",
          "SignatureVersion": "1",
          "Signature": "",
          "SigningCertURL": "",
          "UnsubscribeURL": "http://127.0.0.1:1/?Action=Unsubscribe&SubscriptionArn=arn:t:1",
          "MessageAttributes": {
            "a": {
              "Type": "String",
              "Value": "1"
            }
          }
        }
        "#);
    }
}
