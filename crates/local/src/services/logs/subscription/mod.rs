//! Subscription filters: events that match a pattern go to a function.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>

mod deliver;
mod event;

use serde::{Deserialize, Serialize};

use super::{event::Position, filter::Pattern};
use crate::{
    core::Core,
    principal::Source,
    store::{Batch, Table},
};
pub(super) use deliver::{resume, send};

/// What is on its way to functions.
const PARCELS: Table = Table("logs.parcels");

/// A subscription filter of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Subscription {
    pub(super) pattern: String,
    /// The function's ARN.
    pub(super) destination: String,
    pub(super) role: Option<String>,
    pub(super) distribution: Option<String>,
    /// Milliseconds since the epoch.
    pub(super) created: i64,
}

/// Events on their way to a function.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Parcel {
    id: String,
    group: String,
    function: String,
    /// The event of the function, in JSON.
    event: String,
}

/// Events that were written together.
pub(super) struct Written<'a> {
    pub(super) group: &'a str,
    pub(super) stream: &'a str,
    pub(super) positions: &'a [Position],
    pub(super) events: &'a [(i64, String)],
}

impl Subscription {
    /// Writes down what the function is to get of these events; hand it to [`send`] when that is
    /// durable.
    pub(super) fn note(
        &self,
        core: &Core,
        name: &str,
        written: &Written<'_>,
        batch: &mut Batch,
    ) -> Vec<Parcel> {
        // Patterns are checked when they are put.
        let Ok(pattern) = Pattern::parse(&self.pattern) else {
            return Vec::new();
        };
        let parcel = |event| {
            let parcel = Parcel {
                id: uuid::Uuid::new_v4().to_string(),
                group: written.group.to_owned(),
                function: self.destination.clone(),
                event,
            };
            batch.put(PARCELS, parcel.id.as_str(), &parcel);
            parcel
        };
        let events = event::matching(&pattern, written);
        event::of(&core.account, name, written, &events)
            .into_iter()
            .map(parcel)
            .collect()
    }
}

/// On whose behalf a group's events come.
pub(super) fn source(core: &Core, group: &str) -> Source {
    let arn = core.arn("logs", &format!("log-group:{group}:*"));
    Source::new("logs.amazonaws.com", arn, core.account.clone())
}
