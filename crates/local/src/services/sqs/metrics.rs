//! The metrics AWS/SQS of a queue, once a minute.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::directory::Cell;
use crate::services::cloudwatch::{Datum, Resolution};

/// What happened since the last minute.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    sent: AtomicU64,
    sent_bytes: AtomicU64,
    duplicates: AtomicU64,
    received: AtomicU64,
    empty: AtomicU64,
    deleted: AtomicU64,
}

impl Tally {
    /// Messages were sent: each is new or a duplicate; so many bytes in all.
    pub(crate) fn sent(&self, are_new: impl Iterator<Item = bool>, bytes: u64) {
        let (mut all, mut new) = (0, 0);
        for is_new in are_new {
            all += 1;
            new += u64::from(is_new);
        }
        if all > 0 {
            self.sent.fetch_add(new, Relaxed);
            self.duplicates.fetch_add(all - new, Relaxed);
            self.sent_bytes.fetch_add(bytes, Relaxed);
        }
    }

    pub(crate) fn received(&self, messages: usize) {
        match messages {
            0 => self.empty.fetch_add(1, Relaxed),
            some => self.received.fetch_add(some as u64, Relaxed),
        };
    }

    pub(crate) fn deleted(&self, messages: usize) {
        self.deleted.fetch_add(messages as u64, Relaxed);
    }
}

/// The minute that ends `now`, in milliseconds; begins the next one.
pub(crate) fn minute(cell: &Cell, now: i64) -> Vec<Datum> {
    let (counts, oldest, groups) = {
        let mut queue = cell.lock();
        (queue.counts(now), queue.oldest(), queue.groups_in_flight())
    };
    let age = oldest.map_or(0, |since| (now - since) / 1000);
    let taken = |counter: &AtomicU64| counter.swap(0, Relaxed) as f64;
    let tally = &cell.tally;
    let sent = taken(&tally.sent);
    let sent_bytes = taken(&tally.sent_bytes);
    let mut values = vec![
        ("NumberOfMessagesSent", sent, "Count"),
        ("NumberOfMessagesReceived", taken(&tally.received), "Count"),
        ("NumberOfMessagesDeleted", taken(&tally.deleted), "Count"),
        ("NumberOfEmptyReceives", taken(&tally.empty), "Count"),
        (
            "ApproximateNumberOfMessagesVisible",
            counts.visible as f64,
            "Count",
        ),
        (
            "ApproximateNumberOfMessagesNotVisible",
            counts.in_flight as f64,
            "Count",
        ),
        (
            "ApproximateNumberOfMessagesDelayed",
            counts.delayed as f64,
            "Count",
        ),
        ("ApproximateAgeOfOldestMessage", age as f64, "Seconds"),
    ];
    if sent > 0.0 {
        // One value for the minute: the average is right, the extremes are not known.
        values.push(("SentMessageSize", sent_bytes / sent, "Bytes"));
    }
    if cell.is_fifo() {
        let name = "ApproximateNumberOfGroupsWithInflightMessages";
        values.push((name, groups as f64, "Count"));
        let duplicates = taken(&tally.duplicates);
        values.push(("NumberOfDeduplicatedSentMessages", duplicates, "Count"));
    }
    let datum = |(name, value, unit): (&str, f64, &str)| Datum {
        namespace: "AWS/SQS".to_owned(),
        name: name.to_owned(),
        dimensions: vec![("QueueName".to_owned(), cell.name.clone())],
        value,
        times: 1.0,
        unit: unit.to_owned(),
        at_millis: now - 1,
        resolution: Resolution::Standard,
    };
    values.into_iter().map(datum).collect()
}
