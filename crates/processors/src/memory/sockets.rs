//! WebSocket connections that keep what they were sent.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::Value;

use super::lock;
use crate::seams::{Connections, Posted, SeamError};

/// Open connections, by id, with the messages each got.
#[derive(Debug, Default)]
pub struct MemorySockets {
    open: Mutex<BTreeMap<String, Vec<Value>>>,
    failures: Mutex<Vec<SeamError>>,
}

impl MemorySockets {
    /// Opens a connection on the network; it is in the table only after `$connect`.
    pub fn open(&self, connection_id: &str) {
        lock(&self.open).insert(connection_id.to_owned(), Vec::new());
    }

    /// What a connection was sent.
    pub fn messages(&self, connection_id: &str) -> Vec<Value> {
        lock(&self.open)
            .get(connection_id)
            .cloned()
            .unwrap_or_default()
    }

    /// Makes the next posts fail with these errors, one each.
    pub fn fail(&self, errors: impl IntoIterator<Item = SeamError>) {
        lock(&self.failures).extend(errors);
    }
}

#[async_trait]
impl Connections for MemorySockets {
    async fn post(&self, connection_id: &str, message: &str) -> Result<Posted, SeamError> {
        if let Some(error) = lock(&self.failures).pop() {
            return Err(error);
        }
        match lock(&self.open).get_mut(connection_id) {
            None => Ok(Posted::Gone),
            Some(messages) => {
                messages.push(serde_json::from_str(message).unwrap_or(Value::Null));
                Ok(Posted::Sent)
            }
        }
    }
}
