//! Schedule expressions: `rate(5 minutes)`, `cron(0 12 * * ? *)`; all times in UTC.

mod cron;
mod field;

use cron::Cron;

/// When a rule fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Schedule {
    /// Every so many milliseconds.
    Rate(i64),
    /// When the calendar says so.
    Cron(Box<Cron>),
}

impl Schedule {
    /// Reads an expression; `None` when it is not valid.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let inner = |name: &str| {
            text.strip_prefix(name)?
                .strip_prefix('(')?
                .strip_suffix(')')
        };
        if let Some(rate) = inner("rate") {
            return parse_rate(rate).map(Self::Rate);
        }
        Cron::parse(inner("cron")?).map(|cron| Self::Cron(Box::new(cron)))
    }

    /// The first time after `after` at which a rule that began at `since` fires; milliseconds.
    /// `None` when that never happens again.
    pub(crate) fn next(&self, since: i64, after: i64) -> Option<i64> {
        match self {
            Self::Rate(period) => {
                let periods = (after - since).max(0) / period + 1;
                Some(since + periods * period)
            }
            Self::Cron(cron) => cron.next(after),
        }
    }
}

/// `1 minute`, `5 minutes`: the unit is in the plural unless the value is 1.
fn parse_rate(text: &str) -> Option<i64> {
    let (value, unit) = text.split_once(' ')?;
    let value: i64 = value.parse().ok().filter(|value| *value > 0)?;
    let singular = if value == 1 {
        unit
    } else {
        unit.strip_suffix('s')?
    };
    let minutes = match singular {
        "minute" => 1,
        "hour" => 60,
        "day" => 24 * 60,
        _ => return None,
    };
    value.checked_mul(minutes * 60_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().unwrap().as_millisecond()
    }

    fn next(expression: &str, after: &str) -> Option<String> {
        let next = Schedule::parse(expression).unwrap().next(0, at(after))?;
        Some(jiff::Timestamp::from_millisecond(next).unwrap().to_string())
    }

    #[test]
    fn rates_count_from_where_they_began() {
        let rate = Schedule::parse("rate(5 minutes)").unwrap();
        assert_eq!(rate.next(1000, 1000), Some(301_000));
        assert_eq!(rate.next(1000, 301_000), Some(601_000));
        assert_eq!(
            Schedule::parse("rate(1 day)"),
            Some(Schedule::Rate(86_400_000))
        );
    }

    #[test]
    fn rates_are_worded_as_the_service_wants_them() {
        for text in [
            "rate(1 minutes)",
            "rate(5 minute)",
            "rate(0 minutes)",
            "rate(5)",
            "rate(5 weeks)",
            "5 minutes",
        ] {
            assert_eq!(Schedule::parse(text), None, "{text}");
        }
    }

    /// An expression, a moment, and when it fires next.
    const EXAMPLES: &[(&str, &str, &str)] = &[
        (
            "cron(0 10 * * ? *)",
            "2026-11-21T10:00:00Z",
            "2026-11-22T10:00:00Z",
        ),
        (
            "cron(15 12 * * ? *)",
            "2026-11-21T00:00:00Z",
            "2026-11-21T12:15:00Z",
        ),
        (
            "cron(0 18 ? * MON-FRI *)",
            "2026-11-20T18:00:00Z",
            "2026-11-23T18:00:00Z",
        ),
        (
            "cron(0 8 1 * ? *)",
            "2026-11-21T00:00:00Z",
            "2026-12-01T08:00:00Z",
        ),
        (
            "cron(0/15 * * * ? *)",
            "2026-11-21T00:15:00Z",
            "2026-11-21T00:30:00Z",
        ),
        (
            "cron(0/5 8-17 ? * MON-FRI *)",
            "2026-11-20T17:55:00Z",
            "2026-11-23T08:00:00Z",
        ),
        (
            "cron(0 9 ? * 2#1 *)",
            "2026-11-21T00:00:00Z",
            "2026-12-07T09:00:00Z",
        ),
        (
            "cron(0 0 L * ? *)",
            "2026-11-21T00:00:00Z",
            "2026-11-30T00:00:00Z",
        ),
        (
            "cron(0 0 ? * 6L *)",
            "2026-11-21T00:00:00Z",
            "2026-11-27T00:00:00Z",
        ),
        (
            "cron(0 0 1W * ? *)",
            "2026-11-21T00:00:00Z",
            "2026-12-01T00:00:00Z",
        ),
        (
            "cron(0 0 29 FEB ? *)",
            "2026-11-21T00:00:00Z",
            "2028-02-29T00:00:00Z",
        ),
        (
            "cron(30 6 ? JAN,JUL SUN 2027)",
            "2026-11-21T00:00:00Z",
            "2027-01-03T06:30:00Z",
        ),
    ];

    #[test]
    fn cron_fires_as_the_examples_of_the_user_guide_say() {
        for (expression, after, expected) in EXAMPLES {
            assert_eq!(
                next(expression, after).as_deref(),
                Some(*expected),
                "{expression}"
            );
        }
    }

    #[test]
    fn a_year_that_is_past_never_comes() {
        assert_eq!(next("cron(0 0 1 1 ? 2020)", "2026-11-21T00:00:00Z"), None);
    }

    #[test]
    fn cron_is_refused_where_the_service_refuses_it() {
        for text in [
            "cron(0 10 * * * *)",
            "cron(0 10 ? * ? *)",
            "cron(0 10 * * ?)",
            "cron(60 10 * * ? *)",
            "cron(0 24 * * ? *)",
            "cron(0 10 32 * ? *)",
            "cron(0 10 ? * 8 *)",
            "cron(0 10 ? * FOO *)",
            "cron(0 10 * 13 ? *)",
            "cron(0 10 * * ? 1969)",
            "cron(5-1 10 * * ? *)",
            "cron(0/0 10 * * ? *)",
            "cron()",
        ] {
            assert_eq!(Schedule::parse(text), None, "{text}");
        }
    }
}
