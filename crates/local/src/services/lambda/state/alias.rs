//! A name for a version.

use serde::{Deserialize, Serialize};

/// An alias of a function.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Alias {
    /// The version that it stands for.
    pub(crate) version: String,
    pub(crate) description: String,
    pub(crate) revision: String,
}
