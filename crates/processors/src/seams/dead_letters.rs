//! The dead-letter queue, and where its messages failed to go.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::error::SeamError;
use crate::redrive::REDRIVES;

/// String attributes of a message, by name.
pub type Attributes = BTreeMap<String, String>;

/// A message received from the queue. It stays in the queue, hidden for a while, until deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The message's id.
    pub id: String,
    /// What deletes or releases this reception of it.
    pub receipt: String,
    /// The event, or a record around it.
    pub body: String,
    /// Its string attributes.
    pub attributes: Attributes,
}

impl DeadLetter {
    /// How often the message itself says that it was redriven.
    pub fn redrives(&self) -> u32 {
        let count = self.attributes.get(REDRIVES);
        count.and_then(|count| count.parse().ok()).unwrap_or(0)
    }
}

/// The application's dead-letter queue.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Sends a message.
    async fn send(&self, body: &str, attributes: &Attributes) -> Result<(), SeamError>;

    /// Receives at most `max` (1 to 10) messages and hides them from others for a while; none
    /// means that none was found at this moment.
    async fn receive(&self, max: i32) -> Result<Vec<DeadLetter>, SeamError>;

    /// Deletes a received message for good.
    async fn delete(&self, receipt: &str) -> Result<(), SeamError>;

    /// Makes a received message visible again at once.
    async fn release(&self, receipt: &str) -> Result<(), SeamError>;
}

/// The functions that rules deliver to.
#[async_trait]
pub trait Targets: Send + Sync {
    /// Invokes a function asynchronously with `payload`, as a rule does. Returning means that it
    /// was accepted, not that it succeeded.
    async fn deliver(&self, target_arn: &str, payload: &str) -> Result<(), SeamError>;
}
