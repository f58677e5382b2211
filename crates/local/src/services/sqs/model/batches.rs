//! Batches: up to ten entries, a result for each.

use serde::{Deserialize, Serialize};

use super::{SendEntry, SentMessage};
use crate::fault::{Blame, Fault};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SendMessageBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<SendEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteMessageBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<DeleteEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeleteEntry {
    pub id: String,
    pub receipt_handle: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ChangeMessageVisibilityBatch {
    pub queue_url: String,
    #[serde(default)]
    pub entries: Vec<VisibilityEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VisibilityEntry {
    pub id: String,
    pub receipt_handle: String,
    pub visibility_timeout: Option<i64>,
}

/// An entry of a batch, known to the caller by its id.
pub(crate) trait Entry {
    fn id(&self) -> &str;
}

macro_rules! entries {
    ($($entry:ty),*) => { $(impl Entry for $entry { fn id(&self) -> &str { &self.id } })* };
}
entries!(SendEntry, DeleteEntry, VisibilityEntry);

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchResult<T> {
    pub successful: Vec<T>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedEntry>,
}

/// A message of a batch that was accepted.
#[derive(Debug, Serialize)]
pub(crate) struct SentEntry {
    #[serde(rename = "Id")]
    pub id: String,
    #[serde(flatten)]
    pub sent: SentMessage,
}

/// An entry that succeeded and has nothing more to say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DoneEntry {
    pub id: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FailedEntry {
    pub id: String,
    pub sender_fault: bool,
    pub code: String,
    pub message: String,
}

impl FailedEntry {
    /// Entries carry the code of the query protocol, as they always did.
    pub(crate) fn new(id: String, fault: Fault) -> Self {
        let sender_fault = fault.blame() == Blame::Sender;
        let code = fault.query_code.map_or(fault.code, str::to_owned);
        Self {
            id,
            sender_fault,
            code,
            message: fault.message,
        }
    }
}
