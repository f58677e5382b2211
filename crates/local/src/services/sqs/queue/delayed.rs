//! Messages whose delays end.

use std::ops::ControlFlow;

use super::Queue;
use crate::{
    services::sqs::{
        backlog::Disk,
        delayed::Found,
        message::{Message, Place, Seq},
    },
    store::StoreError,
};

impl Queue {
    /// Puts messages on the shelf whose delays have ended, or leaves them to the disk where there
    /// is no room for them or others are before them.
    pub(super) fn end_delays(&mut self, now: i64) {
        while let Some(place) = self.delayed.first_ended(now) {
            if !self.has_room_for(place) && self.delayed.let_go(place) {
                break;
            }
            self.take_delayed(place);
        }
        self.delayed.wake(now);
    }

    fn take_delayed(&mut self, place: Place) {
        if let Some(message) = self.delayed.take(place) {
            self.show_delayed(place.1, message);
        }
    }

    fn has_room_for(&self, (end, _): Place) -> bool {
        let behind = self.backlog.oldest();
        self.shelf.len() < self.limits.shelf && behind.is_none_or(|since| end <= since)
    }

    fn show_delayed(&mut self, seq: Seq, message: Message) {
        self.visible += 1;
        self.put_on_shelf(seq, message);
    }

    /// Reads messages from there on whose delays ended at a time or before.
    pub(super) fn read_delayed(
        &mut self,
        from: Place,
        until: i64,
        disk: &dyn Disk,
    ) -> Result<(), StoreError> {
        let most = self.limits.span;
        let is_wanted = |(end, _): Place, count| end <= until && count < most;
        let found = Found::read(disk, self.record.id, from, is_wanted)?;
        for (seq, message) in self.delayed.read(found) {
            self.show_delayed(seq, message);
        }
        // Those that the disk does not show yet, because they are being written.
        while let Some(place) = self.delayed.first_ended(until) {
            self.take_delayed(place);
        }
        Ok(())
    }

    /// Finds out which messages with delays there are, once all others have been taken back. In
    /// memory are to be those that had been received, and all before them.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) fn restore_delayed(&mut self, disk: &dyn Disk) -> Result<(), StoreError> {
        let mut last = self.last_overtaken();
        let queue = self.record.id;
        disk.visit_delayed(queue, Place::default(), &mut |place, _| {
            self.last = self.last.max(place.1);
            self.delayed.found(place);
            if self.receives.was_found(place.1) {
                last = last.max(place);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        let found = Found::read(disk, queue, Place::default(), |place, _| place <= last)?;
        for (seq, mut message) in self.delayed.read(found) {
            self.receives.recall(seq, &mut message);
            self.show_delayed(seq, message);
        }
        Ok(())
    }

    /// In a FIFO queue what can be received without a delay must not overtake those whose delays
    /// ended before it came: up to here they are to be in memory, as they were then.
    fn last_overtaken(&self) -> Place {
        let here = self.messages.values();
        let here = here.filter(|_| self.record.settings.fifo);
        let last = here.map(|message| message.since).max();
        last.map_or_else(Place::default, |since| (since, Seq::MAX))
    }
}
