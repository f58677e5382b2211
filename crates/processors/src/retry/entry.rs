//! The journal of `retry` in the table: a row for each event and function.

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use crate::redrive::{State, guard};
use crate::seams::{Change, Item, Key, Op, Write};

/// Rows are kept as long as the queue keeps messages.
const KEPT_DAYS: i64 = 14;

/// What the journal knows of an event for a function.
#[derive(Debug, PartialEq)]
pub(super) struct Entry {
    key: Key,
    message: String,
    /// How often the event was returned to the function.
    tries: u32,
    /// How far this message is; another message with the same event is one that came back.
    pub(super) state: State,
}

/// Where the journal of an event for a function is; its `tries` counts how often the event was
/// returned to it.
pub fn key(event: &str, target: &str) -> Key {
    Key::new(format!("RETRY#{event}"), format!("TARGET#{target}"))
}

impl Entry {
    /// Reads a row, which may not be there, for a message.
    pub(super) fn of(key: Key, row: Option<&Item>, message: &str) -> Self {
        let get = |name: &str| row.and_then(|row| row.get(name));
        let tries = get("tries").and_then(Value::as_u64).unwrap_or(0);
        let is_same = get("message").and_then(Value::as_str) == Some(message);
        let state = get("state").filter(|_| is_same).cloned();
        let state = state.and_then(|state| serde_json::from_value(state).ok());
        Self {
            key,
            message: message.to_owned(),
            tries: u32::try_from(tries).unwrap_or(u32::MAX),
            state: state.unwrap_or(State::Planned),
        }
    }

    /// Refuses what was returned too often; `redrives` is what the message itself says.
    pub(super) fn guard(&self, redrives: u32) -> Result<(), String> {
        guard(self.tries.max(redrives)).map_err(|poison| poison.to_string())
    }

    /// Announces a try, before it is made.
    pub(super) fn announced(&self, now: Timestamp) -> Write {
        let expiry = now + (24 * KEPT_DAYS).hours();
        let row =
            json!({"message": self.message, "state": State::Sending, "ttl": expiry.as_second()});
        self.update(Change::set(row).add("tries", 1))
    }

    /// What was answered.
    pub(super) fn answered(&self, state: State) -> Write {
        self.update(Change::set(json!({ "state": state })))
    }

    fn update(&self, change: Change) -> Write {
        Write {
            key: self.key.clone(),
            op: Op::Update(change),
            condition: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_message_with_the_event_has_come_back() {
        let row = json!({"message": "m-1", "state": "accepted", "tries": 2});
        let entry = |message| Entry::of(key("e", "t"), row.as_object(), message);
        assert_eq!(entry("m-1").state, State::Accepted);
        assert_eq!(entry("m-2").state, State::Planned);
        assert_eq!(entry("m-2").guard(0), Ok(()));
        assert!(entry("m-2").guard(3).unwrap_err().contains("3 times"));
    }
}
