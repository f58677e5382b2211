//! Lines, kept.

use std::sync::Mutex;

use serde_json::Value;

use super::lock;
use crate::telemetry::Sink;

/// Keeps every line written.
#[derive(Debug, Default)]
pub struct Recorder {
    lines: Mutex<Vec<Value>>,
}

impl Recorder {
    /// Everything written so far.
    pub fn lines(&self) -> Vec<Value> {
        lock(&self.lines).clone()
    }

    /// The messages logged so far.
    pub fn messages(&self) -> Vec<String> {
        self.lines()
            .iter()
            .filter_map(|line| line["message"].as_str().map(str::to_owned))
            .collect()
    }

    /// The sum of a metric over all its lines.
    pub fn metric(&self, name: &str) -> f64 {
        self.lines()
            .iter()
            .filter(|l| l.get("_aws").is_some())
            .filter_map(|l| l[name].as_f64())
            .sum()
    }
}

impl Sink for Recorder {
    fn line(&self, line: &str) {
        lock(&self.lines).push(serde_json::from_str(line).unwrap_or(Value::Null));
    }
}
