//! Log deliveries: sources, destinations and what joins them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Keys and values.
pub(crate) type Tags = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutDeliverySource {
    pub(crate) name: String,
    pub(crate) resource_arn: String,
    pub(crate) log_type: String,
    #[serde(default)]
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PutDeliveryDestination {
    pub(crate) name: String,
    pub(crate) output_format: Option<String>,
    pub(crate) delivery_destination_configuration: Option<DestinationConfiguration>,
    #[serde(default)]
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreateDelivery {
    pub(crate) delivery_source_name: String,
    pub(crate) delivery_destination_arn: String,
    pub(crate) record_fields: Option<Value>,
    pub(crate) field_delimiter: Option<String>,
    pub(crate) s3_delivery_configuration: Option<Value>,
    #[serde(default)]
    pub(crate) tags: Tags,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ByName {
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ById {
    pub(crate) id: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct DescribeDeliveries {
    pub(crate) next_token: Option<String>,
    pub(crate) limit: Option<usize>,
}

/// Logs of one type of a resource, as it is stored and shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliverySource {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) resource_arns: Vec<String>,
    pub(crate) service: String,
    pub(crate) log_type: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: Tags,
}

/// Where logs go, as it is stored and shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryDestination {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) delivery_destination_type: String,
    pub(crate) output_format: String,
    pub(crate) delivery_destination_configuration: DestinationConfiguration,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DestinationConfiguration {
    pub(crate) destination_resource_arn: String,
}

/// A source joined to a destination, as it is stored and shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delivery {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) delivery_source_name: String,
    pub(crate) delivery_destination_arn: String,
    pub(crate) delivery_destination_type: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: Tags,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneSource {
    pub(crate) delivery_source: DeliverySource,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OneDestination {
    pub(crate) delivery_destination: DeliveryDestination,
}

#[derive(Debug, Serialize)]
pub(crate) struct OneDelivery {
    pub(crate) delivery: Delivery,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sources {
    pub(crate) delivery_sources: Vec<DeliverySource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Destinations {
    pub(crate) delivery_destinations: Vec<DeliveryDestination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deliveries {
    pub(crate) deliveries: Vec<Delivery>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}
