//! The alarms that a stack should have, and which of them are to be made.

mod catalogue;

use std::collections::BTreeMap;

use serde::Serialize;

pub(crate) use self::catalogue::wanted;

/// What an alarm watches and when it is on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Definition {
    /// Its name.
    pub(crate) name: String,
    /// What it is about, for who is woken by it.
    pub(crate) description: String,
    /// Namespace of the metric.
    pub(crate) namespace: String,
    /// Name of the metric.
    pub(crate) metric: String,
    /// Dimensions of the metric.
    pub(crate) dimensions: BTreeMap<String, String>,
    /// `Sum`, `Average`, `Maximum`, `Minimum` or `SampleCount`.
    pub(crate) statistic: String,
    /// Seconds of a period.
    pub(crate) period_seconds: i32,
    /// Periods that are looked at; all must be over the threshold.
    pub(crate) periods: i32,
    /// The threshold.
    pub(crate) threshold: f64,
    /// `GreaterThanOrEqualToThreshold` and the like.
    pub(crate) comparison: String,
    /// What a period without data is: `notBreaching` and the like.
    pub(crate) missing_data: String,
    /// ARNs of what is told.
    pub(crate) actions: Vec<String>,
}

impl Definition {
    /// Whether the other is on when this one is, whatever its name and actions are.
    fn watches_as(&self, other: &Self) -> bool {
        let what = |alarm: &Self| {
            (
                alarm.namespace.clone(),
                alarm.metric.clone(),
                alarm.dimensions.clone(),
                alarm.statistic.clone(),
                alarm.comparison.clone(),
            )
        };
        what(self) == what(other)
            && (self.period_seconds, self.periods) == (other.period_seconds, other.periods)
            && self.threshold == other.threshold
    }
}

/// What is done for an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is as it should be.
    Unchanged,
    /// Another alarm, such as one of the template, does the same.
    Covered,
}

impl Action {
    /// How it is called in tables.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Unchanged => "unchanged",
            Self::Covered => "covered",
        }
    }
}

/// What is done for one wanted alarm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Planned {
    /// What is done.
    pub(crate) action: Action,
    /// The wanted alarm.
    #[serde(flatten)]
    pub(crate) alarm: Definition,
    /// The alarm that does the same.
    #[serde(skip_serializing_if = "Option::is_none", rename = "coveredBy")]
    pub(crate) by: Option<String>,
}

/// From the wanted alarms and those that are there, what is done.
pub(crate) fn plan(wanted: Vec<Definition>, there: &[Definition]) -> Vec<Planned> {
    let one = |alarm: Definition| {
        let same_name = there.iter().find(|found| found.name == alarm.name);
        let other = there
            .iter()
            .find(|found| found.name != alarm.name && found.watches_as(&alarm));
        let (action, by) = match (same_name, other) {
            (Some(found), _) if *found == alarm => (Action::Unchanged, None),
            (Some(_), _) => (Action::Update, None),
            (None, Some(other)) => (Action::Covered, Some(other.name.clone())),
            (None, None) => (Action::Create, None),
        };
        Planned { action, alarm, by }
    };
    wanted.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(name: &str, threshold: f64) -> Definition {
        Definition {
            name: name.into(),
            metric: "Errors".into(),
            threshold,
            ..Definition::default()
        }
    }

    fn actions(there: &[Definition]) -> Vec<Action> {
        let planned = plan(vec![alarm("a", 1.0)], there);
        planned.into_iter().map(|planned| planned.action).collect()
    }

    #[test]
    fn what_is_there_as_wanted_is_left_alone() {
        assert_eq!(actions(&[alarm("a", 1.0)]), [Action::Unchanged]);
        assert_eq!(actions(&[alarm("a", 2.0)]), [Action::Update]);
        assert_eq!(actions(&[]), [Action::Create]);
    }

    #[test]
    fn an_alarm_of_another_name_that_does_the_same_covers() {
        assert_eq!(actions(&[alarm("b", 1.0)]), [Action::Covered]);
        assert_eq!(actions(&[alarm("b", 2.0)]), [Action::Create]);
    }
}
