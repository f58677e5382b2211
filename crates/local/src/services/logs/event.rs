//! Events in the store, ordered by group, time and arrival.

use std::ops::ControlFlow;

use crate::store::{Batch, Store, StoreError, Table};

/// Group id, time, sequence number → stream id, time of arrival, text.
pub(super) const EVENTS: Table = Table("logs.events");

/// What AWS counts for an event besides its text.
pub(super) const OVERHEAD: u64 = 26;

/// Where an event is among those of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// Milliseconds since the epoch.
    pub(super) time: i64,
    /// Order of arrival.
    pub(super) sequence: u64,
}

impl Position {
    /// Before every event of this time.
    pub(super) fn at(time: i64) -> Self {
        Self { time, sequence: 0 }
    }

    /// The place right after.
    pub(super) fn next(self) -> Self {
        match self.sequence.checked_add(1) {
            Some(sequence) => Self { sequence, ..self },
            None => Self::at(self.time.saturating_add(1)),
        }
    }

    /// Times before the epoch sort first.
    fn time_bits(self) -> u64 {
        self.time.cast_unsigned() ^ (1 << 63)
    }

    pub(super) fn key(self, group: u64) -> Vec<u8> {
        let numbers = [group, self.time_bits(), self.sequence];
        numbers
            .iter()
            .flat_map(|number| number.to_be_bytes())
            .collect()
    }

    /// Digits that sort as positions do.
    pub(super) fn text(self) -> String {
        let number = u128::from(self.time_bits()) << 64 | u128::from(self.sequence);
        format!("{number:056}")
    }

    /// Reads [`Position::text`].
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number: u128 = text.parse().ok()?;
        let time = (u64::try_from(number >> 64).ok()? ^ (1 << 63)).cast_signed();
        let sequence = (number & u128::from(u64::MAX)) as u64;
        Some(Self { time, sequence })
    }
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Event {
    pub(super) position: Position,
    pub(super) stream: u64,
    pub(super) ingested: i64,
    pub(super) message: String,
}

impl Event {
    pub(super) fn put(&self, group: u64, batch: &mut Batch) {
        let mut value = Vec::with_capacity(16 + self.message.len());
        value.extend(self.stream.to_be_bytes());
        value.extend(self.ingested.to_be_bytes());
        value.extend(self.message.as_bytes());
        batch.put_bytes(EVENTS, self.position.key(group), value);
    }

    fn read(key: &[u8], value: &[u8]) -> Option<Self> {
        let number = |bytes: &[u8]| Some(u64::from_be_bytes(bytes.try_into().ok()?));
        let time = (number(key.get(8..16)?)? ^ (1 << 63)).cast_signed();
        let sequence = number(key.get(16..24)?)?;
        Some(Self {
            position: Position { time, sequence },
            stream: number(value.get(..8)?)?,
            ingested: number(value.get(8..16)?)?.cast_signed(),
            message: String::from_utf8_lossy(value.get(16..)?).into_owned(),
        })
    }
}

/// Shows the events of a group from one position to before another, until `visitor` breaks off.
pub(super) fn walk(
    store: &Store,
    group: u64,
    (from, to): (Position, Position),
    backwards: bool,
    mut visitor: impl FnMut(Event) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let (from, to) = (from.key(group), to.key(group));
    store.walk(EVENTS, (&from, &to), backwards, |key, value| {
        Event::read(key, value).map_or(ControlFlow::Continue(()), &mut visitor)
    })
}

/// Removes up to `limit` events of a group that are older than `horizon`; the answer is whether
/// there may be more.
pub(super) fn remove_older(
    store: &Store,
    group: u64,
    horizon: i64,
    limit: usize,
    batch: &mut Batch,
) -> Result<bool, StoreError> {
    let (from, to) = (
        Position::at(i64::MIN).key(group),
        Position::at(horizon).key(group),
    );
    let mut keys = Vec::new();
    store.walk(EVENTS, (&from, &to), false, |key, _| {
        keys.push(key.to_vec());
        match keys.len() < limit {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    let more = keys.len() == limit;
    keys.into_iter().for_each(|key| batch.delete(EVENTS, key));
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_position_is_read_back_and_sorts_as_its_text_and_key(
            a in any::<(i64, u64)>(), b in any::<(i64, u64)>()
        ) {
            let position = |(time, sequence)| Position { time, sequence };
            let (a, b) = (position(a), position(b));
            prop_assert_eq!(Position::parse(&a.text()), Some(a));
            prop_assert_eq!(a.cmp(&b), a.text().cmp(&b.text()));
            prop_assert_eq!(a.cmp(&b), a.key(1).cmp(&b.key(1)));
        }
    }

    #[tokio::test]
    async fn events_come_back_by_time_and_only_of_their_group() {
        let store = Store::in_memory();
        let event = |time, sequence| Event {
            position: Position { time, sequence },
            stream: 5,
            ingested: 9,
            message: format!("{time}/{sequence}"),
        };
        let mut batch = Batch::new();
        for (group, time, sequence) in [(1, 20, 1), (1, 10, 2), (1, -5, 3), (2, 10, 4)] {
            event(time, sequence).put(group, &mut batch);
        }
        store.commit(batch).durable().await.unwrap();
        let mut seen = Vec::new();
        let all = (Position::at(i64::MIN), Position::at(i64::MAX));
        walk(&store, 1, all, false, |event| {
            seen.push(event);
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(seen, [event(-5, 3), event(10, 2), event(20, 1)]);
    }
}
