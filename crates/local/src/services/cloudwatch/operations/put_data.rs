//! `PutMetricData`.

use serde_json::{Map, Value};

use super::pairs;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        cell::Cell,
        fault::{combination, invalid, missing},
        metric::MetricKey,
        model::{MetricDatum, PutDataInput},
        resolution::Resolution,
    },
    wire::Timestamp,
};

/// Where only AWS services put data; those of the local AWS do so behind this operation.
const AWS_NAMESPACES: &str = "AWS/";
/// Data of one request.
const DATA_LIMIT: usize = 1000;
/// Values of one datum.
const VALUES_LIMIT: usize = 150;
/// Dimensions of a metric.
const DIMENSIONS_LIMIT: usize = 30;

/// The greatest value that is kept, 2 to the power of this; the least is its negative.
const GREATEST: i32 = 360;
/// The units that there are.
const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// What a datum adds to a minute.
enum Samples {
    /// Value and how often.
    Values(Vec<(f64, f64)>),
    /// Count, sum, least, most.
    Aggregate(f64, f64, f64, f64),
}

impl CloudWatch {
    pub(crate) async fn put_metric_data(
        &self,
        input: PutDataInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        if input.namespace.is_empty() {
            return Err(missing("Namespace"));
        }
        if input.namespace.starts_with(AWS_NAMESPACES) {
            return Err(invalid(
                "The value AWS/ for parameter Namespace is invalid: it is for AWS services.",
            ));
        }
        if input.metric_data.len() > DATA_LIMIT {
            return Err(invalid(format!(
                "The collection MetricData must not have a size greater than {DATA_LIMIT}."
            )));
        }
        let data = input.metric_data.into_iter();
        let check = |datum: MetricDatum| {
            let (samples, resolution) = (samples(&datum)?, resolution(&datum)?);
            check_unit(datum.unit.as_deref())?;
            Ok((datum, samples, resolution))
        };
        let checked: Vec<_> = data.map(check).collect::<Result<_, Fault>>()?;
        let now = self.core.clock.now_millis();
        for (datum, _, _) in &checked {
            check_time(datum.timestamp, now)?;
        }
        for (datum, samples, resolution) in checked {
            let at = datum.timestamp.map_or(now, Timestamp::millis);
            let unit = datum.unit.unwrap_or_else(|| "None".to_owned());
            let dimensions = pairs(datum.dimensions);
            let metric = MetricKey::new(input.namespace.as_str(), datum.metric_name, dimensions);
            let add = |cell: &mut Cell| samples.add_to(cell, &unit);
            self.series.add(&metric, at, resolution, add);
        }
        self.series.write().durable().await?;
        Ok(Map::new())
    }
}

impl Samples {
    fn add_to(&self, cell: &mut Cell, unit: &str) {
        match self {
            Self::Values(values) => {
                values
                    .iter()
                    .for_each(|(value, count)| cell.add(*value, *count, unit));
            }
            Self::Aggregate(count, sum, least, most) => {
                cell.add_aggregate(*count, *sum, (*least, *most), unit);
            }
        }
    }
}

fn resolution(datum: &MetricDatum) -> Result<Resolution, Fault> {
    Resolution::parse(datum.storage_resolution).ok_or_else(|| {
        invalid(
            "The parameter MetricData.member.N.StorageResolution must be either 1 or 60 to specify \
             high or standard resolution respectively.",
        )
    })
}

fn check_unit(unit: Option<&str>) -> Result<(), Fault> {
    if unit.is_none_or(|unit| UNITS.contains(&unit)) {
        return Ok(());
    }
    Err(invalid(format!(
        "The parameter MetricData.member.N.Unit must be a value in the set [ {} ].",
        UNITS.join(", ")
    )))
}

/// Two weeks back and two hours ahead, says `PutMetricData`.
fn check_time(at: Option<Timestamp>, now: i64) -> Result<(), Fault> {
    const HOUR: i64 = 3_600_000;
    let is_near = |at: Timestamp| (now - 14 * 24 * HOUR..=now + 2 * HOUR).contains(&at.millis());
    if at.is_none_or(is_near) {
        return Ok(());
    }
    Err(invalid(
        "The parameter MetricData.member.N.Timestamp must specify a time within the past two weeks \
         and no more than two hours in the future.",
    ))
}

fn samples(datum: &MetricDatum) -> Result<Samples, Fault> {
    if datum.metric_name.is_empty() {
        return Err(missing("MetricData.member.N.MetricName"));
    }
    if datum.dimensions.len() > DIMENSIONS_LIMIT {
        return Err(invalid(format!(
            "A metric has at most {DIMENSIONS_LIMIT} dimensions."
        )));
    }
    match (
        datum.value,
        &datum.statistic_values,
        datum.values.is_empty(),
    ) {
        (Some(value), None, true) => finite([value]).map(|()| Samples::Values(vec![(value, 1.0)])),
        (None, Some(set), true) => {
            finite([set.sample_count, set.sum, set.minimum, set.maximum])?;
            Ok(Samples::Aggregate(
                set.sample_count,
                set.sum,
                set.minimum,
                set.maximum,
            ))
        }
        (None, None, false) => values(datum),
        (None, None, true) => Err(missing("MetricData.member.N.Value")),
        _ => Err(combination(
            "The parameters MetricData.member.N.Value, Values and StatisticValues are mutually \
             exclusive and you have specified more than one.",
        )),
    }
}

fn values(datum: &MetricDatum) -> Result<Samples, Fault> {
    let (values, counts) = (&datum.values, &datum.counts);
    if values.len() > VALUES_LIMIT {
        return Err(invalid(format!("At most {VALUES_LIMIT} Values are taken.")));
    }
    if !counts.is_empty() && counts.len() != values.len() {
        return Err(invalid("Values and Counts must have the same size."));
    }
    finite(values.iter().chain(counts).copied())?;
    let counts = counts.iter().copied().chain(std::iter::repeat(1.0));
    Ok(Samples::Values(
        values.iter().copied().zip(counts).collect(),
    ))
}

fn finite(numbers: impl IntoIterator<Item = f64>) -> Result<(), Fault> {
    let greatest = 2_f64.powi(GREATEST);
    let fits = |number: &f64| number.is_finite() && number.abs() <= greatest;
    match numbers.into_iter().find(|number| !fits(number)) {
        Some(number) => Err(invalid(format!(
            "The value {number} for parameter MetricData.member.N.Value is invalid: it must be a \
             number from -2^{GREATEST} to 2^{GREATEST}."
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_within_what_can_be_kept() {
        let greatest = 2_f64.powi(GREATEST);
        assert!(finite([0.0, greatest, -greatest]).is_ok());
        for number in [greatest * 2.0, f64::NAN, f64::NEG_INFINITY] {
            assert!(finite([1.0, number]).is_err(), "{number}");
        }
    }
}
