//! One table as it was at one moment: what is in the file, under what is only in the journal yet.

use std::{
    cmp::Ordering,
    iter::Peekable,
    ops::{Bound, ControlFlow},
    vec,
};

use redb::ReadableDatabase;

use super::{
    StoreError, Table,
    block::{self, Pair},
    blocks::Blocks,
    failed,
    recent::{Entry, Recent},
    tables,
};

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

    pub(super) fn bounds(self) -> (Bound<&'a [u8]>, Bound<&'a [u8]>) {
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
    let Some(table) = tables::open(database, table.0)? else {
        return Ok(None);
    };
    let Some((_, block)) = tables::block_of(&table, key).map_err(failed)? else {
        return Ok(None);
    };
    let found = block::find(block.value(), key).map_err(failed)?;
    Ok(found.map(<[u8]>::to_vec))
}

/// The records of a range, to be walked without holding anything up.
pub(super) struct View {
    stored: Option<Blocks>,
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
        let stored = tables::open(database, table.0)?;
        let stored = stored.map(|table| Blocks::of(&table, keys));
        Ok(Self {
            stored: stored.transpose()?,
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
        let mut stored = self.stored;
        let advance = |stored: &mut Option<Blocks>| match stored {
            Some(blocks) => blocks.advance(backwards),
            None => Ok(()),
        };
        advance(&mut stored)?;
        loop {
            let shown = stored.as_ref().and_then(Blocks::shown);
            let seen = match choose(shown, &mut recent, backwards) {
                Choice::Nothing => return Ok(None),
                Choice::Changed => {
                    advance(&mut stored)?;
                    continue;
                }
                Choice::Recent((key, value)) => match value {
                    Some(value) => visitor(&key, &value),
                    None => ControlFlow::Continue(()),
                },
                Choice::Stored((key, value)) => {
                    let seen = visitor(key, value);
                    if seen.is_continue() {
                        advance(&mut stored)?;
                    }
                    seen
                }
            };
            if let ControlFlow::Break(with) = seen {
                return Ok(Some(with));
            }
        }
    }
}

/// Whose turn it is.
enum Choice<'b> {
    Nothing,
    Stored(Pair<'b>),
    /// The stored record was changed since and is passed over.
    Changed,
    Recent(Entry),
}

fn choose<'b>(
    stored: Option<Pair<'b>>,
    recent: &mut Peekable<vec::IntoIter<Entry>>,
    backwards: bool,
) -> Choice<'b> {
    let is_stored_first = match (&stored, recent.peek()) {
        (Some((stored, _)), Some((recent, _))) => match stored.cmp(&&**recent) {
            Ordering::Equal => return Choice::Changed,
            order => order.is_lt() != backwards,
        },
        (stored, _) => stored.is_some(),
    };
    match stored.filter(|_| is_stored_first) {
        Some(stored) => Choice::Stored(stored),
        None => recent.next().map_or(Choice::Nothing, Choice::Recent),
    }
}
