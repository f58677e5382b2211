//! The messages that a FIFO queue has taken in the last five minutes.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::message::Seq;

/// How long a deduplication id counts, in milliseconds.
pub(crate) const WINDOW: i64 = 5 * 60 * 1000;

/// What was sent under a deduplication id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Earlier {
    pub id: Uuid,
    pub seq: Seq,
    /// In milliseconds.
    pub until: i64,
}

/// Deduplication ids that still count, each with its scope in front.
#[derive(Debug, Default)]
pub(crate) struct Deduplication {
    known: HashMap<String, Earlier>,
    ends: VecDeque<(i64, String)>,
}

impl Deduplication {
    /// What was already sent under `key`.
    pub(crate) fn earlier(&self, key: &str, now: i64) -> Option<&Earlier> {
        self.known.get(key).filter(|earlier| earlier.until > now)
    }

    pub(crate) fn insert(&mut self, key: String, earlier: Earlier) {
        self.ends.push_back((earlier.until, key.clone()));
        self.known.insert(key, earlier);
    }

    /// Forgets what no longer counts and returns its keys.
    pub(crate) fn expire(&mut self, now: i64) -> Vec<String> {
        let mut gone = Vec::new();
        while self.ends.front().is_some_and(|(until, _)| *until <= now) {
            let Some((_, key)) = self.ends.pop_front() else {
                break;
            };
            if self
                .known
                .get(&key)
                .is_some_and(|earlier| earlier.until <= now)
            {
                self.known.remove(&key);
                gone.push(key);
            }
        }
        gone
    }

    /// Forgets everything and returns the keys.
    pub(crate) fn clear(&mut self) -> Vec<String> {
        self.ends.clear();
        self.known.drain().map(|(key, _)| key).collect()
    }
}

/// The key of an id within its scope: the queue, or one group.
pub(crate) fn key(group: Option<&str>, id: &str) -> String {
    match group {
        Some(group) => format!("{}:{group}:{id}", group.len()),
        None => format!(":{id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_counts_for_its_window() {
        let mut deduplication = Deduplication::default();
        let earlier = Earlier {
            id: Uuid::nil(),
            seq: 1,
            until: 100,
        };
        deduplication.insert("k".into(), earlier);
        assert!(deduplication.earlier("k", 99).is_some());
        assert!(deduplication.earlier("k", 100).is_none());
        assert_eq!(deduplication.expire(99), Vec::<String>::new());
        assert_eq!(deduplication.expire(100), ["k"]);
    }

    #[test]
    fn scopes_do_not_meet() {
        assert_ne!(key(Some("a:b"), "c"), key(Some("a"), "b:c"));
        assert_ne!(key(None, "1:a:b"), key(Some("a"), "b"));
    }
}
