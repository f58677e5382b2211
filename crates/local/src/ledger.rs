//! Working state in memory whose every change is in the store before it is acknowledged.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{
    fault::Fault,
    store::{Batch, Store},
};

/// The state of one service, with the store behind it.
pub struct Ledger<S> {
    state: Mutex<S>,
    store: Store,
}

impl<S> Ledger<S> {
    /// `state` as it was read from `store`.
    pub fn new(state: S, store: Store) -> Self {
        Self {
            state: Mutex::new(state),
            store,
        }
    }

    fn lock(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state.
    pub fn read<T>(&self, look: impl FnOnce(&S) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state and waits until the batch that `change` filled is on disk. `change`
    /// refuses before it touches anything.
    ///
    /// # Errors
    /// What `change` refuses with, or the store's failure.
    pub async fn change<T>(
        &self,
        change: impl FnOnce(&mut S, &mut Batch) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (answer, commit) = {
            let mut state = self.lock();
            let mut batch = Batch::new();
            let answer = change(&mut state, &mut batch)?;
            (answer, self.store.commit(batch))
        };
        commit.durable().await?;
        Ok(answer)
    }
}
