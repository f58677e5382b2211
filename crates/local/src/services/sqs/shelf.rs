//! The messages that can be received now, in the order in which they will be.

use std::{collections::BTreeSet, sync::Arc};

use super::{groups::Groups, message::Seq};

/// Standard queues hand out whatever is oldest; FIFO queues keep the order of every group.
#[derive(Debug)]
pub(crate) enum Shelf {
    Standard(BTreeSet<Seq>),
    Fifo(Groups),
}

impl Shelf {
    pub(crate) fn new(fifo: bool) -> Self {
        if fifo {
            Self::Fifo(Groups::default())
        } else {
            Self::Standard(BTreeSet::new())
        }
    }

    /// How many messages are on it.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Standard(ready) => ready.len(),
            Self::Fifo(groups) => groups.len(),
        }
    }

    /// How many groups have a message that was taken and not settled.
    pub(crate) fn groups_in_flight(&self) -> usize {
        match self {
            Self::Standard(_) => 0,
            Self::Fifo(groups) => groups.in_flight(),
        }
    }

    /// Whether so many messages can be taken.
    pub(crate) fn has(&self, wanted: usize) -> bool {
        match self {
            Self::Standard(ready) => ready.len() >= wanted,
            Self::Fifo(groups) => groups.has(wanted),
        }
    }

    /// Puts a message on the shelf for the first time.
    pub(crate) fn put(&mut self, seq: Seq, group: Option<&Arc<str>>) {
        match self {
            Self::Standard(ready) => {
                ready.insert(seq);
            }
            Self::Fifo(groups) => groups.put(seq, name(group)),
        }
    }

    /// Takes up to `max` messages; their groups are closed until each is put back or released.
    pub(crate) fn take(&mut self, max: usize) -> Vec<Seq> {
        match self {
            Self::Standard(ready) => (0..max).map_while(|_| ready.pop_first()).collect(),
            Self::Fifo(groups) => groups.take(max),
        }
    }

    /// Puts back a message that was taken.
    pub(crate) fn put_back(&mut self, seq: Seq, group: Option<&Arc<str>>) {
        match self {
            Self::Standard(ready) => {
                ready.insert(seq);
            }
            Self::Fifo(groups) => groups.put_back(seq, name(group)),
        }
    }

    /// Says that a message that was taken will not come back.
    pub(crate) fn release(&mut self, group: Option<&Arc<str>>) {
        if let Self::Fifo(groups) = self {
            groups.release(name(group));
        }
    }

    /// Removes a message that was not taken.
    pub(crate) fn remove(&mut self, seq: Seq, group: Option<&Arc<str>>) {
        match self {
            Self::Standard(ready) => {
                ready.remove(&seq);
            }
            Self::Fifo(groups) => groups.remove(seq, name(group)),
        }
    }
}

/// Every message of a FIFO queue has a group.
fn name(group: Option<&Arc<str>>) -> &Arc<str> {
    group.expect("messages of FIFO queues are accepted with a group only")
}
