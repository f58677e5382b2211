//! Metric filters: events that match a pattern become values of a metric.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{filter::Pattern, model::Transformation};
use crate::services::cloudwatch::{Datum, Reading, Resolution};

/// A metric filter of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MetricFilter {
    pub(super) pattern: String,
    pub(super) transformations: Vec<Transformation>,
    /// Milliseconds since the epoch.
    pub(super) created: i64,
}

impl MetricFilter {
    /// What events that arrive together add to the metrics: a value for each that matches, and for
    /// each minute in which none does the default value of `source`, which is this filter.
    pub(super) fn metrics(&self, source: &str, events: &[(i64, String)]) -> Vec<Reading> {
        // Patterns are checked when they are put.
        let Ok(pattern) = Pattern::parse(&self.pattern) else {
            return Vec::new();
        };
        let matching: Vec<_> = events
            .iter()
            .filter(|(_, text)| pattern.matches(text))
            .collect();
        let mut readings = Vec::new();
        for transformation in &self.transformations {
            let values = matching.iter();
            let values = values.filter_map(|(at, text)| transformation.apply(*at, text, &pattern));
            let Some(default) = transformation.default_value else {
                readings.extend(values.map(Reading::Value));
                continue;
            };
            let source = || source.to_owned();
            readings.extend(values.map(|datum| Reading::InsteadOfDefault(datum, source())));
            let default = |at| transformation.datum(at, default, Vec::new());
            let quiet = quiet(events, &matching).into_iter();
            readings.extend(quiet.map(|at| Reading::Default(default(at), source())));
        }
        readings
    }
}

/// A time in each minute that has events, but none that matches.
fn quiet(events: &[(i64, String)], matching: &[&(i64, String)]) -> Vec<i64> {
    let minute = |at: i64| at.div_euclid(60_000);
    let times = events.iter().map(|(at, _)| (minute(*at), *at));
    let mut quiet: BTreeMap<i64, i64> = times.collect();
    for (at, _) in matching {
        quiet.remove(&minute(*at));
    }
    quiet.into_values().collect()
}

impl Transformation {
    fn datum(&self, at: i64, value: f64, dimensions: Vec<(String, String)>) -> Datum {
        Datum {
            namespace: self.metric_namespace.clone(),
            name: self.metric_name.clone(),
            dimensions,
            value,
            times: 1.0,
            unit: self.unit.clone().unwrap_or_else(|| "None".to_owned()),
            at_millis: at,
            resolution: Resolution::Standard,
        }
    }

    fn apply(&self, at: i64, text: &str, pattern: &Pattern) -> Option<Datum> {
        let document = &pattern.document(text);
        let value = match pattern.selector(&self.metric_value) {
            Some(selector) => number(selector.values(document).first()?)?,
            None => self.metric_value.parse().ok()?,
        };
        let dimension = |(name, selector): (&String, &String)| {
            let values = pattern.selector(selector)?;
            let value = text_of(values.values(document).first()?)?;
            Some((name.clone(), value))
        };
        let dimensions: Option<Vec<_>> = self.dimensions.iter().map(dimension).collect();
        Some(self.datum(at, value, dimensions?))
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(value: &str, default: Option<f64>) -> MetricFilter {
        MetricFilter {
            pattern: "{ $.level = \"ERROR\" }".into(),
            transformations: vec![Transformation {
                metric_name: "Errors".into(),
                metric_namespace: "App".into(),
                metric_value: value.into(),
                default_value: default,
                dimensions: [("Service".to_owned(), "$.service".to_owned())].into(),
                unit: None,
            }],
            created: 0,
        }
    }

    fn error(took: u32) -> (i64, String) {
        (
            7,
            format!(r#"{{"level":"ERROR","service":"a","took":{took}}}"#),
        )
    }

    /// The values that count whatever else comes.
    fn values(filter: &MetricFilter, events: &[(i64, String)]) -> Vec<Datum> {
        let readings = filter.metrics("f", events).into_iter();
        let value = |reading| match reading {
            Reading::Value(datum) => datum,
            other => panic!("{other:?}"),
        };
        readings.map(value).collect()
    }

    #[test]
    fn a_match_counts_with_its_dimensions() {
        let data = values(&filter("1", None), &[error(5), (8, "{}".into())]);
        assert_eq!(data.len(), 1);
        assert_eq!((data[0].value, data[0].at_millis), (1.0, 7));
        assert_eq!(data[0].dimensions, [("Service".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn the_value_can_be_a_column() {
        let filter = MetricFilter {
            pattern: "[level = ERROR, service, took]".into(),
            transformations: vec![Transformation {
                dimensions: [("Service".to_owned(), "$service".to_owned())].into(),
                ..filter("$took", None).transformations.remove(0)
            }],
            created: 0,
        };
        let data = values(&filter, &[(7, "ERROR a 5".into()), (8, "INFO a 6".into())]);
        assert_eq!((data.len(), data[0].value), (1, 5.0));
        assert_eq!(data[0].dimensions, [("Service".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn the_value_can_be_a_field() {
        assert_eq!(values(&filter("$.took", None), &[error(5)])[0].value, 5.0);
    }

    #[test]
    fn the_default_is_of_minutes_in_which_nothing_matches() {
        let other = |at| (at, "{}".to_owned());
        let events = [error(5), other(8), other(60_001), other(60_002)];
        let readings = filter("1", Some(0.5)).metrics("f", &events);
        let [
            Reading::InsteadOfDefault(one, _),
            Reading::Default(none, source),
        ] = &readings[..]
        else {
            panic!("{readings:?}");
        };
        assert_eq!((one.value, one.at_millis), (1.0, 7));
        assert_eq!((none.value, none.at_millis), (0.5, 60_002));
        assert_eq!((none.dimensions.len(), source.as_str()), (0, "f"));
    }
}
