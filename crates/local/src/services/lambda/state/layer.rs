//! A layer with its versions: one record in the store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Code, Policy};

/// A layer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Layer {
    pub(crate) name: String,
    /// The number of the last version, which no other gets even when it is deleted.
    pub(crate) last_version: u64,
    pub(crate) versions: BTreeMap<u64, LayerVersion>,
}

/// A version of a layer; it never changes but for its policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LayerVersion {
    pub(crate) code: Code,
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) runtimes: Vec<String>,
    pub(crate) architectures: Vec<String>,
    /// Milliseconds since the epoch.
    pub(crate) created: i64,
    pub(crate) policy: Policy,
}

/// A version of a layer as a function has it, also when it is deleted meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attached {
    /// ARN of the version.
    pub(crate) arn: String,
    pub(crate) code: Code,
}
