//! The circuit breaker: a dependency that keeps failing is left alone for a while.

use std::time::Duration;

use jiff::Timestamp;

/// Consecutive failures that open the circuit.
const THRESHOLD: u32 = 5;
/// How long it stays open before one call may try again.
const COOL_DOWN: Duration = Duration::from_secs(30);

/// Where a circuit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// Calls go through; this many have failed in a row.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// Calls are refused until then.
    Open {
        /// When one call may try again.
        until: Timestamp,
    },
    /// One call is trying; others are refused until then, lest a lost trial refuse them for ever.
    HalfOpen {
        /// When another call may try.
        until: Timestamp,
    },
}

/// A circuit breaker.
#[derive(Debug)]
pub struct Breaker {
    state: BreakerState,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            state: BreakerState::Closed { failures: 0 },
        }
    }
}

impl Breaker {
    /// Where the circuit stands.
    pub fn state(&self) -> BreakerState {
        self.state
    }

    /// Asks to call. Whoever is let through tells [`succeeded`](Self::succeeded) or
    /// [`failed`](Self::failed) afterwards.
    ///
    /// # Errors
    /// The time from which asking again makes sense.
    pub fn admit(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        match self.state {
            BreakerState::Closed { .. } => Ok(()),
            BreakerState::Open { until } | BreakerState::HalfOpen { until } if now < until => {
                Err(until)
            }
            _ => {
                self.state = BreakerState::HalfOpen { until: later(now) };
                Ok(())
            }
        }
    }

    /// A call went well.
    pub fn succeeded(&mut self) {
        self.state = BreakerState::Closed { failures: 0 };
    }

    /// A call failed in a way that says the dependency is unwell.
    pub fn failed(&mut self, now: Timestamp) {
        self.state = match self.state {
            BreakerState::Closed { failures } if failures + 1 < THRESHOLD => BreakerState::Closed {
                failures: failures + 1,
            },
            _ => BreakerState::Open { until: later(now) },
        };
    }
}

fn later(now: Timestamp) -> Timestamp {
    now.checked_add(COOL_DOWN).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(seconds: i64) -> Timestamp {
        START + seconds.seconds()
    }

    fn opened() -> Breaker {
        let mut breaker = Breaker::default();
        (0..THRESHOLD).for_each(|_| breaker.failed(START));
        breaker
    }

    #[test]
    fn it_opens_at_the_fifth_failure_in_a_row() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|_| breaker.failed(START));
        assert_eq!(breaker.admit(START), Ok(()));
        breaker.failed(START);
        assert_eq!(breaker.admit(START), Err(at(30)));
    }

    #[test]
    fn a_success_between_starts_the_count_again() {
        let mut breaker = Breaker::default();
        (0..4).for_each(|_| breaker.failed(START));
        breaker.succeeded();
        breaker.failed(START);
        assert_eq!(breaker.state(), BreakerState::Closed { failures: 1 });
    }

    #[test]
    fn after_the_cool_down_one_call_tries_and_the_others_wait() {
        let mut breaker = opened();
        assert_eq!(breaker.admit(at(29)), Err(at(30)));
        assert_eq!(breaker.admit(at(30)), Ok(()));
        assert_eq!(breaker.admit(at(31)), Err(at(60)));
    }

    #[test]
    fn the_trial_closes_or_reopens_the_circuit() {
        let mut breaker = opened();
        breaker.admit(at(30)).unwrap();
        breaker.failed(at(31));
        assert_eq!(breaker.state(), BreakerState::Open { until: at(61) });
        breaker.admit(at(61)).unwrap();
        breaker.succeeded();
        assert_eq!(breaker.admit(at(61)), Ok(()));
    }
}
