//! Warm environments.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::environment::Environment;
use crate::services::lambda::state::Resolved;

/// How long an environment stays warm without an event, in milliseconds.
const WARM_MILLIS: i64 = 10 * 60 * 1000;
/// The most environments that stay warm; beyond it the one that was idle longest ends.
const WARM_LIMIT: usize = 64;

struct Idle {
    environment: Environment,
    revision: String,
    since: i64,
}

/// The environments that wait for an event, by function name.
#[derive(Default)]
pub(super) struct Pool(Mutex<HashMap<String, Vec<Idle>>>);

impl Pool {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Idle>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The environment of exactly this version that was used last.
    pub(super) fn take(&self, resolved: &Resolved) -> Option<Environment> {
        let mut pool = self.lock();
        let idle = pool.get_mut(&resolved.name)?;
        let wanted = &resolved.version.revision;
        let at = idle.iter().rposition(|one| one.revision == *wanted)?;
        Some(idle.remove(at).environment)
    }

    /// Keeps an environment warm.
    pub(super) fn put(&self, resolved: &Resolved, environment: Environment, now: i64) {
        let mut pool = self.lock();
        pool.entry(resolved.name.clone()).or_default().push(Idle {
            environment,
            revision: resolved.version.revision.clone(),
            since: now,
        });
        if pool.values().map(Vec::len).sum::<usize>() > WARM_LIMIT {
            end_oldest(&mut pool);
        }
    }

    /// Ends what waits for events of a function that was changed or deleted.
    pub(super) fn forget(&self, function: &str) {
        self.lock().remove(function);
    }

    /// Ends what was idle for too long.
    pub(super) fn reap(&self, now: i64) {
        let mut pool = self.lock();
        for idle in pool.values_mut() {
            idle.retain(|one| now - one.since < WARM_MILLIS);
        }
        pool.retain(|_, idle| !idle.is_empty());
    }
}

fn end_oldest(pool: &mut HashMap<String, Vec<Idle>>) {
    let oldest = |idle: &&mut Vec<Idle>| idle.first().map_or(i64::MAX, |one| one.since);
    if let Some(idle) = pool.values_mut().min_by_key(oldest) {
        idle.remove(0);
    }
}
