//! When a failed delivery is tried again, and when it is given up.

use super::failure::Failure;
use crate::services::events::model;

/// What EventBridge does without a policy.
const DEFAULT_ATTEMPTS: i64 = 185;
const DEFAULT_AGE_SECONDS: i64 = 86_400;
/// The longest pause: 185 attempts at it fill the 24 hours.
const LONGEST_PAUSE_MILLIS: f64 = 480_000.0;

/// A target's retry policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Attempts after the first.
    retries: i64,
    /// Milliseconds.
    age: i64,
}

impl Policy {
    pub(crate) fn of(policy: Option<&model::RetryPolicy>) -> Self {
        let given = policy.copied().unwrap_or_default();
        Self {
            retries: given.maximum_retry_attempts.unwrap_or(DEFAULT_ATTEMPTS),
            age: given
                .maximum_event_age_in_seconds
                .unwrap_or(DEFAULT_AGE_SECONDS)
                * 1000,
        }
    }

    /// Whether an event that came at `ingested` is too old to be tried.
    pub(crate) fn is_too_old(self, ingested: i64, now: i64) -> bool {
        now >= ingested + self.age
    }

    /// What comes after the `attempts`th attempt has failed; `chance` is between 0 and 1.
    pub(crate) fn next(
        self,
        failure: &Failure,
        attempts: u32,
        ingested: i64,
        now: i64,
        chance: f64,
    ) -> Next {
        if !failure.is_retried {
            return Next::GiveUp(None);
        }
        if i64::from(attempts) > self.retries {
            return Next::GiveUp(Some(Exhausted::Attempts));
        }
        if self.is_too_old(ingested, now) {
            return Next::GiveUp(Some(Exhausted::Age));
        }
        let at = now + pause(attempts, chance);
        Next::Again(at.min(ingested + self.age))
    }
}

/// Doubles with every attempt from a second on; jitter takes up to half of it away.
fn pause(attempts: u32, chance: f64) -> i64 {
    let doubled = 1000.0 * 2_f64.powi(attempts.saturating_sub(1).min(16) as i32);
    (doubled.min(LONGEST_PAUSE_MILLIS) * (0.5 + chance / 2.0)) as i64
}

/// What becomes of a delivery that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Tried again at this time, in milliseconds.
    Again(i64),
    /// Given up; with the limit that ended it.
    GiveUp(Option<Exhausted>),
}

/// Which limit of the retry policy was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exhausted {
    Attempts,
    Age,
}

impl Exhausted {
    /// `EXHAUSTED_RETRY_CONDITION`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Attempts => "MaximumRetryAttempts",
            Self::Age => "MaximumEventAgeInSeconds",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fault;

    fn policy(retries: i64, age_seconds: i64) -> Policy {
        Policy::of(Some(&model::RetryPolicy {
            maximum_retry_attempts: Some(retries),
            maximum_event_age_in_seconds: Some(age_seconds),
        }))
    }

    fn failure(status: u16) -> Failure {
        Failure::from(&Fault::new("X", "").with_status(status))
    }

    #[test]
    fn the_first_attempt_does_not_count_as_a_retry() {
        let policy = policy(2, 3600);
        let next = |attempts| policy.next(&failure(500), attempts, 0, 0, 1.0);
        assert!(matches!(next(1), Next::Again(_)) && matches!(next(2), Next::Again(_)));
        assert_eq!(next(3), Next::GiveUp(Some(Exhausted::Attempts)));
    }

    #[test]
    fn no_retries_means_one_attempt() {
        let next = policy(0, 3600).next(&failure(500), 1, 0, 0, 0.0);
        assert_eq!(next, Next::GiveUp(Some(Exhausted::Attempts)));
    }

    #[test]
    fn what_is_permanent_is_given_up_at_once_and_no_limit_is_named() {
        assert_eq!(
            policy(185, 3600).next(&failure(400), 1, 0, 0, 0.0),
            Next::GiveUp(None)
        );
    }

    #[test]
    fn pauses_double_with_jitter_up_to_a_limit() {
        assert_eq!((pause(1, 1.0), pause(1, 0.0)), (1000, 500));
        assert_eq!((pause(4, 1.0), pause(4, 0.0)), (8000, 4000));
        assert_eq!(pause(100, 1.0), 480_000);
    }

    #[test]
    fn the_last_retry_is_where_the_age_ends() {
        let policy = policy(185, 60);
        assert_eq!(
            policy.next(&failure(500), 10, 0, 59_000, 1.0),
            Next::Again(60_000)
        );
        assert_eq!(
            policy.next(&failure(500), 10, 0, 60_000, 1.0),
            Next::GiveUp(Some(Exhausted::Age))
        );
    }

    #[test]
    fn by_default_185_retries_fit_into_a_day() {
        let (policy, mut now, mut attempts) = (Policy::of(None), 0, 0);
        loop {
            attempts += 1;
            match policy.next(&failure(500), attempts, 0, now, 0.9) {
                Next::Again(at) => now = at,
                Next::GiveUp(why) => {
                    assert_eq!((why, attempts), (Some(Exhausted::Attempts), 186));
                    return;
                }
            }
        }
    }
}
