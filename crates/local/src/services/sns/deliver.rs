//! One message to one subscriber.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    Notification, Sns,
    envelope::Message,
    topic::{Subscription, Topic},
};
use crate::{
    fault::Fault,
    principal::Source,
    services::{
        cloudwatch::{Datum, Resolution},
        lambda::AsyncInvocation,
        sqs::{MessageAttributeValue, MessageAttributes, Outgoing},
    },
    wire::Blob,
};

/// The principal that queues and functions see.
const PRINCIPAL: &str = "sns.amazonaws.com";

impl Sns {
    /// Sends to one subscriber. What it refuses goes to the subscription's dead-letter queue, or
    /// is dropped without one, as on AWS; neither is a fault of the publisher.
    ///
    /// # Errors
    /// When the environment itself fails.
    pub(super) async fn send(
        &self,
        topic: &Topic,
        subscription: &Subscription,
        id: &str,
        notification: &Notification,
        text: &str,
    ) -> Result<(), Fault> {
        let at = self.core.clock.now();
        let endpoint = self.core.endpoint();
        let message = Message {
            id,
            topic: &topic.arn,
            at,
            notification,
            text,
            endpoint,
        };
        let sent = match subscription.protocol.as_str() {
            "sqs" => {
                self.to_queue(&subscription.endpoint, subscription, &message)
                    .await
            }
            _ => self.to_function(subscription, &message).await,
        };
        let Err(fault) = sent else {
            self.count(topic, "NumberOfNotificationsDelivered");
            return Ok(());
        };
        self.count(topic, "NumberOfNotificationsFailed");
        if fault.code == "InternalFailure" {
            return Err(fault);
        }
        if let Some(queue) = subscription.dead_letter_queue() {
            let kept = self.to_queue(&queue, subscription, &message).await;
            let metric = match kept {
                Ok(()) => "NumberOfNotificationsRedrivenToDlq",
                Err(_) => "NumberOfNotificationsFailedToRedriveToDlq",
            };
            self.count(topic, metric);
        }
        Ok(())
    }

    fn source(&self, topic: &str) -> Source {
        Source::new(PRINCIPAL, topic, &self.core.account)
    }

    async fn to_queue(
        &self,
        queue: &str,
        subscription: &Subscription,
        message: &Message<'_>,
    ) -> Result<(), Fault> {
        let outgoing = match subscription.is_raw() {
            true => Outgoing {
                attributes: attributes(message.notification),
                ..Outgoing::new(message.text)
            },
            false => Outgoing::new(message.envelope(subscription).to_string()),
        };
        let outgoing = Outgoing {
            group_id: message.notification.group_id.clone(),
            ..outgoing
        };
        let cloud = self.core.cloud().ok_or_else(starting)?;
        let source = self.source(message.topic);
        cloud
            .sqs
            .deliver(queue, outgoing, Some(&source))
            .await
            .map(drop)
    }

    async fn to_function(
        &self,
        subscription: &Subscription,
        message: &Message<'_>,
    ) -> Result<(), Fault> {
        let invocation = AsyncInvocation {
            function: subscription.endpoint.clone(),
            payload: message.event(subscription).to_string().into_bytes(),
            source: Some(self.source(message.topic)),
            trace_header: None,
        };
        let cloud = self.core.cloud().ok_or_else(starting)?;
        cloud.lambda.invoke_async(invocation).await.map(drop)
    }

    /// Counts in `AWS/SNS`.
    pub(super) fn count(&self, topic: &Topic, name: &str) {
        self.record(topic, name, 1.0, "Count");
    }

    /// Adds a value to a metric of `AWS/SNS`.
    pub(super) fn record(&self, topic: &Topic, name: &str, value: f64, unit: &str) {
        let Some(cloud) = self.core.cloud() else {
            return;
        };
        cloud.cloudwatch.record(Datum {
            namespace: "AWS/SNS".to_owned(),
            name: name.to_owned(),
            dimensions: vec![("TopicName".to_owned(), topic.name().to_owned())],
            value,
            times: 1.0,
            unit: unit.to_owned(),
            at_millis: self.core.clock.now_millis(),
            resolution: Resolution::Standard,
        });
    }
}

fn starting() -> Fault {
    Fault::internal("the environment is starting")
}

fn attributes(notification: &Notification) -> MessageAttributes {
    let attribute = |(name, (kind, value)): (&String, &(String, String))| {
        let mut attribute = MessageAttributeValue {
            data_type: kind.clone(),
            ..MessageAttributeValue::default()
        };
        match STANDARD
            .decode(value)
            .ok()
            .filter(|_| kind.starts_with("Binary"))
        {
            Some(bytes) => attribute.binary_value = Some(Blob(bytes)),
            None => attribute.string_value = Some(value.clone()),
        }
        (name.clone(), attribute)
    };
    notification.attributes.iter().map(attribute).collect()
}
