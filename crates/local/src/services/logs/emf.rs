//! The embedded metric format: metrics inside log events.

use serde::Deserialize;
use serde_json::Value;

use crate::services::cloudwatch::{Datum, Resolution};

/// The most values of one metric in an event, as the specification has it.
const VALUES_LIMIT: usize = 100;

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "_aws")]
    metadata: Metadata,
    #[serde(flatten)]
    members: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    timestamp: i64,
    cloud_watch_metrics: Vec<Directive>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: String,
    #[serde(default)]
    dimensions: Vec<Vec<String>>,
    metrics: Vec<Metric>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: String,
    unit: Option<String>,
    storage_resolution: Option<u32>,
}

impl Metric {
    fn resolution(&self) -> Resolution {
        Resolution::parse(self.storage_resolution).unwrap_or_default()
    }
}

/// The metrics in the text of an event; none when it is not in the format.
pub(super) fn metrics(message: &str) -> Vec<Datum> {
    if !message.contains("\"_aws\"") {
        return Vec::new();
    }
    match serde_json::from_str::<Document>(message.trim()) {
        Ok(document) => document.data(),
        Err(_) => Vec::new(),
    }
}

impl Document {
    fn data(&self) -> Vec<Datum> {
        let directives = self.metadata.cloud_watch_metrics.iter();
        directives
            .flat_map(|directive| self.of_directive(directive))
            .collect()
    }

    fn of_directive(&self, directive: &Directive) -> Vec<Datum> {
        let mut data = Vec::new();
        let none = [Vec::new()];
        let sets = match directive.dimensions.as_slice() {
            [] => &none,
            sets => sets,
        };
        for dimensions in sets.iter().filter_map(|names| self.dimensions(names)) {
            for metric in &directive.metrics {
                data.extend(self.values(&metric.name).into_iter().map(|value| Datum {
                    namespace: directive.namespace.clone(),
                    name: metric.name.clone(),
                    dimensions: dimensions.clone(),
                    value,
                    times: 1.0,
                    unit: metric.unit.clone().unwrap_or_else(|| "None".to_owned()),
                    at_millis: self.metadata.timestamp,
                    resolution: metric.resolution(),
                }));
            }
        }
        data
    }

    /// Names with their values; `None` when one of them has no text.
    fn dimensions(&self, names: &[String]) -> Option<Vec<(String, String)>> {
        let value =
            |name: &String| Some((name.clone(), self.members.get(name)?.as_str()?.to_owned()));
        names.iter().map(value).collect()
    }

    fn values(&self, name: &str) -> Vec<f64> {
        match self.members.get(name) {
            Some(Value::Array(items)) => items
                .iter()
                .take(VALUES_LIMIT)
                .filter_map(Value::as_f64)
                .collect(),
            Some(value) => value.as_f64().into_iter().collect(),
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{
        "_aws": {
            "Timestamp": 1574109732004,
            "CloudWatchMetrics": [{
                "Namespace": "BayonCoAgent/Business",
                "Dimensions": [["ContentType"], []],
                "Metrics": [{ "Name": "ContentGenerated", "Unit": "Count" }]
            }]
        },
        "ContentType": "blog_post",
        "ContentGenerated": [1, 2.5]
    }"#;

    #[test]
    fn a_metric_says_how_finely_it_is_kept() {
        let fine = EVENT.replace(r#""Unit": "Count""#, r#""StorageResolution": 1"#);
        assert_eq!(metrics(&fine)[0].resolution, Resolution::High);
        assert_eq!(metrics(EVENT)[0].resolution, Resolution::Standard);
    }

    #[test]
    fn every_dimension_set_gets_every_value() {
        let data = metrics(EVENT);
        let values: Vec<_> = data
            .iter()
            .map(|datum| (datum.dimensions.len(), datum.value))
            .collect();
        assert_eq!(values, [(1, 1.0), (1, 2.5), (0, 1.0), (0, 2.5)]);
        assert_eq!(
            data[0].dimensions,
            [("ContentType".to_owned(), "blog_post".to_owned())]
        );
        assert_eq!(data[0].at_millis, 1_574_109_732_004);
        assert_eq!(data[0].unit, "Count");
    }

    #[test]
    fn other_text_has_no_metrics() {
        assert_eq!(metrics("START RequestId"), []);
        assert_eq!(metrics(r#"{"_aws": 1}"#), []);
    }
}
