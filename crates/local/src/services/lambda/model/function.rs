//! Functions: create, update, read, list, delete.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::Blob;

/// The input of `CreateFunction` and of `UpdateFunctionConfiguration`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionSettings {
    pub(crate) function_name: String,
    /// Of create only.
    pub(crate) code: FunctionCode,
    /// Of create only.
    pub(crate) publish: bool,
    /// Of create only.
    pub(crate) tags: BTreeMap<String, String>,
    /// Of update only.
    pub(crate) revision_id: Option<String>,
    pub(crate) runtime: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) handler: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) timeout: Option<u32>,
    pub(crate) memory_size: Option<u32>,
    pub(crate) package_type: Option<String>,
    pub(crate) dead_letter_config: Option<DeadLetterConfig>,
    pub(crate) environment: Option<Environment>,
    #[serde(rename = "KMSKeyArn")]
    pub(crate) kms_key_arn: Option<String>,
    pub(crate) tracing_config: Option<TracingConfig>,
    pub(crate) architectures: Option<Vec<String>>,
    pub(crate) ephemeral_storage: Option<EphemeralStorage>,
    pub(crate) logging_config: Option<LoggingConfig>,
    pub(crate) vpc_config: Option<serde_json::Value>,
    /// ARNs of versions.
    pub(crate) layers: Option<Vec<String>>,
    pub(crate) file_system_configs: Option<serde_json::Value>,
    pub(crate) image_config: Option<serde_json::Value>,
    pub(crate) snap_start: Option<SnapStart>,
    pub(crate) durable_config: Option<serde_json::Value>,
    pub(crate) capacity_provider_config: Option<serde_json::Value>,
    pub(crate) tenancy_config: Option<serde_json::Value>,
    pub(crate) code_signing_config_arn: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct FunctionCode {
    pub(crate) zip_file: Option<Blob>,
    pub(crate) s3_bucket: Option<String>,
    pub(crate) s3_key: Option<String>,
    pub(crate) s3_object_version: Option<String>,
    pub(crate) image_uri: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DeadLetterConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target_arn: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Environment {
    pub(crate) variables: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TracingConfig {
    pub(crate) mode: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EphemeralStorage {
    pub(crate) size: u32,
}

/// Of which versions Lambda is to keep a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct SnapStart {
    pub(crate) apply_on: Option<String>,
}

/// The same as it is shown, and whether the version that is shown has one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SnapStartState {
    pub(crate) apply_on: &'static str,
    pub(crate) optimization_status: &'static str,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct LoggingConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) application_log_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) system_log_level: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_group: Option<String>,
}

impl LoggingConfig {
    /// Only what is written in JSON has levels.
    pub(crate) fn in_json(&self) -> bool {
        self.log_format.as_deref() == Some("JSON")
    }

    /// The level from which on the function's own lines are wanted.
    pub(crate) fn application_level(&self) -> Option<&str> {
        let level = self.application_log_level.as_deref();
        self.in_json().then(|| level.unwrap_or("INFO"))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct UpdateFunctionCodeRequest {
    pub(crate) function_name: String,
    pub(crate) zip_file: Option<Blob>,
    pub(crate) s3_bucket: Option<String>,
    pub(crate) s3_key: Option<String>,
    pub(crate) s3_object_version: Option<String>,
    pub(crate) image_uri: Option<String>,
    pub(crate) architectures: Option<Vec<String>>,
    pub(crate) publish: bool,
    pub(crate) dry_run: bool,
    pub(crate) revision_id: Option<String>,
}

/// Names a function, or one of its versions.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionRequest {
    pub(crate) function_name: String,
    pub(crate) qualifier: Option<String>,
    /// Of `ListAliases`: only those that point to it.
    pub(crate) function_version: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetFunctionResponse {
    pub(crate) configuration: FunctionConfiguration,
    pub(crate) code: FunctionCodeLocation,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) concurrency: Option<Concurrency>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionCodeLocation {
    pub(crate) repository_type: &'static str,
    /// Where the package can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Concurrency {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reserved_concurrent_executions: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ListRequest {
    pub(crate) marker: Option<String>,
    pub(crate) max_items: Option<usize>,
    pub(crate) function_version: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListFunctionsResponse {
    pub(crate) functions: Vec<FunctionConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FunctionConfiguration {
    pub(crate) function_name: String,
    pub(crate) function_arn: String,
    pub(crate) runtime: String,
    pub(crate) role: String,
    pub(crate) handler: String,
    pub(crate) code_size: u64,
    pub(crate) description: String,
    pub(crate) timeout: u32,
    pub(crate) memory_size: u32,
    pub(crate) last_modified: String,
    pub(crate) code_sha256: String,
    pub(crate) version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<Environment>,
    #[serde(rename = "KMSKeyArn", skip_serializing_if = "Option::is_none")]
    pub(crate) kms_key_arn: Option<String>,
    pub(crate) tracing_config: TracingConfig,
    pub(crate) revision_id: String,
    pub(crate) state: &'static str,
    pub(crate) last_update_status: &'static str,
    pub(crate) package_type: &'static str,
    pub(crate) architectures: Vec<String>,
    pub(crate) ephemeral_storage: EphemeralStorage,
    pub(crate) logging_config: LoggingConfig,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) layers: Vec<AttachedLayer>,
    pub(crate) snap_start: SnapStartState,
}

/// A layer of a function.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AttachedLayer {
    /// Of the version.
    pub(crate) arn: String,
    pub(crate) code_size: u64,
}
