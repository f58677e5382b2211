//! What the queue finds on disk: which functions have events, and which are next.

use std::ops::ControlFlow;

use super::{
    Queue,
    lane::{Lane, Place},
    pending::{self, Pending, QUEUE},
};
use crate::store::{Store, StoreError};

/// Bytes of events after which a reading of the disk ends.
const READ_AT_ONCE: usize = 8 * 1024 * 1024;

impl Queue {
    /// Reads the disk on until it is known which event of a lane is next.
    pub(super) fn fill(&self, function: &str, lane: &mut Lane) -> Result<(), StoreError> {
        while let Some(from) = lane.unread() {
            let (found, rest) = self.read(function, from, lane.window())?;
            lane.read(found, rest);
        }
        Ok(())
    }

    /// Up to `most` places of events on disk, and the next behind them.
    fn read(
        &self,
        function: &str,
        from: Place,
        most: usize,
    ) -> Result<(Vec<Place>, Option<Place>), StoreError> {
        let (from, to) = (pending::key(function, from), pending::behind(function));
        let (mut found, mut bytes, mut rest) = (Vec::new(), 0, None);
        let store = &self.core.store;
        store.walk(QUEUE, (&from, &to), false, |key, record| {
            let Some((_, place)) = pending::parse(key) else {
                return ControlFlow::Continue(());
            };
            if found.len() == most || bytes > READ_AT_ONCE {
                rest = Some(place);
                return ControlFlow::Break(());
            }
            if let Some((pending, _)) = Pending::read(function, place, record) {
                let traces = &self.traces;
                traces.begin(&pending.request_id, function, pending.attempts);
            }
            bytes += record.len();
            found.push(place);
            ControlFlow::Continue(())
        })?;
        Ok((found, rest))
    }
}

/// The functions that have events on disk.
pub(super) fn functions(store: &Store) -> Result<Vec<String>, StoreError> {
    let (mut found, mut from) = (Vec::new(), Vec::new());
    while let Some((key, _)) = store.range(QUEUE, &from, &[0xff], 1)?.pop() {
        let Some((function, _)) = pending::parse(&key) else {
            let text = format!("an event of {} lies under an unknown key", QUEUE.0);
            return Err(StoreError::Failed(text));
        };
        from = pending::behind(function);
        found.push(function.to_owned());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::store::Batch;

    #[tokio::test]
    async fn functions_with_events_are_found_without_reading_all_events() {
        let (store, mut batch) = (Store::in_memory(), Batch::new());
        for function in ["a", "a-1", "a:live", "b"] {
            for id in 0..3 {
                let id = Uuid::from_u128(id);
                let place = Place { due: 1, id };
                let pending = Pending::new(function, place, 1, None);
                pending.put(&mut batch, place, b"{}");
            }
        }
        store.commit(batch).durable().await.unwrap();
        assert_eq!(functions(&store).unwrap(), ["a", "a-1", "a:live", "b"]);
    }
}
