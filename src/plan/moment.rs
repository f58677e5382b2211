//! Times as they are typed: `2h`, `30m`, `7 days`, `now`, or RFC 3339.

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};

use crate::error::Error;

/// A length of time: `90s`, `10m`, `2h30m`, `7d`. A day has 24 hours.
///
/// # Errors
/// Why it is none, for people.
pub(crate) fn duration(text: &str) -> Result<SignedDuration, String> {
    let wrong = || format!("`{text}` is no length of time such as 90s, 10m, 2h or 7d");
    let span: Span = text.trim().parse().map_err(|_| wrong())?;
    let duration = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong())?;
    if duration.is_negative() {
        return Err(wrong());
    }
    Ok(duration)
}

/// A moment: `now`, how long ago, or a time.
///
/// # Errors
/// Why it is none, for people.
fn moment(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if text == "now" {
        return Ok(now);
    }
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    let wrong = || {
        format!(
            "`{text}` is no time: write how long ago (2h, 7d), now, or a time such as 2026-01-31T12:00:00Z"
        )
    };
    let ago = duration(text.strip_suffix(" ago").unwrap_or(text)).map_err(|_| wrong())?;
    now.checked_sub(ago).map_err(|_| wrong())
}

/// The moment that an option was given.
///
/// # Errors
/// Wrong usage, naming the option.
pub(crate) fn of_option(option: &str, text: &str, now: Timestamp) -> Result<Timestamp, Error> {
    moment(text, now).map_err(|wrong| Error::usage(format!("{option}: {wrong}")))
}

/// How long it has been, in the two largest units: `2d 3h`, `4m 5s`, `0s`.
pub(crate) fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    let units = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];
    let first = units.iter().position(|(_, size)| seconds >= *size);
    let Some(first) = first else {
        return "0s".to_owned();
    };
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (unit, size) in units.iter().skip(first).take(2) {
        if rest >= *size {
            parts.push(format!("{}{unit}", rest / size));
        }
        rest %= size;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_moment_is_now_how_long_ago_or_a_time() {
        let now = at(1_000_000);
        assert_eq!(moment("now", now), Ok(now));
        assert_eq!(moment("2h", now), Ok(at(1_000_000 - 7200)));
        assert_eq!(moment("1d", now), Ok(at(1_000_000 - 86_400)));
        assert_eq!(moment("1970-01-01T00:00:05Z", now), Ok(at(5)));
        assert!(
            moment("yesterday", now)
                .unwrap_err()
                .contains("`yesterday`")
        );
        assert!(moment("-2h", now).is_err());
    }

    #[test]
    fn an_age_has_its_two_largest_units() {
        assert_eq!(age(at(0), at(0)), "0s");
        assert_eq!(age(at(0), at(245)), "4m 5s");
        assert_eq!(age(at(0), at(2 * 86_400 + 3 * 3600 + 59)), "2d 3h");
        assert_eq!(age(at(0), at(3600 + 5)), "1h");
    }
}
