//! Receives that a client of a FIFO queue may repeat when it has lost the answer.

use std::collections::HashMap;

use super::message::Receipt;

/// How long an attempt can be repeated, in milliseconds.
const WINDOW: i64 = 5 * 60 * 1000;

/// What was handed out, by `ReceiveRequestAttemptId`.
#[derive(Debug, Default)]
pub(crate) struct Attempts(HashMap<String, (i64, Vec<Receipt>)>);

impl Attempts {
    /// What the same attempt was handed before.
    pub(crate) fn earlier(&self, id: &str, now: i64) -> Option<Vec<Receipt>> {
        let (until, receipts) = self.0.get(id)?;
        (*until > now).then(|| receipts.clone())
    }

    /// Keeps what an attempt was handed, and forgets what is too old.
    pub(crate) fn keep(&mut self, id: &str, receipts: Vec<Receipt>, now: i64) {
        self.0.retain(|_, (until, _)| *until > now);
        self.0.insert(id.to_owned(), (now + WINDOW, receipts));
    }
}
