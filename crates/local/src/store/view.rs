//! One table as it was at one moment: what is in the file, under what is only in the journal yet.

use std::{
    cmp::Ordering,
    iter::Peekable,
    ops::{Bound, ControlFlow},
    vec,
};

use redb::{AccessGuard, Range, ReadableDatabase, TableDefinition};

use super::{
    StoreError, Table, failed,
    recent::{Entry, Recent},
};

type Slice = &'static [u8];

/// A key and its value, still in the pages of the file.
type Stored = (AccessGuard<'static, Slice>, AccessGuard<'static, Slice>);

/// The keys from one up to before another, or up to the end.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub(super) from: &'a [u8],
    pub(super) to: Option<&'a [u8]>,
}

impl<'a> Keys<'a> {
    fn is_empty(self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    fn bounds(self) -> (Bound<&'a [u8]>, Bound<&'a [u8]>) {
        let end = self.to.map_or(Bound::Unbounded, Bound::Excluded);
        (Bound::Included(self.from), end)
    }
}

/// The first key behind all that begin with `prefix`; nothing when there is none.
pub(super) fn behind(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut behind = prefix[..=last].to_vec();
    behind[last] += 1;
    Some(behind)
}

/// The value under a key.
pub(super) fn get(
    database: &dyn ReadableDatabase,
    recent: &Recent,
    table: Table,
    key: &[u8],
) -> Result<Option<Vec<u8>>, StoreError> {
    if let Some(value) = recent.get(table, key) {
        return Ok(value.as_ref().map(|value| value.to_vec()));
    }
    let Some(table) = open(database, table)? else {
        return Ok(None);
    };
    let found = table.get(key).map_err(failed)?;
    Ok(found.map(|value| value.value().to_vec()))
}

/// The records of a range, to be walked without holding anything up.
pub(super) struct View {
    stored: Option<Range<'static, Slice, Slice>>,
    recent: Vec<Entry>,
}

impl View {
    /// The records of these keys at this moment, for which `recent` has to stay as it is.
    pub(super) fn of(
        database: &dyn ReadableDatabase,
        recent: &Recent,
        table: Table,
        keys: Keys<'_>,
    ) -> Result<Self, StoreError> {
        if keys.is_empty() {
            return Ok(Self {
                stored: None,
                recent: Vec::new(),
            });
        }
        let stored = open(database, table)?.map(|table| table.range::<&[u8]>(keys.bounds()));
        Ok(Self {
            stored: stored.transpose().map_err(failed)?,
            recent: recent.range(table, keys.bounds()),
        })
    }

    /// Shows the records in the order of keys, or backwards, until the visitor breaks off; the
    /// answer is what it broke off with.
    pub(super) fn walk<B>(
        mut self,
        backwards: bool,
        mut visitor: impl FnMut(&[u8], &[u8]) -> ControlFlow<B>,
    ) -> Result<Option<B>, StoreError> {
        if backwards {
            self.recent.reverse();
        }
        let mut recent = self.recent.into_iter().peekable();
        let mut range = self.stored;
        let mut next = || -> Result<Option<Stored>, StoreError> {
            let Some(range) = &mut range else {
                return Ok(None);
            };
            let next = if backwards {
                range.next_back()
            } else {
                range.next()
            };
            next.transpose().map_err(failed)
        };
        let mut stored = next()?;
        loop {
            let seen = match choose(stored.as_ref(), &mut recent, backwards) {
                Choice::Nothing => return Ok(None),
                Choice::Changed => {
                    stored = next()?;
                    continue;
                }
                Choice::Recent((key, value)) => match value {
                    Some(value) => visitor(&key, &value),
                    None => ControlFlow::Continue(()),
                },
                Choice::Stored => {
                    let Some((key, value)) = std::mem::replace(&mut stored, next()?) else {
                        return Ok(None);
                    };
                    visitor(key.value(), value.value())
                }
            };
            if let ControlFlow::Break(with) = seen {
                return Ok(Some(with));
            }
        }
    }
}

/// Whose turn it is.
enum Choice {
    Nothing,
    Stored,
    /// The stored record was changed since and is passed over.
    Changed,
    Recent(Entry),
}

fn choose(
    stored: Option<&Stored>,
    recent: &mut Peekable<vec::IntoIter<Entry>>,
    backwards: bool,
) -> Choice {
    let is_stored_first = match (stored, recent.peek()) {
        (None, None) => return Choice::Nothing,
        (stored, None) => stored.is_some(),
        (None, Some(_)) => false,
        (Some((stored, _)), Some((recent, _))) => match stored.value().cmp(recent) {
            Ordering::Equal => return Choice::Changed,
            order => order.is_lt() != backwards,
        },
    };
    if is_stored_first {
        return Choice::Stored;
    }
    recent.next().map_or(Choice::Nothing, Choice::Recent)
}

fn open(
    database: &dyn ReadableDatabase,
    table: Table,
) -> Result<Option<redb::ReadOnlyTable<Slice, Slice>>, StoreError> {
    let read = database.begin_read().map_err(failed)?;
    match read.open_table(definition(table.0)) {
        Ok(table) => Ok(Some(table)),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
        Err(other) => Err(failed(other)),
    }
}

/// How a table of this name is kept in the file.
pub(super) fn definition(name: &str) -> TableDefinition<'_, Slice, Slice> {
    TableDefinition::new(name)
}
