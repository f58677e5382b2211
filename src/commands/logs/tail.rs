//! What is new in several log groups.
//!
//! Events can arrive late and share a millisecond, so the next search starts a while before the
//! last one ended, and what was seen is known by its id: a late line is shown, no line twice.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::search;
use crate::{
    aws::{
        Logs,
        logs::{Line, Search},
    },
    error::Result,
};

/// How late an event may arrive and still be shown, in milliseconds.
const LATE: i64 = 30_000;

/// A reader of several log groups.
pub(super) struct Tail {
    logs: Logs,
    groups: Vec<Group>,
}

struct Group {
    search: Search,
    /// The lines of the last `LATE` milliseconds that were shown: id and time.
    seen: BTreeMap<String, i64>,
}

impl Tail {
    pub(super) fn new(logs: Logs, searches: Vec<Search>) -> Self {
        let group = |search| Group {
            search,
            seen: BTreeMap::new(),
        };
        Self {
            logs,
            groups: searches.into_iter().map(group).collect(),
        }
    }

    /// The lines that have come since the last call, by time.
    pub(super) async fn next(&mut self) -> Result<Vec<Line>> {
        let searches = self
            .groups
            .iter()
            .map(|group| search(&self.logs, &group.search));
        let found = try_join_all(searches).await?;
        let mut lines = Vec::new();
        for (group, found) in self.groups.iter_mut().zip(found) {
            lines.extend(group.take_new(found));
        }
        lines.sort_by_key(|line| line.time);
        Ok(lines)
    }
}

impl Group {
    fn take_new(&mut self, found: Vec<Line>) -> Vec<Line> {
        let new: Vec<Line> = found
            .into_iter()
            .filter(|line| !self.seen.contains_key(&line.id))
            .collect();
        self.seen.extend(
            new.iter()
                .map(|line| (line.id.clone(), line.time.as_millisecond())),
        );
        if let Some(last) = self.seen.values().max() {
            self.search.from = self.search.from.max(last - LATE);
        }
        let from = self.search.from;
        self.seen.retain(|_, time| *time >= from);
        new
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn line(id: &str, millis: i64) -> Line {
        Line {
            id: id.into(),
            group: "g".into(),
            stream: "s".into(),
            time: Timestamp::from_millisecond(millis).unwrap(),
            message: String::new(),
        }
    }

    fn group() -> Group {
        Group {
            search: Search {
                from: 0,
                ..Search::default()
            },
            seen: BTreeMap::new(),
        }
    }

    fn ids(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.id.as_str()).collect()
    }

    #[test]
    fn a_line_is_shown_once() {
        let mut group = group();
        assert_eq!(ids(&group.take_new(vec![line("a", 100_000)])), ["a"]);
        assert!(group.take_new(vec![line("a", 100_000)]).is_empty());
    }

    #[test]
    fn a_late_line_and_one_of_the_same_millisecond_are_shown() {
        let mut group = group();
        group.take_new(vec![line("a", 100_000)]);
        assert_eq!(group.search.from, 100_000 - LATE);
        let late = vec![line("late", 80_000), line("a", 100_000), line("b", 100_000)];
        assert_eq!(ids(&group.take_new(late)), ["late", "b"]);
    }

    #[test]
    fn memory_holds_only_what_may_come_again() {
        let mut group = group();
        group.take_new(vec![line("a", 0)]);
        group.take_new(vec![line("b", 100_000)]);
        assert_eq!(group.seen.len(), 1);
    }
}
