//! One measured value.

use super::resolution::Resolution;

/// A value of a metric at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Datum {
    /// Such as `AWS/Lambda`.
    pub namespace: String,
    /// Such as `Invocations`.
    pub name: String,
    /// Names and values; the order does not matter.
    pub dimensions: Vec<(String, String)>,
    /// The value, in `unit`.
    pub value: f64,
    /// How often it was seen; 1 for a single value.
    pub times: f64,
    /// A CloudWatch unit, such as `Count` or `Milliseconds`.
    pub unit: String,
    /// When, in milliseconds since the epoch.
    pub at_millis: i64,
    /// How finely it is kept.
    pub resolution: Resolution,
}

/// A value as it is to be counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// As it is.
    Value(Datum),
    /// Unless its source, which is named, says something else in the same minute.
    Default(Datum, String),
    /// In the place of the default of its source.
    InsteadOfDefault(Datum, String),
}
