//! Taking messages in.

use std::sync::Arc;

use uuid::Uuid;

use super::Queue;
use crate::{
    services::sqs::{
        content::Content,
        deduplication::{self, Earlier, WINDOW},
        message::{Message, Seq, State},
        records,
        settings::Scope,
    },
    store::Batch,
};

/// How many places are reserved at once: those of a second.
const RESERVE: Seq = 1000 << 20;

/// A message that has been checked and can be taken in.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub id: Uuid,
    pub content: Arc<Content>,
    /// In seconds; the queue's own without one.
    pub delay: Option<u32>,
    pub group: Option<Arc<str>>,
    pub deduplication: Option<Arc<str>>,
    /// What it keeps from another queue.
    pub origin: Option<Origin>,
}

/// What a message keeps when its queue gives up on it.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// ARN of that queue.
    pub queue: Arc<str>,
    /// `SentTimestamp` where it stays.
    pub sent: Option<i64>,
    pub receives: u32,
    pub first_received: Option<i64>,
}

/// The answer to a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub id: Uuid,
    pub seq: Seq,
    /// When it can be received; 0 when it can be at once.
    pub due: i64,
    /// Whether it was taken in; a duplicate is not.
    pub is_new: bool,
}

impl Queue {
    /// Takes a message in, unless it is a duplicate of one that came within five minutes.
    pub(crate) fn send(&mut self, draft: Draft, now: i64, batch: &mut Batch) -> Sent {
        let duplicate_key = self.deduplication_key(&draft);
        if let Some(key) = &duplicate_key
            && let Some(earlier) = self.deduplication.earlier(key, now)
        {
            return Sent {
                id: earlier.id,
                seq: earlier.seq,
                due: 0,
                is_new: false,
            };
        }
        let seq = self.next_seq(now, batch);
        let due = self.due(&draft, now);
        let message = message(&draft, due, now);
        if let Some(key) = duplicate_key {
            self.remember(key, draft.id, seq, now, batch);
        }
        records::save(batch, self.record.id, seq, &message, &draft.content);
        if due == 0 {
            self.visible += 1;
            self.line_up(seq, message);
        } else {
            self.delayed.begin((due, seq), message);
        }
        Sent {
            id: draft.id,
            seq,
            due,
            is_new: true,
        }
    }

    /// When it can be received, in milliseconds; 0 without a delay, so that it can be also by a
    /// clock that is set back.
    fn due(&mut self, draft: &Draft, now: i64) -> i64 {
        let delay = match draft.origin {
            Some(_) => 0,
            None => draft.delay.unwrap_or(self.record.settings.delay),
        };
        let due = match delay {
            0 => 0,
            delay => now + i64::from(delay) * 1000,
        };
        if !self.record.settings.fifo || self.delayed.is_empty() {
            return due;
        }
        // In a FIFO queue nothing overtakes a delayed message, also when the delay was changed.
        self.wake(now);
        let group = self.delayed.behind_group(draft.group.as_ref(), now);
        due.max(group.unwrap_or(due))
    }

    /// Places grow with time, and by what is reserved on disk also over a restart that finds the
    /// queue empty and the clock set back.
    fn next_seq(&mut self, now: i64, batch: &mut Batch) -> Seq {
        let by_time = u64::try_from(now).unwrap_or(0) << 20;
        self.last = by_time.max(self.last + 1);
        if self.last > self.reserved {
            self.reserved = self.last + RESERVE;
            records::save_reserved(batch, self.record.id, self.reserved);
        }
        self.last
    }

    fn deduplication_key(&self, draft: &Draft) -> Option<deduplication::Key> {
        let settings = &self.record.settings;
        let id = draft.deduplication.as_deref().filter(|_| settings.fifo)?;
        let scope = match settings.deduplication_scope {
            Scope::Queue => None,
            Scope::MessageGroup => draft.group.as_deref(),
        };
        Some(deduplication::key(scope, id))
    }

    fn remember(
        &mut self,
        key: deduplication::Key,
        id: Uuid,
        seq: Seq,
        now: i64,
        batch: &mut Batch,
    ) {
        let until = now + WINDOW;
        let earlier = Earlier { id, seq, until };
        records::save_earlier(batch, self.record.id, &key, &earlier);
        self.deduplication.insert(key, earlier);
    }
}

fn message(draft: &Draft, due: i64, now: i64) -> Message {
    let origin = draft.origin.as_ref();
    Message {
        id: draft.id,
        sent: origin.and_then(|origin| origin.sent).unwrap_or(now),
        since: now,
        due,
        bytes: u32::try_from(draft.content.bytes()).unwrap_or(u32::MAX),
        group: draft.group.clone(),
        deduplication: draft.deduplication.clone(),
        dead_letter_source: origin.map(|origin| Arc::clone(&origin.queue)),
        receives: origin.map_or(0, |origin| origin.receives),
        first_received: origin.and_then(|origin| origin.first_received),
        counted: None,
        state: State::Ready,
        content: Some(Arc::clone(&draft.content)),
    }
}
