//! Exponential back-off with jitter.

use std::time::Duration;

/// How long to wait before each retry, and how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// Retries after the first attempt.
    pub retries: u32,
    /// The wait before the first retry, before jitter.
    pub base: Duration,
    /// What each further wait is multiplied by.
    pub factor: u32,
    /// No wait is longer.
    pub max: Duration,
}

impl Default for Backoff {
    /// 3 retries after 1, 2 and 4 seconds, at most 10.
    fn default() -> Self {
        let (base, max) = (Duration::from_secs(1), Duration::from_secs(10));
        Self {
            retries: 3,
            base,
            factor: 2,
            max,
        }
    }
}

impl Backoff {
    /// The wait before retry `retry` (0 is the first). `jitter` in 0..1 spreads it over the upper
    /// half, so that many callers do not come back at once and none comes back at once.
    pub fn delay(&self, retry: u32, jitter: f64) -> Duration {
        let full = self
            .base
            .saturating_mul(self.factor.saturating_pow(retry))
            .min(self.max);
        full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_up_to_ten_seconds() {
        let waits = (0..6).map(|retry| Backoff::default().delay(retry, 1.0).as_secs());
        assert_eq!(waits.collect::<Vec<_>>(), [1, 2, 4, 8, 10, 10]);
    }

    proptest! {
        #[test]
        fn jitter_keeps_each_wait_between_half_and_full(retry in 0_u32..100, jitter in 0.0..1.0) {
            let full = Backoff::default().delay(retry, 1.0);
            let wait = Backoff::default().delay(retry, jitter);
            prop_assert!(wait <= full && wait * 2 >= full);
        }
    }
}
