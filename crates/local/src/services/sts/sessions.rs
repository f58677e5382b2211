//! Who has assumed which role, by access key.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A role in somebody's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    /// The role's id and the session's name.
    pub(super) id: String,
    pub(super) arn: String,
    /// Seconds that a session of the role may last.
    pub(super) longest: u32,
}

/// The sessions of one environment, in memory: who lost them to a restart is the account's root.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<String, (Session, i64)>>);

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, (Session, i64)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn of(&self, key: &str) -> Option<Session> {
        self.lock().get(key).map(|(session, _)| session.clone())
    }

    /// Remembers a session that begins now, and forgets those that have ended.
    pub(super) fn put(&self, key: &str, session: Session, now: i64, valid: Duration) {
        let ends = now.saturating_add(valid.as_millis() as i64);
        let mut sessions = self.lock();
        sessions.retain(|_, (_, ends)| *ends > now);
        sessions.insert(key.to_owned(), (session, ends));
    }

    /// The key of a session that does not end; a new one the first time.
    pub(super) fn lasting(&self, session: Session, key: impl FnOnce() -> String) -> String {
        let mut sessions = self.lock();
        let mut known = sessions.iter();
        let known = known.find(|(_, (one, ends))| *ends == i64::MAX && *one == session);
        if let Some((key, _)) = known {
            return key.clone();
        }
        let key = key();
        sessions.insert(key.clone(), (session, i64::MAX));
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(name: &str) -> Session {
        Session {
            id: format!("AROA:{name}"),
            arn: name.to_owned(),
            longest: 3600,
        }
    }

    #[test]
    fn a_session_is_known_until_it_ends() {
        let sessions = Sessions::default();
        sessions.put("one", session("a"), 0, Duration::from_secs(1));
        assert_eq!(sessions.of("one"), Some(session("a")));
        sessions.put("two", session("b"), 1000, Duration::from_secs(1));
        assert_eq!(sessions.of("one"), None);
        assert_eq!(sessions.of("other"), None);
    }

    #[test]
    fn a_function_keeps_its_key() {
        let sessions = Sessions::default();
        let key = |name: &str, new: &str| sessions.lasting(session(name), || new.to_owned());
        assert_eq!(key("f", "one"), "one");
        assert_eq!(key("f", "two"), "one");
        assert_eq!(key("g", "two"), "two");
    }
}
