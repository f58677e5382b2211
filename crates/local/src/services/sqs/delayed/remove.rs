//! Deleting delayed messages that nobody was handed.

use std::collections::BTreeSet;

use super::{Delayed, on_disk::OnDisk, read::places};
use crate::{
    services::sqs::{backlog::Disk, message::Place, records},
    store::{Batch, StoreError},
};

impl Delayed {
    /// Deletes up to `most` that only the disk knows and whose delays ended at `until` or before;
    /// says how many that was.
    ///
    /// # Errors
    /// When the disk fails; nothing has changed then.
    pub(crate) fn expire(
        &mut self,
        queue: u64,
        until: i64,
        most: usize,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<usize, StoreError> {
        let Some(from) = self.unread(until) else {
            return Ok(0);
        };
        let is_due = |place: Place, count| place.0 <= until && count < most;
        let (due, rest) = places(disk, queue, from, is_due)?;
        self.rest = rest;
        for place in &due {
            self.shown = self.shown.max(*place);
            if self.writing.remove(place).is_none() {
                self.on_disk.remove(place.0);
            }
            records::remove(batch, queue, *place);
        }
        Ok(due.len())
    }

    /// The places of all.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn places(
        &self,
        queue: u64,
        disk: &dyn Disk,
    ) -> Result<BTreeSet<Place>, StoreError> {
        let known = self.writing.keys().chain(self.next.keys()).copied();
        let mut all: BTreeSet<Place> = known.collect();
        if let Some(rest) = self.rest {
            all.extend(places(disk, queue, rest, |_, _| true)?.0);
        }
        Ok(all)
    }

    /// Deletes all, which have these places.
    pub(crate) fn clear(&mut self, queue: u64, places: BTreeSet<Place>, batch: &mut Batch) {
        for place in places {
            records::remove(batch, queue, place);
        }
        self.writing.clear();
        self.next.clear();
        self.on_disk = OnDisk::default();
        self.shown = self.shown.max(self.rest.unwrap_or_default());
        self.rest = None;
    }
}
