//! When an event is tried again, and when it is given up: as Lambda documents it.

use crate::services::lambda::state::InvokeConfig;

use super::pending::Pending;

/// Before the second attempt: one minute.
const FIRST_DELAY: i64 = 60_000;
/// Before the third: two minutes.
const SECOND_DELAY: i64 = 120_000;
/// After a first throttle; doubles with each up to five minutes.
const THROTTLE_DELAY: i64 = 1_000;
const LONGEST_THROTTLE_DELAY: i64 = 300_000;

/// Why an event is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GivenUp {
    RetriesExhausted,
    EventAgeExceeded,
}

impl GivenUp {
    /// As `condition` of a destination record.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
        }
    }
}

/// After an error of the function: when to try again. `pending` counts that attempt already.
pub(super) fn after_error(
    pending: &Pending,
    config: &InvokeConfig,
    now: i64,
) -> Result<i64, GivenUp> {
    if pending.attempts >= config.attempts() {
        return Err(GivenUp::RetriesExhausted);
    }
    let delay = match pending.attempts {
        1 => FIRST_DELAY,
        _ => SECOND_DELAY,
    };
    within_age(pending, config, now, delay)
}

/// After a throttle: when to try again. `pending` counts it already.
pub(super) fn after_throttle(
    pending: &Pending,
    config: &InvokeConfig,
    now: i64,
) -> Result<i64, GivenUp> {
    let doublings = pending.throttles.saturating_sub(1).min(20);
    let delay = (THROTTLE_DELAY << doublings).min(LONGEST_THROTTLE_DELAY);
    within_age(pending, config, now, delay)
}

/// Whether an event is too old to be tried.
pub(super) fn check_age(pending: &Pending, config: &InvokeConfig, now: i64) -> Result<(), GivenUp> {
    if now - pending.accepted > config.max_age_millis() {
        return Err(GivenUp::EventAgeExceeded);
    }
    Ok(())
}

/// An event that would be too old by then is given up when it is, not at the later time.
fn within_age(
    pending: &Pending,
    config: &InvokeConfig,
    now: i64,
    delay: i64,
) -> Result<i64, GivenUp> {
    check_age(pending, config, now)?;
    let last = pending.accepted + config.max_age_millis() + 1;
    Ok((now + delay).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::lambda::asynchronous::lane::Place;

    fn pending(attempts: u32, throttles: u32) -> Pending {
        Pending {
            attempts,
            throttles,
            ..Pending::new("f", Place::default(), 0, None)
        }
    }

    fn config(retries: Option<u32>, max_age_seconds: Option<u32>) -> InvokeConfig {
        InvokeConfig {
            retries,
            max_age_seconds,
            ..InvokeConfig::default()
        }
    }

    #[test]
    fn errors_are_retried_after_one_and_two_minutes() {
        let config = config(None, None);
        assert_eq!(after_error(&pending(1, 0), &config, 5), Ok(60_005));
        assert_eq!(after_error(&pending(2, 0), &config, 5), Ok(120_005));
        assert_eq!(
            after_error(&pending(3, 0), &config, 5),
            Err(GivenUp::RetriesExhausted)
        );
    }

    #[test]
    fn no_retries_means_one_attempt() {
        let outcome = after_error(&pending(1, 0), &config(Some(0), None), 5);
        assert_eq!(outcome, Err(GivenUp::RetriesExhausted));
    }

    #[test]
    fn throttles_back_off_from_a_second_to_five_minutes() {
        let config = config(None, None);
        let due = |throttles| after_throttle(&pending(0, throttles), &config, 0);
        assert_eq!(due(1), Ok(1_000));
        assert_eq!(due(2), Ok(2_000));
        assert_eq!(due(9), Ok(256_000));
        assert_eq!(due(60), Ok(300_000));
    }

    #[test]
    fn an_event_is_given_up_when_it_is_too_old() {
        let config = config(None, Some(90));
        assert_eq!(after_error(&pending(1, 0), &config, 40_000), Ok(90_001));
        assert_eq!(
            after_error(&pending(1, 0), &config, 90_001),
            Err(GivenUp::EventAgeExceeded)
        );
        assert_eq!(check_age(&pending(0, 0), &config, 90_000), Ok(()));
    }
}
