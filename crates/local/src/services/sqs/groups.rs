//! The message groups of a FIFO queue.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::message::Seq;

/// Groups by name; a group is open while none of its messages is out.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    groups: HashMap<Arc<str>, Group>,
    /// Open groups that have something, by their oldest message.
    open: BTreeMap<Seq, Arc<str>>,
    /// How many messages there are in all.
    ready: usize,
}

#[derive(Debug, Default)]
struct Group {
    ready: BTreeSet<Seq>,
    out: usize,
}

impl Groups {
    /// How many messages there are in all groups.
    pub(crate) fn len(&self) -> usize {
        self.ready
    }

    /// How many groups are not open.
    pub(crate) fn in_flight(&self) -> usize {
        self.groups.values().filter(|group| group.out > 0).count()
    }

    /// Whether so many messages can be taken.
    pub(crate) fn has(&self, wanted: usize) -> bool {
        let mut found = 0;
        let mut lengths = self.open.values().map(|name| self.groups[name].ready.len());
        wanted == 0
            || lengths.any(|length| {
                found += length;
                found >= wanted
            })
    }

    pub(crate) fn put(&mut self, seq: Seq, name: &Arc<str>) {
        self.change(name, |group| {
            group.ready.insert(seq);
        });
    }

    /// Takes from the group with the oldest message, as many as it has, then from the next.
    pub(crate) fn take(&mut self, max: usize) -> Vec<Seq> {
        let mut taken = Vec::new();
        while taken.len() < max {
            let Some((_, name)) = self.open.pop_first() else {
                break;
            };
            let wanted = max - taken.len();
            self.change(&name, |group| {
                let before = taken.len();
                taken.extend((0..wanted).map_while(|_| group.ready.pop_first()));
                group.out += taken.len() - before;
            });
        }
        taken
    }

    pub(crate) fn put_back(&mut self, seq: Seq, name: &Arc<str>) {
        self.change(name, |group| {
            group.out -= 1;
            group.ready.insert(seq);
        });
    }

    pub(crate) fn release(&mut self, name: &Arc<str>) {
        self.change(name, |group| group.out -= 1);
    }

    pub(crate) fn remove(&mut self, seq: Seq, name: &Arc<str>) {
        self.change(name, |group| {
            group.ready.remove(&seq);
        });
    }

    /// Changes a group, and whether and where it is among the open ones.
    fn change(&mut self, name: &Arc<str>, change: impl FnOnce(&mut Group)) {
        let group = self.groups.entry(Arc::clone(name)).or_default();
        if let Some(head) = group.ready.first() {
            self.open.remove(head);
        }
        self.ready -= group.ready.len();
        change(group);
        self.ready += group.ready.len();
        match group.ready.first() {
            Some(head) if group.out == 0 => drop(self.open.insert(*head, Arc::clone(name))),
            None if group.out == 0 => drop(self.groups.remove(name)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(messages: &[(Seq, &str)]) -> Groups {
        let mut groups = Groups::default();
        for (seq, name) in messages {
            groups.put(*seq, &Arc::from(*name));
        }
        groups
    }

    #[test]
    fn a_group_with_a_message_out_is_closed() {
        let mut groups = groups(&[(1, "a"), (2, "a"), (3, "b")]);
        assert_eq!(groups.take(1), [1]);
        assert_eq!(groups.take(10), [3]);
        assert_eq!(groups.in_flight(), 2);
        groups.release(&Arc::from("a"));
        assert_eq!(groups.in_flight(), 1);
        assert_eq!(groups.take(10), [2]);
    }

    #[test]
    fn what_comes_back_is_first_again() {
        let mut groups = groups(&[(1, "a"), (2, "a")]);
        assert_eq!(groups.take(1), [1]);
        groups.put_back(1, &Arc::from("a"));
        assert_eq!(groups.take(10), [1, 2]);
    }

    #[test]
    fn a_group_stays_closed_until_all_that_is_out_is_settled() {
        let mut groups = groups(&[(1, "a"), (2, "a"), (3, "a")]);
        assert_eq!(groups.take(2), [1, 2]);
        groups.release(&Arc::from("a"));
        assert!(groups.take(10).is_empty());
        groups.release(&Arc::from("a"));
        assert_eq!(groups.take(10), [3]);
    }

    #[test]
    fn groups_that_are_empty_are_forgotten() {
        let mut groups = groups(&[(1, "a")]);
        groups.take(1);
        groups.release(&Arc::from("a"));
        assert!(groups.groups.is_empty() && groups.open.is_empty());
    }
}
