//! Faults that a function answers with because somebody asked for it: the way to see retries.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::fault::Fault;

struct Injected {
    fault: Fault,
    /// `None`: until it is taken away.
    left: Option<u32>,
}

/// The injected faults, by function name; in memory only.
#[derive(Default)]
pub(crate) struct InjectedFaults(Mutex<HashMap<String, Injected>>);

impl InjectedFaults {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Injected>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the next `times` calls of `function` answer with `fault`; all calls without a number.
    pub(crate) fn put(&self, function: &str, fault: Fault, times: Option<u32>) {
        let injected = Injected { fault, left: times };
        self.lock().insert(function.to_owned(), injected);
    }

    /// Takes the fault of one function away, or of all.
    pub(crate) fn clear(&self, function: Option<&str>) {
        match function {
            Some(function) => drop(self.lock().remove(function)),
            None => self.lock().clear(),
        }
    }

    /// Passes when no fault is there for `function`.
    ///
    /// # Errors
    /// The injected fault.
    pub(crate) fn check(&self, function: &str) -> Result<(), Fault> {
        let mut faults = self.lock();
        let Some(injected) = faults.get_mut(function) else {
            return Ok(());
        };
        match &mut injected.left {
            Some(0) => {
                faults.remove(function);
                return Ok(());
            }
            Some(left) => *left -= 1,
            None => {}
        }
        Err(injected.fault.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_answers_as_often_as_was_asked() {
        let faults = InjectedFaults::default();
        faults.put("f", Fault::new("X", "x"), Some(2));
        assert!(faults.check("g").is_ok());
        assert!(faults.check("f").is_err());
        assert!(faults.check("f").is_err());
        assert!(faults.check("f").is_ok());
    }

    #[test]
    fn a_fault_without_a_number_stays_until_it_is_cleared() {
        let faults = InjectedFaults::default();
        faults.put("f", Fault::new("X", "x"), None);
        for _ in 0..5 {
            assert!(faults.check("f").is_err());
        }
        faults.clear(Some("f"));
        assert!(faults.check("f").is_ok());
    }
}
