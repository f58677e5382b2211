//! What the local environment writes for events that one rule brings to a queue whose consumer
//! keeps up.

/// Tables by number.
pub const EVENTS: usize = 0;
pub const DELIVERIES: usize = 1;
pub const MESSAGES: usize = 2;
pub const RECEIVES: usize = 3;
pub const TABLES: [&str; 4] = ["events", "deliveries", "messages", "receives"];

/// Events that share a commit: eight connections, ten entries each.
const GROUP: u64 = 80;
/// How many events later a message is received and deleted, and what is known of an event is.
const CONSUMED: u64 = 2_000;
const FORGOTTEN: u64 = 10_000;

pub struct Change {
    pub table: usize,
    pub key: [u8; 16],
    /// `None` deletes.
    pub value: Option<Vec<u8>>,
}

#[derive(Default)]
pub struct Load {
    next: u64,
}

impl Load {
    pub fn events(&self) -> u64 {
        self.next
    }

    /// The changes of one group of events.
    pub fn group(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for number in self.next..self.next + GROUP {
            changes.extend([
                put(EVENTS, number, 800),
                put(MESSAGES, number, 800),
                put(DELIVERIES, number, 100),
            ]);
            if let Some(old) = number.checked_sub(CONSUMED) {
                changes.extend([
                    put(RECEIVES, old, 40),
                    delete(RECEIVES, old),
                    delete(MESSAGES, old),
                ]);
            }
            if let Some(old) = number.checked_sub(FORGOTTEN) {
                changes.extend([delete(EVENTS, old), delete(DELIVERIES, old)]);
            }
        }
        self.next += GROUP;
        changes
    }
}

/// Messages that nobody receives.
pub fn messages(numbers: std::ops::Range<u64>) -> Vec<Change> {
    numbers.map(|number| put(MESSAGES, number, 500)).collect()
}

fn put(table: usize, number: u64, bytes: usize) -> Change {
    Change {
        table,
        key: key(number),
        value: Some(vec![number as u8; bytes]),
    }
}

fn delete(table: usize, number: u64) -> Change {
    Change {
        table,
        key: key(number),
        value: None,
    }
}

fn key(number: u64) -> [u8; 16] {
    let mut key = [0; 16];
    key[7] = 1;
    key[8..].copy_from_slice(&number.to_be_bytes());
    key
}
