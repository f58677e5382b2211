//! Alarms.

use serde::{Deserialize, Serialize};

use super::{
    evaluation::{Comparison, Treatment},
    metric::MetricKey,
    statistic::Statistic,
};

/// What an alarm says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AlarmState {
    Ok,
    Alarm,
    InsufficientData,
}

impl AlarmState {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let all = [Self::Ok, Self::Alarm, Self::InsufficientData];
        all.into_iter().find(|state| state.name() == text)
    }
}

/// What an alarm watches and does. Flat, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    #[serde(flatten)]
    pub(crate) watched: Watched,
    pub(crate) actions_enabled: bool,
    pub(crate) on_ok: Vec<String>,
    pub(crate) on_alarm: Vec<String>,
    pub(crate) on_insufficient: Vec<String>,
}

/// What the state of an alarm follows from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Watched {
    /// The values of a metric.
    Metric(Limit),
    /// Other alarms: a composite alarm.
    Rule { rule: String },
}

impl Watched {
    /// The rule of a composite alarm.
    pub(crate) fn rule(&self) -> Option<&str> {
        match self {
            Self::Rule { rule } => Some(rule),
            Self::Metric(_) => None,
        }
    }

    /// What DescribeAlarms calls the type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Rule { .. } => "CompositeAlarm",
            Self::Metric(_) => "MetricAlarm",
        }
    }
}

/// A metric, and when its values are too many or too few.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Limit {
    pub(crate) metric: MetricKey,
    pub(crate) unit: Option<String>,
    pub(crate) statistic: Statistic,
    /// As it was written, for a percentile.
    pub(crate) extended: Option<String>,
    /// Seconds.
    pub(crate) period: u32,
    pub(crate) periods: u32,
    /// How many of the periods must breach.
    pub(crate) breaches: Option<u32>,
    pub(crate) threshold: f64,
    pub(crate) comparison: Comparison,
    pub(crate) missing: Treatment,
    /// Whether `TreatMissingData` was said.
    pub(crate) missing_said: bool,
}

impl Limit {
    /// How many periods must breach.
    pub(crate) fn needed(&self) -> u32 {
        self.breaches.unwrap_or(self.periods)
    }
}

impl Settings {
    /// ARNs of what is told about a state.
    pub(crate) fn actions(&self, state: AlarmState) -> &[String] {
        match state {
            AlarmState::Ok => &self.on_ok,
            AlarmState::Alarm => &self.on_alarm,
            AlarmState::InsufficientData => &self.on_insufficient,
        }
    }
}

/// An alarm with its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alarm {
    pub(crate) settings: Settings,
    pub(crate) arn: String,
    /// Times are in milliseconds since the epoch.
    pub(crate) configured: i64,
    pub(crate) state: AlarmState,
    pub(crate) reason: String,
    pub(crate) reason_data: Option<String>,
    pub(crate) updated: i64,
    pub(crate) transitioned: i64,
    pub(crate) tags: std::collections::BTreeMap<String, String>,
}

/// An entry of an alarm's history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HistoryItem {
    pub(crate) alarm: String,
    /// Whether it was a composite alarm.
    #[serde(default)]
    pub(crate) composite: bool,
    pub(crate) at: i64,
    /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
    pub(crate) kind: String,
    pub(crate) summary: String,
    /// JSON.
    pub(crate) data: String,
}
