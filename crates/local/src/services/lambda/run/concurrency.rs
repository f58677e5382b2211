//! How many invocations run at the same time, and how many may.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{fault::Fault, services::lambda::fault::throttled};

/// Concurrent executions of an account, as AWS has it by default.
pub(crate) const ACCOUNT_LIMIT: u32 = 1000;

#[derive(Default)]
struct Counts {
    by_function: HashMap<String, u32>,
    /// Of all functions without reserved concurrency.
    unreserved: u32,
    all: u32,
}

/// The running invocations.
#[derive(Clone, Default)]
pub(super) struct Concurrency(Arc<Mutex<Counts>>);

impl Concurrency {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place for `function`. `reserved` is its own limit, `set_aside` what all functions
    /// together have reserved.
    ///
    /// # Errors
    /// `TooManyRequestsException`.
    pub(super) fn enter(
        &self,
        function: &str,
        reserved: Option<u32>,
        set_aside: u32,
    ) -> Result<Place, Fault> {
        let mut counts = self.lock();
        let own = counts.by_function.get(function).copied().unwrap_or(0);
        let (used, limit) = match reserved {
            Some(limit) => (own, limit),
            None => (counts.unreserved, ACCOUNT_LIMIT.saturating_sub(set_aside)),
        };
        if used >= limit {
            return Err(throttled(reserved.is_some()));
        }
        counts.by_function.insert(function.to_owned(), own + 1);
        counts.unreserved += u32::from(reserved.is_none());
        counts.all += 1;
        Ok(Place {
            concurrency: self.clone(),
            function: function.to_owned(),
            reserved: reserved.is_some(),
            running: own + 1,
        })
    }

    fn leave(&self, function: &str, reserved: bool) {
        let mut counts = self.lock();
        counts.all -= 1;
        counts.unreserved -= u32::from(!reserved);
        match counts.by_function.get_mut(function) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(counts.by_function.remove(function)),
        }
    }
}

/// A place among the running invocations; given back when it is dropped.
pub(super) struct Place {
    concurrency: Concurrency,
    function: String,
    reserved: bool,
    /// How many of the function run, this one included.
    pub(super) running: u32,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.concurrency.leave(&self.function, self.reserved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_concurrency_is_a_limit_and_places_come_back() {
        let concurrency = Concurrency::default();
        let first = concurrency.enter("a", Some(1), 1).unwrap();
        assert_eq!(
            concurrency.enter("a", Some(1), 1).err().unwrap().code,
            "TooManyRequestsException"
        );
        drop(first);
        assert!(concurrency.enter("a", Some(1), 1).is_ok());
    }

    #[test]
    fn reserved_concurrency_of_zero_stops_a_function() {
        assert!(Concurrency::default().enter("a", Some(0), 0).is_err());
    }

    #[test]
    fn the_others_share_what_is_not_reserved() {
        let concurrency = Concurrency::default();
        let _a = concurrency.enter("a", None, ACCOUNT_LIMIT - 1).unwrap();
        assert!(concurrency.enter("b", None, ACCOUNT_LIMIT - 1).is_err());
        assert!(concurrency.enter("c", Some(1), ACCOUNT_LIMIT - 1).is_ok());
    }
}
