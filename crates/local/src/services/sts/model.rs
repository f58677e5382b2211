//! The wire types of STS.

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Identity {
    pub(super) user_id: String,
    pub(super) account: String,
    pub(super) arn: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumeRole {
    pub(super) role_arn: String,
    pub(super) role_session_name: String,
    /// 900 to 43,200.
    #[serde(default)]
    pub(super) duration_seconds: Option<u64>,
    /// What the session is limited to, a document and managed policies.
    pub(super) policy: Option<String>,
    #[serde(default)]
    pub(super) policy_arns: Vec<PolicyArn>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PolicyArn {
    pub(super) arn: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSessionToken {
    #[serde(default)]
    pub(super) duration_seconds: Option<u64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumedRole {
    pub(super) credentials: Credentials,
    pub(super) assumed_role_user: AssumedRoleUser,
    /// Percent of the room that session policies may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) packed_policy_size: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SessionToken {
    pub(super) credentials: Credentials,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AssumedRoleUser {
    pub(super) assumed_role_id: String,
    pub(super) arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_access_key: String,
    pub(super) session_token: String,
    pub(super) expiration: Timestamp,
}
