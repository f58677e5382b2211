//! The wire types of subscription filters.

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SubscriptionRequest {
    pub(crate) log_group_name: String,
    pub(crate) filter_name: String,
    pub(crate) filter_pattern: String,
    pub(crate) destination_arn: String,
    pub(crate) role_arn: Option<String>,
    pub(crate) distribution: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribeSubscriptionsRequest {
    pub(crate) log_group_name: String,
    pub(crate) filter_name_prefix: Option<String>,
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeSubscriptionsResponse {
    pub(crate) subscription_filters: Vec<SubscriptionDescription>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionDescription {
    pub(crate) filter_name: String,
    pub(crate) log_group_name: String,
    pub(crate) filter_pattern: String,
    pub(crate) destination_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role_arn: Option<String>,
    pub(crate) distribution: String,
    pub(crate) creation_time: i64,
}
