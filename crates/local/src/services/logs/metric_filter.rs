//! Metric filters: events that match a pattern become values of a metric.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{filter::Pattern, model::Transformation};
use crate::services::cloudwatch::{Datum, Resolution};

/// A metric filter of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct MetricFilter {
    pub(super) pattern: String,
    pub(super) transformations: Vec<Transformation>,
    /// Milliseconds since the epoch.
    pub(super) created: i64,
}

impl MetricFilter {
    /// What a group of events that arrive together adds to the metrics: a value for each that
    /// matches, or the default value when none does.
    pub(super) fn metrics(&self, events: &[(i64, String)]) -> Vec<Datum> {
        // Patterns are checked when they are put.
        let Ok(pattern) = Pattern::parse(&self.pattern) else {
            return Vec::new();
        };
        let matching: Vec<_> = events
            .iter()
            .filter(|(_, text)| pattern.matches(text))
            .collect();
        let mut data = Vec::new();
        for transformation in &self.transformations {
            if let (true, Some(value), Some((at, _))) = (
                matching.is_empty(),
                transformation.default_value,
                events.last(),
            ) {
                data.push(transformation.datum(*at, value, Vec::new()));
            }
            let values = matching.iter();
            data.extend(values.filter_map(|(at, text)| transformation.apply(*at, text, &pattern)));
        }
        data
    }
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

    #[test]
    fn a_match_counts_with_its_dimensions() {
        let data = filter("1", None).metrics(&[error(5), (8, "{}".into())]);
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
        let data = filter.metrics(&[(7, "ERROR a 5".into()), (8, "INFO a 6".into())]);
        assert_eq!((data.len(), data[0].value), (1, 5.0));
        assert_eq!(data[0].dimensions, [("Service".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn the_value_can_be_a_field() {
        assert_eq!(filter("$.took", None).metrics(&[error(5)])[0].value, 5.0);
    }

    #[test]
    fn the_default_is_used_when_nothing_matches() {
        let data = filter("1", Some(0.0)).metrics(&[(8, "{}".into())]);
        assert_eq!((data[0].value, data[0].dimensions.len()), (0.0, 0));
    }
}
