//! What the application says about its events and processors.

use serde_json::Value;

/// The events that are published and the processors that publish them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalogue {
    /// The events.
    pub(crate) events: Vec<EventShape>,
    /// The processors.
    pub(crate) processors: Vec<ProcessorShape>,
    /// The buses of the account, where they are known.
    pub(crate) account_buses: Option<Vec<String>>,
}

/// An event type.
#[derive(Clone, Debug)]
pub(crate) struct EventShape {
    /// What people call it: `user-created`.
    pub(crate) name: String,
    /// Its source.
    pub(crate) source: String,
    /// Its detail-type.
    pub(crate) detail_type: String,
    /// The JSON Schema of the whole event.
    pub(crate) schema: Value,
}

/// A processor.
#[derive(Clone, Debug)]
pub(crate) struct ProcessorShape {
    /// The `Handler` of its function.
    pub(crate) handler: String,
    /// Source and detail-type of every event that it may publish.
    pub(crate) publishes: Vec<(String, String)>,
    /// Source and detail-type of the events that it acts on; `None` for whatever reaches it.
    pub(crate) acts_on: Option<Vec<(String, String)>>,
    /// Whether it handles an event twice as if it had come once.
    pub(crate) idempotent: bool,
}
