//! What a processor decides to do about an event, as plain data.
//!
//! A processor reads and decides; [`delivery`](crate::delivery) does. So the writes of one event
//! and the marker that it was handled are one transaction, and what follows from it can be taken
//! up again after a crash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::catalogue::SCHEMA_VERSION;
use crate::processors::envelopes::{Envelope, REALTIME_NOTIFICATION};
use crate::seams::{Change, Condition, Item, Key, Op, Publication, SeamError, Store, Write};
use crate::telemetry::{Level, Metric};

/// Everything to be done about one event.
#[derive(Debug, Default)]
pub struct Work {
    /// Writes to the table; all or none happen. At most 99, each of another row.
    pub writes: Vec<Write>,
    /// What follows once the writes are durable.
    pub outbox: Outbox,
    /// Metrics to count.
    pub metrics: Vec<Metric>,
    /// Lines for the log.
    pub remarks: Vec<(Level, String, Value)>,
}

/// What follows once the writes are durable.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outbox {
    /// Events to publish.
    pub publications: Vec<Publication>,
    /// Messages to users' WebSocket connections.
    pub pushes: Vec<Push>,
}

/// A message to every WebSocket connection of a user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Push {
    /// Whose connections.
    pub user_id: String,
    /// The message.
    pub message: Value,
}

impl Outbox {
    /// Whether nothing follows.
    pub fn is_empty(&self) -> bool {
        self.publications.is_empty() && self.pushes.is_empty()
    }
}

impl Work {
    /// A row that holds exactly these attributes.
    pub fn put(&mut self, key: Key, attributes: Value) {
        self.write(key, Op::Put(object(attributes)));
    }

    /// A row that changes or comes to be.
    pub fn update(&mut self, key: Key, change: Change) {
        self.write(key, Op::Update(change));
    }

    /// A row that goes.
    pub fn delete(&mut self, key: Key) {
        self.write(key, Op::Delete);
    }

    /// A row that changes only if nobody changed it since it was read as `before`, by its
    /// attribute `revision`. Else the delivery fails and is tried anew.
    pub fn update_unchanged(&mut self, key: Key, before: &Item, change: Change) {
        let revision = before.get("revision").cloned();
        let condition = revision.map_or(Condition::Absent, |r| Condition::Equals("revision", r));
        let op = Op::Update(change.add("revision", 1));
        self.writes.push(Write {
            key,
            op,
            condition: Some(condition),
        });
    }

    fn write(&mut self, key: Key, op: Op) {
        self.writes.push(Write {
            key,
            op,
            condition: None,
        });
    }

    /// An event that follows.
    pub fn publish(&mut self, (source, detail_type): Envelope, mut detail: Value) {
        detail["version"] = SCHEMA_VERSION.into();
        self.outbox.publications.push(Publication {
            source: source.to_owned(),
            detail_type: detail_type.to_owned(),
            detail,
            trace_header: None,
        });
    }

    /// A real-time notification to a user.
    pub fn notify(&mut self, user_id: &str, now: Timestamp, notice: Notice) {
        let detail = json!({
            "userId": user_id,
            "type": notice.about,
            "message": notice.message,
            "data": notice.data,
            "timestamp": timestamp(now),
        });
        self.publish(REALTIME_NOTIFICATION, detail);
    }

    /// A message to a user's WebSocket connections.
    pub fn push(&mut self, user_id: &str, message: Value) {
        self.outbox.pushes.push(Push {
            user_id: user_id.to_owned(),
            message,
        });
    }

    /// Counts one.
    pub fn count<const N: usize>(
        &mut self,
        name: &'static str,
        dimensions: [(&'static str, &str); N],
    ) {
        self.metrics.push(Metric::one(name, dimensions));
    }

    /// A line for the log.
    pub fn remark(&mut self, level: Level, message: &str, context: Value) {
        self.remarks.push((level, message.to_owned(), context));
    }
}

/// What a user is told.
#[derive(Debug)]
pub struct Notice {
    /// What it is about: `content.generated`.
    pub about: &'static str,
    /// For the user to read.
    pub message: String,
    /// What the user's client needs to act on it.
    pub data: Value,
}

impl Change {
    /// Sets these attributes.
    pub fn set(attributes: Value) -> Self {
        Self {
            set: object(attributes),
            ..Self::default()
        }
    }

    /// Sets these attributes unless they have a value.
    #[must_use]
    pub fn or_default(mut self, attributes: Value) -> Self {
        self.default.extend(object(attributes));
        self
    }

    /// Adds to a number.
    #[must_use]
    pub fn add(mut self, attribute: &str, amount: i64) -> Self {
        self.add.push((attribute.to_owned(), amount));
        self
    }
}

/// What a processor may look at while it decides.
pub struct Desk<'a> {
    /// The table.
    pub store: &'a dyn Store,
    /// The time now.
    pub now: Timestamp,
}

impl Desk<'_> {
    /// A row of a user, empty if there is none.
    pub async fn user_row(&self, user_id: &str, sk: &str) -> Result<Item, SeamError> {
        Ok(self
            .store
            .get(&Key::user(user_id, sk))
            .await?
            .unwrap_or_default())
    }

    /// The first rows of a user whose sort key has this prefix.
    pub async fn user_rows(
        &self,
        user_id: &str,
        prefix: &str,
        limit: usize,
    ) -> Result<Vec<Item>, SeamError> {
        self.store
            .query(&format!("USER#{user_id}"), prefix, limit)
            .await
    }
}

/// A time as the table and the events hold it: milliseconds, UTC, sortable.
pub fn timestamp(time: Timestamp) -> String {
    format!("{time:.3}")
}

fn object(attributes: Value) -> Item {
    match attributes {
        Value::Object(item) => item,
        other => Item::from_iter([("value".to_owned(), other)]),
    }
}
