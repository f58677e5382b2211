//! Metrics in CloudWatch's embedded metric format.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The namespace of every metric that the processors write.
pub const NAMESPACE: &str = "BayonCoAgent/Business";

/// A count with its dimensions.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// The metric's name: `ContentGenerated`.
    pub name: &'static str,
    /// The value, unit Count.
    pub value: f64,
    /// Dimension names and values, at most 30.
    pub dimensions: Vec<(&'static str, String)>,
}

impl Metric {
    /// Counts one.
    pub fn one<const N: usize>(name: &'static str, dimensions: [(&'static str, &str); N]) -> Self {
        Self::count(name, 1.0, dimensions)
    }

    /// Counts several.
    pub fn count<const N: usize>(
        name: &'static str,
        value: f64,
        dimensions: [(&'static str, &str); N],
    ) -> Self {
        let dimensions = dimensions
            .map(|(name, value)| (name, value.to_owned()))
            .into();
        Self {
            name,
            value,
            dimensions,
        }
    }

    pub(super) fn line(&self, now: Timestamp, fields: &Map<String, Value>) -> Value {
        let names: Vec<_> = self.dimensions.iter().map(|(name, _)| *name).collect();
        let mut line = fields.clone();
        let directive = json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [names],
                "Metrics": [{"Name": self.name, "Unit": "Count"}],
            }],
        });
        line.insert("_aws".into(), directive);
        line.extend(
            self.dimensions
                .iter()
                .map(|(name, value)| ((*name).into(), json!(value))),
        );
        line.insert(self.name.into(), json!(self.value));
        Value::Object(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_is_one_line_that_names_its_namespace_dimensions_and_value() {
        let metric = Metric::one("ContentGenerated", [("ContentType", "blog_post")]);
        insta::assert_json_snapshot!(metric.line(Timestamp::UNIX_EPOCH, &Map::new()));
    }
}
