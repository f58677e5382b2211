//! The messages that a FIFO queue has taken in the last five minutes.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::message::Seq;

/// How long a deduplication id counts, in milliseconds.
pub(crate) const WINDOW: i64 = 5 * 60 * 1000;

/// Stands for a deduplication id and its scope, which may be 128 characters each: half of their
/// digest, because a busy queue has five minutes of them in memory.
pub(crate) type Key = [u8; 16];

/// What was sent under a deduplication id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Earlier {
    pub id: Uuid,
    pub seq: Seq,
    /// In milliseconds.
    pub until: i64,
}

/// Deduplication ids that still count.
#[derive(Debug, Default)]
pub(crate) struct Deduplication {
    known: HashMap<Key, Earlier>,
    ends: VecDeque<(i64, Key)>,
}

impl Deduplication {
    /// What was already sent under `key`.
    pub(crate) fn earlier(&self, key: &Key, now: i64) -> Option<&Earlier> {
        self.known.get(key).filter(|earlier| earlier.until > now)
    }

    pub(crate) fn insert(&mut self, key: Key, earlier: Earlier) {
        self.ends.push_back((earlier.until, key));
        self.known.insert(key, earlier);
    }

    /// Forgets what no longer counts and returns its keys.
    pub(crate) fn expire(&mut self, now: i64) -> Vec<Key> {
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
    pub(crate) fn clear(&mut self) -> Vec<Key> {
        self.ends.clear();
        self.known.drain().map(|(key, _)| key).collect()
    }
}

/// The key of an id within its scope: the queue, or one group.
pub(crate) fn key(group: Option<&str>, id: &str) -> Key {
    let text = match group {
        Some(group) => format!("{}:{group}:{id}", group.len()),
        None => format!(":{id}"),
    };
    let digest = Sha256::digest(text);
    std::array::from_fn(|at| digest[at])
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
        let key = key(None, "k");
        deduplication.insert(key, earlier);
        assert!(deduplication.earlier(&key, 99).is_some());
        assert!(deduplication.earlier(&key, 100).is_none());
        assert_eq!(deduplication.expire(99), Vec::<Key>::new());
        assert_eq!(deduplication.expire(100), [key]);
    }

    #[test]
    fn scopes_do_not_meet() {
        assert_ne!(key(Some("a:b"), "c"), key(Some("a"), "b:c"));
        assert_ne!(key(None, "1:a:b"), key(Some("a"), "b"));
    }
}
