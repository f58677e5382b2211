//! Layers.

use serde::{Deserialize, Serialize};

use super::function::FunctionCode;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PublishLayerVersionRequest {
    pub(crate) layer_name: String,
    pub(crate) description: Option<String>,
    pub(crate) content: FunctionCode,
    pub(crate) compatible_runtimes: Vec<String>,
    pub(crate) compatible_architectures: Vec<String>,
    pub(crate) license_info: Option<String>,
}

/// Names a version of a layer, or by its ARN.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionRequest {
    pub(crate) layer_name: String,
    pub(crate) version_number: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionByArnRequest {
    pub(crate) arn: String,
}

/// Lists layers, or the versions of one.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ListLayersRequest {
    pub(crate) layer_name: String,
    pub(crate) compatible_runtime: Option<String>,
    pub(crate) compatible_architecture: Option<String>,
    pub(crate) marker: Option<String>,
    pub(crate) max_items: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerContent {
    /// Where the package can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) location: Option<String>,
    pub(crate) code_sha256: String,
    pub(crate) code_size: u64,
}

/// A version of a layer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionShown {
    /// Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content: Option<LayerContent>,
    /// Not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) layer_arn: Option<String>,
    pub(crate) layer_version_arn: String,
    pub(crate) version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) created_date: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) compatible_runtimes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) compatible_architectures: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) license_info: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerVersionsPage {
    pub(crate) layer_versions: Vec<LayerVersionShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerShown {
    pub(crate) layer_name: String,
    pub(crate) layer_arn: String,
    pub(crate) latest_matching_version: LayerVersionShown,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayersPage {
    pub(crate) layers: Vec<LayerShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_marker: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct LayerPermissionRequest {
    pub(crate) layer_name: String,
    pub(crate) version_number: u64,
    pub(crate) statement_id: String,
    /// Of add only, and so are the next two.
    pub(crate) action: String,
    pub(crate) principal: String,
    pub(crate) organization_id: Option<String>,
    pub(crate) revision_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LayerStatement {
    /// As JSON text.
    pub(crate) statement: String,
    pub(crate) revision_id: String,
}
