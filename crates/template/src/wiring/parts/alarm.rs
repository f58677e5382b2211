//! Alarms.

use serde::Serialize;

use crate::wiring::{Origin, Setting};

/// A CloudWatch alarm on one metric.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// For instance `AWS/SQS`; absent for an alarm on an expression.
    pub namespace: Setting<String>,
    /// For instance `ApproximateNumberOfMessagesVisible`.
    pub metric: Setting<String>,
    /// What the metric is about.
    pub dimensions: Vec<Dimension>,
    /// `Sum`, `Average` …
    pub statistic: Setting<String>,
    /// The value compared with.
    pub threshold: Setting<f64>,
    /// For instance `GreaterThanOrEqualToThreshold`.
    pub comparison: Setting<String>,
    /// Seconds of one period.
    pub period_seconds: Setting<i64>,
    /// Periods looked at.
    pub evaluation_periods: Setting<i64>,
    /// `missing` (the default), `notBreaching`, `breaching` or `ignore`.
    pub missing_data: Setting<String>,
    /// The metrics and expressions of an alarm on several.
    pub metrics: Vec<Metric>,
    /// What it does when it goes into ALARM; `None` for an action that is not known.
    pub actions: Vec<Option<String>>,
    /// Whether its actions are on; the default is true.
    pub actions_enabled: Setting<bool>,
    /// Where it comes from.
    pub origin: Origin,
}

/// One of the metrics of an alarm, or what is made of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Metric {
    /// For instance `AWS/SQS`; absent for an expression.
    pub namespace: Setting<String>,
    /// What the metric is about.
    pub dimensions: Vec<Dimension>,
    /// For instance `100 * errors / invocations`, or a query over many metrics.
    pub expression: Setting<String>,
}

/// A name with its value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dimension {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Setting<String>,
}
