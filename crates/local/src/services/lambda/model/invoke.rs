//! Invoking.

use serde::{Deserialize, Serialize};

use crate::wire::Blob;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct InvocationRequest {
    pub(crate) function_name: String,
    pub(crate) qualifier: Option<String>,
    /// `RequestResponse` (default), `Event` or `DryRun`.
    pub(crate) invocation_type: Option<String>,
    /// `Tail` asks for the last 4 KB of the log.
    pub(crate) log_type: Option<String>,
    /// Base64 of a JSON document.
    pub(crate) client_context: Option<String>,
    /// X-Ray trace header of the caller.
    pub(crate) trace_header: Option<String>,
    pub(crate) payload: Option<Blob>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct InvocationResponse {
    pub(crate) status_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) function_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_result: Option<String>,
    pub(crate) payload: Blob,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) executed_version: Option<String>,
}
