//! What names a metric.

use serde::{Deserialize, Serialize};

/// Namespace, name and dimensions; the order of dimensions does not matter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct MetricKey {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// Sorted.
    pub(crate) dimensions: Vec<(String, String)>,
}

impl MetricKey {
    pub(crate) fn new(
        namespace: impl Into<String>,
        name: impl Into<String>,
        mut dimensions: Vec<(String, String)>,
    ) -> Self {
        dimensions.sort();
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions,
        }
    }
}
