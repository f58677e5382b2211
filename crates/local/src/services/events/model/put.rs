//! Events that are put, and patterns that are tried.

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutEvents {
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// Only of global endpoints, which are not emulated.
    pub endpoint_id: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Entry {
    pub time: Option<Timestamp>,
    pub source: Option<String>,
    pub resources: Vec<String>,
    pub detail_type: Option<String>,
    pub detail: Option<String>,
    pub event_bus_name: Option<String>,
    pub trace_header: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutResults {
    pub failed_entry_count: usize,
    pub entries: Vec<EntryResult>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum EntryResult {
    #[serde(rename_all = "PascalCase")]
    Put { event_id: String },
    #[serde(rename_all = "PascalCase")]
    Failed {
        error_code: &'static str,
        error_message: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TestEventPattern {
    pub event_pattern: String,
    pub event: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PatternResult {
    pub result: bool,
}
