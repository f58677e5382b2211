//! What the journal holds and the tables do not yet, in memory: reads look here first.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    sync::Arc,
};

use bytes::Bytes;

use super::{
    Table,
    change::{Change, Nonsense},
};

/// A key, and its value unless it was deleted.
pub(super) type Entry = (Bytes, Option<Bytes>);

type Keys = BTreeMap<Bytes, Option<Bytes>>;

/// The last change of every key that changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    tables: HashMap<String, Keys>,
}

impl Changes {
    /// Makes these changes.
    pub(super) fn apply(&mut self, mut changes: Bytes) -> Result<(), Nonsense> {
        while let Some(change) = Change::read(&mut changes)? {
            let name = change.table().ok_or(Nonsense)?;
            match self.tables.get_mut(name) {
                Some(keys) => keys.insert(change.key, change.value),
                None => {
                    let keys = self.tables.entry(name.to_owned()).or_default();
                    keys.insert(change.key, change.value)
                }
            };
        }
        Ok(())
    }

    /// The changes by table, in the order of keys.
    pub(super) fn tables(&self) -> impl Iterator<Item = (&str, &Keys)> {
        self.tables.iter().map(|(name, keys)| (name.as_str(), keys))
    }
}

/// Changes in two layers: those of the journal that is being written, over those that are being
/// moved into the tables.
#[derive(Debug, Default)]
pub(super) struct Recent {
    fresh: Changes,
    moving: Option<Arc<Changes>>,
}

impl Recent {
    /// What journals of an earlier process held.
    pub(super) fn found(changes: Arc<Changes>) -> Self {
        Self {
            fresh: Changes::default(),
            moving: Some(changes),
        }
    }

    /// Makes the changes of a batch.
    pub(super) fn apply(&mut self, changes: Bytes) {
        let applied = self.fresh.apply(changes);
        debug_assert!(applied.is_ok(), "it was written by a batch");
    }

    /// Makes the upper layer the lower one, to be moved; the lower one has to be gone.
    pub(super) fn turn(&mut self) -> Arc<Changes> {
        debug_assert!(self.moving.is_none(), "the last turn is not over");
        let changes = Arc::new(std::mem::take(&mut self.fresh));
        self.moving = Some(Arc::clone(&changes));
        changes
    }

    /// Forgets the lower layer, which is in the tables now.
    pub(super) fn moved(&mut self) {
        self.moving = None;
    }

    /// The last change of a key, if it is not in the tables yet.
    pub(super) fn get(&self, table: Table, key: &[u8]) -> Option<&Option<Bytes>> {
        self.layers(table).find_map(|keys| keys.get(key))
    }

    /// The last change of every key from `from` up to before `to`, in order.
    pub(super) fn range(&self, table: Table, range: (Bound<&[u8]>, Bound<&[u8]>)) -> Vec<Entry> {
        let mut layers = self.layers(table).map(|keys| entries(keys, range));
        match (layers.next(), layers.next()) {
            (Some(upper), Some(lower)) => merged(upper, lower),
            (Some(only), None) => only,
            _ => Vec::new(),
        }
    }

    /// The upper layer first.
    fn layers(&self, table: Table) -> impl Iterator<Item = &Keys> {
        let layers = std::iter::once(&self.fresh).chain(self.moving.as_deref());
        layers.filter_map(move |changes| changes.tables.get(table.0))
    }
}

fn entries(keys: &Keys, range: (Bound<&[u8]>, Bound<&[u8]>)) -> Vec<Entry> {
    let found = keys.range::<[u8], _>(range);
    found
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Both in order; where both have a key, the upper one's.
fn merged(upper: Vec<Entry>, lower: Vec<Entry>) -> Vec<Entry> {
    let mut all = Vec::with_capacity(upper.len() + lower.len());
    let mut lower = lower.into_iter().peekable();
    for entry in upper {
        while let Some(before) = lower.next_if(|(key, _)| *key < entry.0) {
            all.push(before);
        }
        lower.next_if(|(key, _)| *key == entry.0);
        all.push(entry);
    }
    all.extend(lower);
    all
}
