//! One version of a function: its configuration and its code.

use serde::{Deserialize, Serialize};

use super::Attached;
use crate::services::lambda::model::function::{DeadLetterConfig, Environment, LoggingConfig};

/// A version, published or `$LATEST`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Version {
    /// `$LATEST` or a number.
    pub(crate) number: String,
    pub(crate) configuration: Configuration,
    pub(crate) code: Code,
    /// Changes with every change: environments of another revision are not used again.
    pub(crate) revision: String,
    /// Milliseconds since the epoch.
    pub(crate) modified: i64,
}

/// Everything about a version that is not its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Configuration {
    pub(crate) runtime: String,
    pub(crate) role: String,
    pub(crate) handler: String,
    pub(crate) description: String,
    /// Seconds.
    pub(crate) timeout: u32,
    /// MB.
    pub(crate) memory: u32,
    /// MB of `/tmp`; recorded, not enforced.
    pub(crate) storage: u32,
    pub(crate) architectures: Vec<String>,
    pub(crate) environment: Environment,
    pub(crate) tracing: String,
    pub(crate) dead_letters: DeadLetterConfig,
    pub(crate) logging: LoggingConfig,
    pub(crate) kms_key: Option<String>,
    /// The later ones lie over the earlier.
    pub(crate) layers: Vec<Attached>,
    /// Whether Lambda is to keep snapshots of published versions; shown, nothing is kept here.
    #[serde(default)]
    pub(crate) snap_start: bool,
}

/// An unpacked deployment package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// SHA-256 of the package in lower-case hex: also the name of the directory.
    pub(crate) digest: String,
    /// SHA-256 of the package in base64, as AWS shows it.
    pub(crate) sha256: String,
    /// Bytes of the package.
    pub(crate) size: u64,
    /// Bytes of what is in it.
    pub(crate) unpacked: u64,
}
