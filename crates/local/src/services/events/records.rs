//! How buses, rules, archives and replays lie on disk.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Destination, LogConfig, ReplayState, RuleState, Target};
use crate::store::{Batch, Table};

/// Buses by name.
pub(crate) const BUSES: Table = Table("events.buses");
/// Rules by bus and name.
pub(crate) const RULES: Table = Table("events.rules");
/// Archives by name.
pub(crate) const ARCHIVES: Table = Table("events.archives");
/// Replays by name.
pub(crate) const REPLAYS: Table = Table("events.replays");
/// Events in archives, by archive, time and place.
pub(crate) const ARCHIVED: Table = Table("events.archived");
/// Events that are on their way or were lately, by place.
pub(crate) const EVENTS: Table = Table("events.events");
/// What became of deliveries, by event and number.
pub(crate) const DELIVERIES: Table = Table("events.deliveries");
/// Attempts of deliveries that were to be followed by others, by delivery and count.
pub(crate) const ATTEMPTS: Table = Table("events.attempts");

/// Tags by key.
pub(crate) type TagMap = BTreeMap<String, String>;

/// An event bus.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct BusRecord {
    pub name: String,
    pub arn: String,
    pub description: Option<String>,
    pub kms_key: Option<String>,
    /// Stored and shown.
    pub dead_letter_config: Option<Value>,
    pub log_config: Option<LogConfig>,
    pub policy: Option<String>,
    #[serde(default)]
    pub tags: TagMap,
    /// Milliseconds since the epoch.
    pub created: i64,
    pub modified: i64,
}

impl BusRecord {
    pub(crate) fn save(&self, batch: &mut Batch) {
        batch.put(BUSES, self.name.as_str(), self);
    }
}

/// A rule and its targets.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct RuleRecord {
    pub name: String,
    pub bus: String,
    pub arn: String,
    pub pattern: Option<String>,
    pub schedule: Option<String>,
    /// From when a rate counts, in milliseconds.
    pub since: i64,
    pub state: RuleState,
    pub description: Option<String>,
    pub role_arn: Option<String>,
    pub managed_by: Option<String>,
    #[serde(default)]
    pub tags: TagMap,
    #[serde(default)]
    pub targets: Vec<Target>,
}

impl RuleRecord {
    pub(crate) fn save(&self, batch: &mut Batch) {
        batch.put(RULES, rule_key(&self.bus, &self.name), self);
    }
}

/// Names have no spaces, so that no two pairs have one key.
pub(crate) fn rule_key(bus: &str, rule: &str) -> String {
    format!("{bus} {rule}")
}

/// An archive without its events.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct ArchiveRecord {
    /// Never used again, also not by an archive of the same name.
    pub id: u64,
    pub name: String,
    pub arn: String,
    /// ARN of the bus.
    pub source_arn: String,
    pub bus: String,
    pub description: Option<String>,
    pub pattern: Option<String>,
    pub kms_key: Option<String>,
    /// 0 keeps for ever.
    pub retention_days: i64,
    pub created: i64,
}

impl ArchiveRecord {
    pub(crate) fn save(&self, batch: &mut Batch) {
        batch.put(ARCHIVES, self.name.as_str(), self);
    }
}

/// A replay. Times in milliseconds since the epoch.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub(crate) struct ReplayRecord {
    pub name: String,
    pub arn: String,
    pub description: Option<String>,
    pub archive: String,
    pub archive_arn: String,
    pub destination: Destination,
    pub state: ReplayState,
    pub reason: Option<String>,
    /// The window, by the events' own times: from the start up to before the end.
    pub from: i64,
    pub to: i64,
    /// Up to where the window is done.
    pub reached: i64,
    /// The time of the last event that was replayed.
    pub last: Option<i64>,
    pub started: i64,
    pub ended: Option<i64>,
}

impl ReplayRecord {
    pub(crate) fn save(&self, batch: &mut Batch) {
        batch.put(REPLAYS, self.name.as_str(), self);
    }

    pub(crate) fn is_active(&self) -> bool {
        use ReplayState::{Cancelling, Running, Starting};
        matches!(self.state, Starting | Running | Cancelling)
    }
}
