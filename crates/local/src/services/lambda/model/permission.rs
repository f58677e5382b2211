//! The resource policy of a function.

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AddPermissionRequest {
    pub(crate) function_name: String,
    pub(crate) statement_id: String,
    pub(crate) action: String,
    pub(crate) principal: String,
    pub(crate) source_arn: Option<String>,
    pub(crate) source_account: Option<String>,
    pub(crate) event_source_token: Option<String>,
    pub(crate) function_url_auth_type: Option<String>,
    #[serde(rename = "PrincipalOrgID")]
    pub(crate) principal_org_id: Option<String>,
    pub(crate) qualifier: Option<String>,
    pub(crate) revision_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AddPermissionResponse {
    /// The statement as JSON text.
    pub(crate) statement: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RemovePermissionRequest {
    pub(crate) function_name: String,
    pub(crate) statement_id: String,
    pub(crate) qualifier: Option<String>,
    pub(crate) revision_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetPolicyResponse {
    /// The policy document as JSON text.
    pub(crate) policy: String,
    pub(crate) revision_id: String,
}
