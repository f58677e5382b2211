//! Rules, schedules and their targets.

use coagent_pattern::{Pattern, PatternError};
use serde::{Serialize, Serializer};

use crate::position::Span;
use crate::wiring::{Origin, Setting};

/// A rule of a bus.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The bus as set: a name or an ARN; absent is the default bus.
    pub bus: Setting<String>,
    /// What it matches; `None` for a rule that only has a schedule.
    pub pattern: Option<RulePattern>,
    /// `rate(…)` or `cron(…)`.
    pub schedule: Setting<String>,
    /// Whether it is on.
    pub state: RuleState,
    /// The role for all its targets (not used for targets with a policy of their own).
    pub role: Setting<String>,
    /// The service that manages it, for instance the rule of an archive.
    pub managed_by: Option<String>,
    /// What it invokes.
    pub targets: Vec<Target>,
    /// Whether there may be targets that are not known.
    pub more_targets: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// Whether a rule is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum RuleState {
    /// On.
    #[default]
    Enabled,
    /// Off: nothing is delivered.
    Disabled,
    /// Not known.
    Unknown,
}

/// An event pattern with its text.
#[derive(Clone, Debug, Serialize)]
pub struct RulePattern {
    /// The pattern as JSON. Where `certain` is false, fields that are not known are as open as they
    /// can be, so that the pattern matches at least what the deployed one will.
    pub text: String,
    /// Whether every part was known.
    pub certain: bool,
    /// Where it is written.
    pub span: Option<Span>,
    /// The parsed pattern, or why the service would refuse it.
    #[serde(serialize_with = "is_valid")]
    pub pattern: Result<Pattern, PatternError>,
}

fn is_valid<S: Serializer>(
    pattern: &Result<Pattern, PatternError>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match pattern {
        Ok(_) => serializer.serialize_str("valid"),
        Err(error) => serializer.serialize_str(&error.to_string()),
    }
}

/// What a rule or schedule invokes.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Target {
    /// Its id, unique in its rule.
    pub id: String,
    /// What it invokes.
    pub arn: Setting<String>,
    /// The role used to invoke it.
    pub role: Setting<String>,
    /// The queue for events that could not be delivered.
    pub dead_letter: Setting<String>,
    /// How often and how long delivery is tried.
    pub retry: Retry,
    /// What is sent instead of the event.
    pub input: Input,
    /// The message group of a FIFO queue.
    pub group_id: Setting<String>,
    /// Property names that AWS does not know here, with the place of each.
    pub unknown_properties: Vec<(String, Option<Span>)>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A retry policy. The service's defaults are 185 attempts and 86,400 seconds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Retry {
    /// Whether there is one at all.
    pub given: bool,
    /// `MaximumRetryAttempts`, 0 to 185.
    pub attempts: Setting<i64>,
    /// `MaximumEventAgeInSeconds`, 60 to 86,400.
    pub age_seconds: Setting<i64>,
}

/// What a target is sent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub enum Input {
    /// The event.
    #[default]
    Event,
    /// This JSON.
    Constant(String),
    /// The part of the event at this path.
    Path(String),
    /// Made from parts of the event.
    Transformer {
        /// Variable → path.
        paths: Vec<(String, String)>,
        /// The template.
        template: String,
    },
    /// Not known.
    Unknown,
}

/// A schedule of EventBridge Scheduler.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// `rate(…)`, `cron(…)` or `at(…)`.
    pub expression: Setting<String>,
    /// Whether it is on.
    pub state: RuleState,
    /// What it invokes.
    pub target: Target,
    /// Where it comes from.
    pub origin: Origin,
}
