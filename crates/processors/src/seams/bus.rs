//! The event bus.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::SeamError;

/// An event to publish.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    /// The envelope's `source`.
    pub source: String,
    /// The envelope's `detail-type`.
    pub detail_type: String,
    /// The detail.
    pub detail: Value,
    /// X-Ray trace header to carry on.
    pub trace_header: Option<String>,
}

/// Why one event of a batch was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The service's error code.
    pub code: String,
    /// The service's words.
    pub message: String,
    /// Whether publishing it again can help.
    pub transient: bool,
}

/// The application's event bus.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Publishes events; answers for each in order with its event id or why it was refused.
    /// An error means that nothing is known to be accepted.
    async fn publish(
        &self,
        publications: &[Publication],
    ) -> Result<Vec<Result<String, Refusal>>, SeamError>;
}
