//! SNS: topics to queues and functions.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    core::Core,
    fault::Fault,
    principal::Source,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};

/// What is published to a topic.
#[derive(Clone, Debug, Default)]
pub struct Notification {
    /// The body.
    pub message: String,
    /// Subject line of e-mails; part of the envelope.
    pub subject: Option<String>,
    /// Name → (data type, value).
    pub attributes: BTreeMap<String, (String, String)>,
}

/// SNS.
pub struct Sns {
    core: Arc<Core>,
}

impl Sns {
    /// Loads topics and subscriptions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self {
            core: Arc::clone(core),
        }))
    }

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
        drop((&self.core, topic_arn, notification, source));
        Err(Fault::not_emulated("sns", "Publish"))
    }
}

#[async_trait]
impl Service for Sns {
    fn name(&self) -> &'static str {
        "sns"
    }

    async fn call(
        &self,
        operation: &str,
        _input: Input,
        _caller: &Caller,
    ) -> Result<Output, Fault> {
        Err(Fault::not_emulated("sns", operation))
    }
}
