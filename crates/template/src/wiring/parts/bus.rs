//! Event buses and their archives.

use serde::Serialize;

use super::RulePattern;
use crate::policy::Policy;
use crate::wiring::{Origin, Setting};

/// An event bus (Classic).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bus {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Who may put events.
    pub policy: Policy,
    /// Where it comes from.
    pub origin: Origin,
}

/// An archive of a bus's events.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Archive {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The bus's ARN.
    pub bus_arn: Setting<String>,
    /// Which events it keeps; all when there is none.
    pub pattern: Option<RulePattern>,
    /// Days; 0 or absent keeps for ever.
    pub retention_days: Setting<i64>,
    /// Where it comes from.
    pub origin: Origin,
}
