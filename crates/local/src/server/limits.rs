//! How much one client may hold.

use std::time::Duration;

/// What is taken in at the same time, and how long it may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections served at the same time, WebSockets among them.
    pub connections: usize,
    /// Connections beside those, which serve what is asked of the environment itself: it can be
    /// stopped however many hold on to their places.
    pub kept: usize,
    /// How long a client may take over the head of a request.
    pub head: Duration,
    /// How long a client may take over the next byte of a body.
    pub idle: Duration,
    /// Bytes of a body.
    pub body: usize,
    /// Bytes of all bodies that are in memory.
    pub bodies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            kept: 16,
            head: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            // A Lambda bundle in a CreateFunction request is the largest that AWS takes outside
            // S3 (50 MB, in base64).
            body: 128 * 1024 * 1024,
            bodies: 1024 * 1024 * 1024,
        }
    }
}
