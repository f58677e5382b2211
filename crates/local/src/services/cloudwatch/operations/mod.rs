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

/// Milliseconds of a period; values are kept by the minute.
fn period(seconds: u32) -> Result<i64, Fault> {
    if seconds == 0 || !seconds.is_multiple_of(60) {
        return Err(invalid(format!(
            "A period of {seconds} seconds is not emulated: values are kept by the minute, so it \
             must be a multiple of 60"
        )));
    }
    Ok(i64::from(seconds) * 1000)
}
