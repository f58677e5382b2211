//! Tags of buses, rules and archives.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tag {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct OfResource {
    #[serde(rename = "ResourceARN")]
    pub arn: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TagResource {
    #[serde(rename = "ResourceARN")]
    pub arn: String,
    #[serde(rename = "Tags", default)]
    pub tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct UntagResource {
    #[serde(rename = "ResourceARN")]
    pub arn: String,
    #[serde(rename = "TagKeys", default)]
    pub keys: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
}
