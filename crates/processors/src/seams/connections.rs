//! The WebSocket connections.

use async_trait::async_trait;

use super::error::SeamError;

/// What became of a message to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It was sent.
    Sent,
    /// The connection no longer exists (410 Gone).
    Gone,
}

/// The management side of the WebSocket API.
#[async_trait]
pub trait Connections: Send + Sync {
    /// Sends a message to one connection.
    async fn post(&self, connection_id: &str, message: &str) -> Result<Posted, SeamError>;
}
