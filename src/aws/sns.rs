//! Topics: who may publish, and who is told.

use std::collections::HashMap;

use super::Sns;
use crate::error::Result;

/// A topic as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    /// Its ARN.
    pub(crate) arn: String,
    /// Who may publish, as JSON text.
    pub(crate) policy: Option<String>,
    /// The key that it is encrypted with.
    pub(crate) key: Option<String>,
    /// Who is told: protocol and endpoint.
    pub(crate) subscriptions: Vec<(String, String)>,
}

impl Sns {
    /// A topic by its ARN.
    pub(crate) async fn topic(&self, arn: &str) -> Result<Topic> {
        let answer = self
            .client
            .get_topic_attributes()
            .topic_arn(arn)
            .send()
            .await;
        let found =
            answer.map_err(|cause| self.place.failed(format!("read topic `{arn}`"), cause))?;
        let mut attributes: HashMap<String, String> = found.attributes.unwrap_or_default();
        Ok(Topic {
            arn: arn.to_owned(),
            policy: attributes.remove("Policy"),
            key: attributes.remove("KmsMasterKeyId"),
            subscriptions: self.subscriptions(arn).await?,
        })
    }

    async fn subscriptions(&self, arn: &str) -> Result<Vec<(String, String)>> {
        let call = self.client.list_subscriptions_by_topic().topic_arn(arn);
        let mut found = call.into_paginator().items().send();
        let mut subscriptions = Vec::new();
        while let Some(next) = found.next().await {
            let doing = || format!("list the subscriptions of topic `{arn}`");
            let next = next.map_err(|cause| self.place.failed(doing(), cause))?;
            subscriptions.extend(next.protocol.zip(next.endpoint));
        }
        Ok(subscriptions)
    }
}
