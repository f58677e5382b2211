//! The marker of a handled event.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::seams::{Change, Condition, Item, Key, Op, Write};
use crate::work::Outbox;

/// How long an invocation may take to send what follows, before another may take over. Longer
/// than any function's timeout here.
const LEASE: Duration = Duration::from_secs(120);

/// As long as the longest archive, so that a replay of what was handled changes nothing.
const KEPT_DAYS: i64 = 90;

/// What the table knows about an event.
#[derive(Debug, PartialEq)]
pub(super) enum Marker {
    /// Nothing: it was not handled.
    Absent,
    /// Its writes are durable; what follows is under way or was given up.
    Committed {
        owner: String,
        lease_until: i64,
        outbox: Outbox,
    },
    /// Everything was done.
    Done { owner: String },
}

impl Marker {
    pub(super) fn read(item: Option<Item>) -> Self {
        let Some(item) = item else {
            return Self::Absent;
        };
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let owner = text("owner").to_owned();
        if text("state") != "committed" {
            return Self::Done { owner };
        }
        let lease_until = item.get("leaseUntil").and_then(Value::as_i64).unwrap_or(0);
        let outbox = serde_json::from_str(text("outbox")).unwrap_or_default();
        Self::Committed {
            owner,
            lease_until,
            outbox,
        }
    }

    pub(super) fn is_of(&self, invocation: &str) -> bool {
        match self {
            Self::Absent => false,
            Self::Committed { owner, .. } | Self::Done { owner } => owner == invocation,
        }
    }
}

/// Where the marker of an event for a processor is; its `state` is `done` when all was done.
pub fn key(processor: &str, event_id: &str) -> Key {
    Key::new(
        format!("EVENT#{event_id}"),
        format!("PROCESSOR#{processor}"),
    )
}

/// Writes the first marker of an event: done at once when nothing follows.
pub(super) fn begin(key: Key, owner: &str, now: Timestamp, outbox: &Outbox) -> Write {
    let mut item = Item::from_iter([
        (
            "state".to_owned(),
            json!(if outbox.is_empty() {
                "done"
            } else {
                "committed"
            }),
        ),
        ("owner".to_owned(), json!(owner)),
        ("handledAt".to_owned(), json!(crate::work::timestamp(now))),
        (
            "ttl".to_owned(),
            json!((now + (24 * KEPT_DAYS).hours()).as_second()),
        ),
    ]);
    if !outbox.is_empty() {
        item.extend(lease(owner, now));
        item.insert("outbox".to_owned(), json!(json!(outbox).to_string()));
    }
    Write {
        key,
        op: Op::Put(item),
        condition: Some(Condition::Absent),
    }
}

/// Takes over what follows from an invocation that died.
pub(super) fn take_over(key: Key, from: &str, owner: &str, now: Timestamp) -> Write {
    let change = Change {
        set: lease(owner, now),
        ..Change::default()
    };
    owned(key, from, change)
}

/// Lets others take over at once what this invocation failed to send.
pub(super) fn give_up(key: Key, owner: &str) -> Write {
    owned(key, owner, Change::set(json!({"leaseUntil": 0})))
}

/// Says that everything was done.
pub(super) fn finish(key: Key, owner: &str) -> Write {
    owned(
        key,
        owner,
        Change::set(json!({"state": "done", "outbox": ""})),
    )
}

fn owned(key: Key, owner: &str, change: Change) -> Write {
    let condition = Some(Condition::Equals("owner", json!(owner)));
    Write {
        key,
        op: Op::Update(change),
        condition,
    }
}

fn lease(owner: &str, now: Timestamp) -> Item {
    let until = (now + LEASE).as_second();
    Item::from_iter([
        ("owner".to_owned(), json!(owner)),
        ("leaseUntil".to_owned(), json!(until)),
    ])
}
