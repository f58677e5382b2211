//! The one clock of the local environment.
//!
//! Everything that waits or looks at the time asks here: retry back-off, visibility, retention,
//! schedules, alarm periods. At speed 60 an hour passes in a minute, for all of them alike; the
//! rules themselves never change.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// A clock that starts at a given time and runs at a given speed.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    base: Timestamp,
    started: Instant,
    speed: f64,
}

impl Clock {
    /// The machine's own time at real speed.
    pub fn system() -> Self {
        Self::at(wall_clock(), 1.0)
    }

    /// A clock that shows `base` now and runs `speed` times as fast as the machine's.
    ///
    /// # Panics
    /// When `speed` is not a positive finite number.
    pub fn at(base: Timestamp, speed: f64) -> Self {
        assert!(
            speed.is_finite() && speed > 0.0,
            "a clock needs a positive speed, not {speed}"
        );
        Self {
            base,
            started: Instant::now(),
            speed,
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let elapsed = self.started.elapsed().mul_f64(self.speed);
        self.base + SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX)
    }

    /// Milliseconds since the epoch, as most services store it.
    pub fn now_millis(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// The machine's own time in milliseconds since the epoch, whatever this clock shows: for
    /// processes, which know no other (the deadline of a function).
    pub fn machine_millis(&self) -> i64 {
        wall_clock().as_millisecond()
    }

    /// How many times faster than real time the clock runs.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// How long the machine really waits while `duration` passes on this clock.
    pub fn real(&self, duration: Duration) -> Duration {
        duration.div_f64(self.speed)
    }

    /// Waits until `duration` has passed on this clock.
    pub async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(self.real(duration)).await;
    }

    /// Waits until this clock shows `at` (milliseconds since the epoch); at once when it is past.
    pub async fn sleep_until(&self, at: i64) {
        let wait = u64::try_from(at - self.now_millis()).unwrap_or(0);
        self.sleep(Duration::from_millis(wait)).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine is asked"
)]
fn wall_clock() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_clock_waits_less() {
        let clock = Clock::at(Timestamp::UNIX_EPOCH, 60.0);
        assert_eq!(clock.real(Duration::from_secs(60)), Duration::from_secs(1));
    }

    #[test]
    fn a_clock_starts_where_it_is_told() {
        let clock = Clock::at(Timestamp::UNIX_EPOCH, 1e-9);
        assert_eq!(clock.now_millis(), 0);
    }
}
