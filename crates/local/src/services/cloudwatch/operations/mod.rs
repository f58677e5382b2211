//! The operations, by what they are about.

mod alarms;
mod data;
mod history;
mod list;
mod put_alarm;
mod put_composite;
mod put_data;
mod tags;

use super::{
    fault::invalid,
    metric::MetricKey,
    model::{Dimension, Metric},
    statistic::Statistic,
};
use crate::fault::Fault;

fn pairs(dimensions: Vec<Dimension>) -> Vec<(String, String)> {
    dimensions
        .into_iter()
        .map(|one| (one.name, one.value))
        .collect()
}

fn unpaired(dimensions: &[(String, String)]) -> Vec<Dimension> {
    let dimension = |(name, value): &(String, String)| Dimension {
        name: name.clone(),
        value: value.clone(),
    };
    dimensions.iter().map(dimension).collect()
}

fn show(metric: &MetricKey) -> Metric {
    Metric {
        namespace: metric.namespace.clone(),
        metric_name: metric.name.clone(),
        dimensions: unpaired(&metric.dimensions),
    }
}

fn statistic(text: &str) -> Result<Statistic, Fault> {
    let unknown = || invalid(format!("The statistic {text} is not one that is emulated"));
    Statistic::parse(text).ok_or_else(unknown)
}

/// Milliseconds of a period. Values of high resolution alone are found in those below a minute.
fn period(seconds: u32) -> Result<i64, Fault> {
    match seconds {
        1 | 5 | 10 | 20 | 30 => Ok(i64::from(seconds) * 1000),
        60.. if seconds.is_multiple_of(60) => Ok(i64::from(seconds) * 1000),
        _ => Err(invalid(format!(
            "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, not {seconds}."
        ))),
    }
}
