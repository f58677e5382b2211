//! Time and identity, passed in so that tests fix them.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

/// Time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// New identifiers.
pub trait Ids: Send + Sync {
    /// An identifier that nothing else has.
    fn next(&self) -> String;
}
