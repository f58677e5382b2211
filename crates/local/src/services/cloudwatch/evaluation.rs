//! How the state of an alarm follows from data points: M of N with missing data.
//!
//! After "Evaluating an alarm" and "How alarm state is evaluated when data is missing" of the
//! CloudWatch User Guide; its tables are the tests.

use serde::{Deserialize, Serialize};

use super::alarm::AlarmState;

/// Periods looked at beyond those that are evaluated.
pub(crate) const EXTRA: u32 = 2;

/// How values are compared with the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Comparison {
    AtLeast,
    Greater,
    Less,
    AtMost,
}

impl Comparison {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (
            Self::AtLeast,
            "GreaterThanOrEqualToThreshold",
            "greater than or equal to",
        ),
        (Self::Greater, "GreaterThanThreshold", "greater than"),
        (Self::Less, "LessThanThreshold", "less than"),
        (
            Self::AtMost,
            "LessThanOrEqualToThreshold",
            "less than or equal to",
        ),
    ];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(_, name, _)| *name == text);
        found.map(|(one, ..)| one)
    }

    fn entry(self) -> (&'static str, &'static str) {
        let found = Self::ALL.into_iter().find(|(one, ..)| *one == self);
        found
            .map(|(_, name, words)| (name, words))
            .unwrap_or_default()
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    /// As in "was greater than the threshold".
    pub(crate) fn words(self) -> &'static str {
        self.entry().1
    }

    /// Whether a value is on the wrong side.
    pub(crate) fn breaches(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::Greater => value > threshold,
            Self::Less => value < threshold,
            Self::AtMost => value <= threshold,
        }
    }
}

/// How missing data is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Treatment {
    Missing,
    Ignore,
    Breaching,
    NotBreaching,
}

impl Treatment {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "missing" => Some(Self::Missing),
            "ignore" => Some(Self::Ignore),
            "breaching" => Some(Self::Breaching),
            "notBreaching" => Some(Self::NotBreaching),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Ignore => "ignore",
            Self::Breaching => "breaching",
            Self::NotBreaching => "notBreaching",
        }
    }
}

/// The new state, or `None` to keep the present one. `points` says of each period, the oldest
/// first, whether it breaches; `None` where there is no data. The last `n` are evaluated, those
/// before make up for missing ones; `m` of them must breach.
pub(crate) fn evaluate(
    points: &[Option<bool>],
    (m, n): (u32, u32),
    missing: Treatment,
) -> Option<AlarmState> {
    let (m, n) = (m as usize, n as usize);
    let real: Vec<bool> = points
        .iter()
        .rev()
        .filter_map(|point| *point)
        .take(n)
        .collect();
    let breaching = real.iter().filter(|breaches| **breaches).count();
    let absent = n - real.len();
    let (alarm, ok) = (Some(AlarmState::Alarm), Some(AlarmState::Ok));
    if breaching >= m {
        return alarm;
    }
    if absent == 0 {
        return ok;
    }
    match missing {
        Treatment::Breaching if breaching + absent >= m => alarm,
        Treatment::Breaching | Treatment::NotBreaching => ok,
        Treatment::Missing if real.is_empty() => Some(AlarmState::InsufficientData),
        _ if breaching < real.len() => ok,
        Treatment::Missing if lasts(points, m) => alarm,
        _ => None,
    }
}

/// Whether the oldest breach is `m` periods old with nothing but breaches and gaps since: AWS
/// raises the alarm then, though fewer than `m` points are there.
fn lasts(points: &[Option<bool>], m: usize) -> bool {
    let newest_first = points.iter().rev();
    newest_first
        .enumerate()
        .any(|(age, point)| *point == Some(true) && age + 1 >= m)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Vec<Option<bool>> {
        let point = |c| match c {
            'X' => Some(true),
            '0' => Some(false),
            _ => None,
        };
        text.chars().filter(|c| *c != ' ').map(point).collect()
    }

    /// One row of a table: the outcomes for missing, ignore, breaching and not breaching.
    #[track_caller]
    fn row(text: &str, m_of_n: (u32, u32), expected: [&str; 4]) {
        let treatments = [
            Treatment::Missing,
            Treatment::Ignore,
            Treatment::Breaching,
            Treatment::NotBreaching,
        ];
        for (treatment, expected) in treatments.into_iter().zip(expected) {
            let state = evaluate(&points(text), m_of_n, treatment);
            let shown = state.map_or("keep", AlarmState::name);
            assert_eq!(shown, expected, "{text} {m_of_n:?} {treatment:?}");
        }
    }

    #[test]
    fn the_table_of_three_of_three() {
        row("0 - X - X", (3, 3), ["OK", "OK", "OK", "OK"]);
        row("- - - - 0", (3, 3), ["OK", "OK", "OK", "OK"]);
        row(
            "- - - - -",
            (3, 3),
            ["INSUFFICIENT_DATA", "keep", "ALARM", "OK"],
        );
        row("0 X X - X", (3, 3), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        row("- - X - -", (3, 3), ["ALARM", "keep", "ALARM", "OK"]);
    }

    #[test]
    fn the_table_of_two_of_three() {
        row("0 - X - X", (2, 3), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        row("0 0 X 0 X", (2, 3), ["ALARM", "ALARM", "ALARM", "ALARM"]);
        row("0 - X - -", (2, 3), ["OK", "OK", "ALARM", "OK"]);
        row("- - - - 0", (2, 3), ["OK", "OK", "ALARM", "OK"]);
        row("- - - X -", (2, 3), ["ALARM", "keep", "ALARM", "OK"]);
    }

    #[test]
    fn one_breach_of_one_is_enough() {
        row("- - X", (1, 1), ["ALARM"; 4]);
        row("X 0", (1, 1), ["OK"; 4]);
    }

    #[test]
    fn the_first_breaches_after_a_gap_do_not_raise_the_alarm_too_early() {
        row("- - - - X", (3, 3), ["keep", "keep", "ALARM", "OK"]);
    }

    #[test]
    fn every_comparison_has_its_side() {
        use Comparison::*;
        let breaches =
            |comparison: Comparison| [0.0, 1.0, 2.0].map(|value| comparison.breaches(value, 1.0));
        assert_eq!(breaches(AtLeast), [false, true, true]);
        assert_eq!(breaches(Greater), [false, false, true]);
        assert_eq!(breaches(Less), [true, false, false]);
        assert_eq!(breaches(AtMost), [true, true, false]);
    }
}
