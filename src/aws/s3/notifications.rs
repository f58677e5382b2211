//! Whom buckets tell of their objects.

use aws_sdk_s3::{Client, types};

use crate::{
    aws::{Aws, Place},
    error::Result,
};

/// Buckets.
#[derive(Clone)]
pub(crate) struct Buckets {
    client: Client,
    place: Place,
}

/// A bucket as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bucket {
    /// Its name.
    pub(crate) name: String,
    /// The event and the ARN of the function, queue or topic of each notification.
    pub(crate) notifications: Vec<(String, String)>,
    /// Whether its events go to the default bus.
    pub(crate) eventbridge: bool,
}

impl Aws {
    /// Buckets.
    pub(crate) fn buckets(&self) -> Buckets {
        Buckets {
            client: super::client(self),
            place: self.place.clone(),
        }
    }
}

impl Buckets {
    /// A bucket with its notifications.
    pub(crate) async fn bucket(&self, name: &str) -> Result<Bucket> {
        let call = self.client.get_bucket_notification_configuration();
        let found = call.bucket(name).send().await.map_err(|cause| {
            let doing = format!("read the notifications of bucket `{name}`");
            self.place.failed(doing, cause)
        })?;
        let functions = found.lambda_function_configurations.unwrap_or_default();
        let queues = found.queue_configurations.unwrap_or_default();
        let topics = found.topic_configurations.unwrap_or_default();
        let told = (functions
            .into_iter()
            .map(|f| (f.events, f.lambda_function_arn)))
        .chain(queues.into_iter().map(|q| (q.events, q.queue_arn)))
        .chain(topics.into_iter().map(|t| (t.events, t.topic_arn)));
        Ok(Bucket {
            name: name.to_owned(),
            notifications: told.map(|(events, arn)| (first(&events), arn)).collect(),
            eventbridge: found.event_bridge_configuration.is_some(),
        })
    }
}

fn first(events: &[types::Event]) -> String {
    let first = events.first().map(types::Event::as_str);
    first.unwrap_or_default().to_owned()
}
