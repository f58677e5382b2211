//! How asynchronous invocations are retried and where their results go.

use serde::{Deserialize, Serialize};

use crate::services::lambda::model::settings::DestinationConfig;

/// Retries that AWS makes unless told otherwise.
const RETRIES: u32 = 2;
/// The age in seconds up to which AWS tries unless told otherwise: six hours.
const MAX_AGE_SECONDS: u32 = 21_600;

/// An `EventInvokeConfig` of a function, a version or an alias.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct InvokeConfig {
    pub(crate) retries: Option<u32>,
    pub(crate) max_age_seconds: Option<u32>,
    pub(crate) destinations: DestinationConfig,
    /// Milliseconds since the epoch.
    pub(crate) modified: i64,
}

impl InvokeConfig {
    /// The most attempts, the first one included.
    pub(crate) fn attempts(&self) -> u32 {
        self.retries.unwrap_or(RETRIES) + 1
    }

    /// How old an event may get, in milliseconds.
    pub(crate) fn max_age_millis(&self) -> i64 {
        i64::from(self.max_age_seconds.unwrap_or(MAX_AGE_SECONDS)) * 1000
    }

    /// ARN of the destination of failures.
    pub(crate) fn on_failure(&self) -> Option<&str> {
        self.destinations
            .on_failure
            .as_ref()?
            .destination
            .as_deref()
    }

    /// ARN of the destination of successes.
    pub(crate) fn on_success(&self) -> Option<&str> {
        self.destinations
            .on_success
            .as_ref()?
            .destination
            .as_deref()
    }
}
