//! The records of a range of keys in the file, block by block.

use std::{ops::Bound, vec};

use redb::{AccessGuard, Range, ReadOnlyTable};

use super::{
    StoreError,
    block::{self, Pair, Spot},
    failed,
    tables::{self, Slice},
    view::Keys,
};

/// Records as they were at one moment, one at a time, from the front or from the back.
pub(super) struct Blocks {
    range: Range<'static, Slice, Slice>,
    from: Vec<u8>,
    to: Option<Vec<u8>>,
    /// The block that is being shown, and what is left of it.
    block: Option<AccessGuard<'static, Slice>>,
    left: vec::IntoIter<Spot>,
    shown: Option<Spot>,
}

impl Blocks {
    /// Before the first record.
    pub(super) fn of(
        table: &ReadOnlyTable<Slice, Slice>,
        keys: Keys<'_>,
    ) -> Result<Self, StoreError> {
        // The first records may lie in a block that begins before them.
        let before = tables::block_of(table, keys.from).map_err(failed)?;
        let first = before.map_or_else(|| keys.from.to_vec(), |(key, _)| key.value().to_vec());
        let (_, end) = keys.bounds();
        let range = table.range::<&[u8]>((Bound::Included(&*first), end));
        Ok(Self {
            range: range.map_err(failed)?,
            from: keys.from.to_vec(),
            to: keys.to.map(<[u8]>::to_vec),
            block: None,
            left: Vec::new().into_iter(),
            shown: None,
        })
    }

    /// The record that is shown; none before the first and behind the last.
    pub(super) fn shown(&self) -> Option<Pair<'_>> {
        let (block, spot) = (self.block.as_ref()?, self.shown.as_ref()?);
        Some(spot.of(block.value()))
    }

    /// Shows the next record.
    pub(super) fn advance(&mut self, backwards: bool) -> Result<(), StoreError> {
        loop {
            self.shown = match backwards {
                true => self.left.next_back(),
                false => self.left.next(),
            };
            if self.shown.is_some() {
                return Ok(());
            }
            let next = match backwards {
                true => self.range.next_back(),
                false => self.range.next(),
            };
            let Some((_, block)) = next.transpose().map_err(failed)? else {
                return Ok(());
            };
            self.left = self.inside(block.value())?.into_iter();
            self.block = Some(block);
        }
    }

    /// Where the records of a block lie whose keys are meant.
    fn inside(&self, block: &[u8]) -> Result<Vec<Spot>, StoreError> {
        let mut spots = block::spots(block).map_err(failed)?;
        spots.retain(|spot| {
            let (key, _) = spot.of(block);
            key >= &*self.from && self.to.as_deref().is_none_or(|to| key < to)
        });
        Ok(spots)
    }
}
