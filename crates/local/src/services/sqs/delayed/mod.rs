//! Messages whose delays have not ended, or had not when memory had room for them: the next ones
//! in memory, the rest only on disk.
//!
//! They lie in a table of their own, by when their delays end, and come out in that order. Behind
//! [`Delayed::rest`] nothing is in memory but how many there are, and what is being written: the
//! disk shows a message only once it is durable. What was ever shown is before it, so that the
//! disk is read on and never again where messages have been handed out or deleted.

mod on_disk;
mod read;
mod remove;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Bound, sync::Arc};

use on_disk::OnDisk;
pub(crate) use read::Found;

use super::{
    backlog::Messages,
    message::{Message, Place, Seq},
};

/// The delayed messages of a queue.
#[derive(Debug)]
pub(crate) struct Delayed {
    /// So many are in memory before only the disk knows the later half.
    most: usize,
    /// Those that may not be durable yet.
    writing: BTreeMap<Place, Message>,
    next: BTreeMap<Place, Message>,
    rest: Option<Place>,
    /// The last that was shown.
    shown: Place,
    /// When the last delay ends, of all that ever were.
    last_end: i64,
    on_disk: OnDisk,
}

impl Delayed {
    /// None yet.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            writing: BTreeMap::new(),
            next: BTreeMap::new(),
            rest: None,
            shown: Place::default(),
            last_end: 0,
            on_disk: OnDisk::default(),
        }
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.writing.is_empty() && self.next.is_empty() && self.rest.is_none()
    }

    /// How many are in memory.
    #[cfg(test)]
    pub(crate) fn in_memory(&self) -> usize {
        self.writing.len() + self.next.len()
    }

    /// How many cannot be received yet.
    pub(crate) fn waiting(&self) -> usize {
        self.writing.len() + self.next.len() + self.on_disk.waiting()
    }

    /// How many can be received, and lie only on disk.
    pub(crate) fn visible(&self) -> usize {
        self.on_disk.visible()
    }

    /// When the first delay after a time ends.
    pub(crate) fn next_end(&self, after: i64) -> Option<i64> {
        let behind = (Bound::Excluded((after, Seq::MAX)), Bound::Unbounded);
        let writing = self.writing.range(behind).next();
        let next = self.next.range(behind).next();
        let known = writing.into_iter().chain(next).map(|((end, _), _)| *end);
        let rest = self.rest.map(|(end, _)| end).filter(|end| *end > after);
        known.chain(rest).min()
    }

    /// Since when the oldest has been in the queue, about.
    pub(crate) fn oldest(&self) -> Option<i64> {
        let known = self.writing.values().chain(self.next.values());
        let known = known.map(|message| message.since);
        known.chain(self.rest.map(|(end, _)| end)).min()
    }

    /// When a message of this group may be shown at the earliest so that it does not overtake one
    /// of them. Of those on disk the groups are not known: it comes after all of them.
    pub(crate) fn behind_group(&self, group: Option<&Arc<str>>, now: i64) -> Option<i64> {
        if self.rest.is_some() {
            return Some(self.last_end.max(now + 1));
        }
        let known = self.writing.iter().chain(&self.next);
        let of_group = known.filter(|(_, message)| message.group.as_ref() == group);
        of_group.map(|((end, _), _)| *end).max()
    }

    /// Takes in a message that is being written.
    pub(crate) fn begin(&mut self, place: Place, message: Message) {
        self.last_end = self.last_end.max(place.0);
        self.writing.insert(place, message);
    }

    /// A message is durable, if it is one of these; its content will not be needed soon.
    pub(crate) fn durable(&mut self, place: Place) {
        let Some(message) = self.writing.remove(&place) else {
            return;
        };
        if self.is_read_later(place) {
            return self.on_disk.add(place.0);
        }
        let message = Message {
            content: None,
            ..message
        };
        self.next.insert(place, message);
        if self.next.len() > self.most {
            let behind_shown = (Bound::Excluded(self.shown), Bound::Unbounded);
            let mut places = self.next.range(behind_shown).map(|(place, _)| *place);
            let half = places.nth(self.most / 2);
            half.map(|place| self.let_go(place));
        }
    }

    /// The first in memory whose delay has ended.
    pub(crate) fn first_ended(&self, now: i64) -> Option<Place> {
        let first = |messages: &BTreeMap<Place, Message>| messages.keys().next().copied();
        let first = first(&self.writing).into_iter().chain(first(&self.next));
        let first = first.min()?;
        (first.0 <= now && !self.is_read_later(first)).then_some(first)
    }

    /// Takes out a message in memory, to be shown.
    pub(crate) fn take(&mut self, place: Place) -> Option<Message> {
        self.shown = self.shown.max(place);
        let next = self.next.remove(&place);
        next.or_else(|| self.writing.remove(&place))
    }

    /// From this place on only the disk knows messages; it cannot be one before the last that was
    /// shown, which a clock that is set back makes.
    pub(crate) fn let_go(&mut self, from: Place) -> bool {
        if from <= self.shown {
            return false;
        }
        let gone = self.next.split_off(&from);
        gone.keys().for_each(|(end, _)| self.on_disk.add(*end));
        self.rest = Some(from);
        true
    }

    /// From where the disk has to be read to find messages whose delays have ended.
    pub(crate) fn unread(&self, now: i64) -> Option<Place> {
        self.rest.filter(|(end, _)| *end <= now)
    }

    /// Notes which delays have ended.
    pub(crate) fn wake(&mut self, now: i64) {
        self.on_disk.wake(now);
    }

    /// A message that was found on disk at the start; they come in their order.
    pub(crate) fn found(&mut self, place: Place) {
        self.rest.get_or_insert(place);
        self.last_end = self.last_end.max(place.0);
        self.on_disk.add(place.0);
    }

    /// What was read on disk, to be shown.
    pub(crate) fn read(&mut self, found: Found) -> Messages {
        self.rest = found.rest;
        let shown = |(place, message): (Place, Message)| {
            self.shown = self.shown.max(place);
            let written = self.writing.remove(&place);
            if written.is_none() {
                self.on_disk.remove(place.0);
            }
            (place.1, written.unwrap_or(message))
        };
        found.messages.into_iter().map(shown).collect()
    }

    fn is_read_later(&self, place: Place) -> bool {
        self.rest.is_some_and(|rest| rest <= place)
    }
}
