//! A function with all that belongs to it: one record in the store.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Alias, InvokeConfig, Policy, Version};
use crate::services::lambda::name::LATEST;

/// A function.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`.
    pub(crate) arn: String,
    pub(crate) latest: Arc<Version>,
    /// By number.
    pub(crate) versions: BTreeMap<u64, Arc<Version>>,
    /// The number of the last published version, 0 before the first.
    pub(crate) last_version: u64,
    pub(crate) aliases: BTreeMap<String, Alias>,
    /// By qualifier, empty for the function itself.
    pub(crate) policies: BTreeMap<String, Policy>,
    /// By qualifier, `$LATEST` for the function itself.
    pub(crate) invoke_configs: BTreeMap<String, InvokeConfig>,
    pub(crate) reserved: Option<u32>,
    pub(crate) tags: BTreeMap<String, String>,
}

impl Function {
    /// A new function without anything but its code.
    pub(crate) fn new(name: String, arn: String, latest: Version) -> Self {
        Self {
            name,
            arn,
            latest: Arc::new(latest),
            versions: BTreeMap::new(),
            last_version: 0,
            aliases: BTreeMap::new(),
            policies: BTreeMap::new(),
            invoke_configs: BTreeMap::new(),
            reserved: None,
            tags: BTreeMap::new(),
        }
    }

    /// The version that a qualifier stands for.
    pub(crate) fn version(&self, qualifier: &str) -> Option<&Arc<Version>> {
        if qualifier == LATEST {
            return Some(&self.latest);
        }
        let number = match self.aliases.get(qualifier) {
            Some(alias) if alias.version == LATEST => return Some(&self.latest),
            Some(alias) => alias.version.as_str(),
            None => qualifier,
        };
        self.versions.get(&number.parse().ok()?)
    }

    /// The ARN with the qualifier, or without.
    pub(crate) fn qualified_arn(&self, qualifier: Option<&str>) -> String {
        match qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.arn),
            None => self.arn.clone(),
        }
    }

    /// How the qualifier's asynchronous invocations go; AWS's defaults when nobody said.
    pub(crate) fn invoke_config(&self, qualifier: &str) -> InvokeConfig {
        self.invoke_configs
            .get(qualifier)
            .cloned()
            .unwrap_or_default()
    }
}
