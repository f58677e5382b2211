//! Files that the process may have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Enough for all connections, and for what the services have open.
const WANTED: u64 = 4096;

/// Asks for as many as are needed, where the system allows fewer at first. Where it refuses,
/// connections wait.
pub(super) fn ask_for_enough() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < WANTED) {
        let allowed = limit.maximum.map_or(WANTED, |maximum| maximum.min(WANTED));
        let current = Some(allowed);
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_enough_where_the_system_allows_it() {
        ask_for_enough();
        let limit = getrlimit(Resource::Nofile);
        let allowed = limit.maximum.map_or(WANTED, |maximum| maximum.min(WANTED));
        assert!(limit.current.is_none_or(|current| current >= allowed));
    }
}
