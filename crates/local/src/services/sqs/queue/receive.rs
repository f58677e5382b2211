//! Handing messages out.

use std::sync::Arc;

use uuid::Uuid;

use super::{Body, MAX_IN_FLIGHT, Queue};
use crate::{
    services::sqs::{
        backlog::Disk,
        message::{Message, Receipt, Seq, State},
    },
    store::{Batch, StoreError},
};

/// A message that was handed out, as it was then.
#[derive(Clone, Debug)]
pub(crate) struct Handed {
    pub id: Uuid,
    pub receipt: Receipt,
    /// When its delay ended; 0 without one.
    pub due: i64,
    pub sent: i64,
    pub receives: u32,
    pub first_received: i64,
    pub group: Option<Arc<str>>,
    pub deduplication: Option<Arc<str>>,
    pub dead_letter_source: Option<Arc<str>>,
    pub body: Body,
}

/// A message that was received too often, taken out to go to the dead-letter queue.
/// It is still on disk: remove it there together with saving it where it goes.
#[derive(Clone, Debug)]
pub(crate) struct Exhausted {
    pub seq: Seq,
    pub message: Message,
}

/// What a receive found.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub handed: Vec<Handed>,
    pub exhausted: Vec<Exhausted>,
}

impl Taken {
    fn is_empty(&self) -> bool {
        self.handed.is_empty() && self.exhausted.is_empty()
    }
}

impl Queue {
    /// Hands out up to `max` messages and hides them for `visibility` seconds. Messages that
    /// were already received `max_receives` times are taken out instead.
    ///
    /// # Errors
    /// When the disk fails before any is found.
    pub(crate) fn receive(
        &mut self,
        max: usize,
        visibility: u32,
        max_receives: Option<u32>,
        now: i64,
        disk: &dyn Disk,
        batch: &mut Batch,
    ) -> Result<Taken, StoreError> {
        self.wake(now);
        let mut found = Taken::default();
        loop {
            let room = MAX_IN_FLIGHT.saturating_sub(self.in_flight);
            let wanted = (max - found.handed.len()).min(room);
            let replenished = self.replenish(wanted, now, disk, batch);
            if found.is_empty() {
                replenished?;
            }
            let places = self.shelf.take(wanted);
            if places.is_empty() {
                self.save_receives(&found.handed, batch);
                return Ok(found);
            }
            for seq in places {
                self.hand_out(seq, visibility, max_receives, now, &mut found, batch);
            }
        }
    }

    /// Hands out again what an attempt was handed before, hidden anew; `None` when any of it was
    /// deleted, came back or was handed to another since.
    pub(crate) fn receive_again(
        &mut self,
        receipts: &[Receipt],
        visibility: u32,
        now: i64,
    ) -> Option<Vec<Handed>> {
        self.wake(now);
        let still_out = receipts.iter().all(|receipt| self.is_out(receipt));
        if !still_out || receipts.is_empty() {
            return None;
        }
        let mut handed = Vec::with_capacity(receipts.len());
        for receipt in receipts {
            self.hide(*receipt, visibility, now).ok()?;
            let message = self.messages.get(&receipt.seq)?;
            handed.push(Handed::of(message, *receipt));
        }
        Some(handed)
    }

    fn is_out(&self, receipt: &Receipt) -> bool {
        self.messages.get(&receipt.seq).is_some_and(|message| {
            message.receives == receipt.receive && matches!(message.state, State::InFlight { .. })
        })
    }

    /// Whether the queue refuses to hand out more because too much is in flight.
    pub(crate) fn is_over_limit(&self) -> bool {
        !self.record.settings.fifo && self.in_flight >= MAX_IN_FLIGHT
    }

    fn hand_out(
        &mut self,
        seq: Seq,
        visibility: u32,
        max_receives: Option<u32>,
        now: i64,
        found: &mut Taken,
        batch: &mut Batch,
    ) {
        let until = now + i64::from(visibility) * 1000;
        let Some(message) = self.messages.get_mut(&seq) else {
            return;
        };
        self.visible -= 1;
        self.in_flight += 1;
        message.state = State::InFlight { since: now, until };
        self.timers.insert((until, seq));
        let message = &self.messages[&seq];
        if self.is_expired(message, now) {
            self.remove(seq, batch);
        } else if max_receives.is_some_and(|most| message.receives >= most) {
            let message = self.remove_from_memory(seq);
            found
                .exhausted
                .extend(message.map(|message| Exhausted { seq, message }));
        } else {
            found.handed.extend(self.count_receive(seq, now));
        }
    }

    fn save_receives(&mut self, handed: &[Handed], batch: &mut Batch) {
        let places: Vec<Seq> = handed.iter().map(|handed| handed.receipt.seq).collect();
        self.receives
            .save(self.record.id, &places, &mut self.messages, batch);
    }

    fn count_receive(&mut self, seq: Seq, now: i64) -> Option<Handed> {
        let queue = self.record.id;
        let message = self.messages.get_mut(&seq)?;
        message.receives += 1;
        message.first_received.get_or_insert(now);
        let receive = message.receives;
        Some(Handed::of(
            message,
            Receipt {
                queue,
                seq,
                receive,
            },
        ))
    }
}

impl Handed {
    fn of(message: &Message, receipt: Receipt) -> Self {
        Self {
            id: message.id,
            receipt,
            due: message.due,
            sent: message.sent,
            receives: message.receives,
            first_received: message.first_received.unwrap_or_default(),
            group: message.group.clone(),
            deduplication: message.deduplication.clone(),
            dead_letter_source: message.dead_letter_source.clone(),
            body: message.content.clone(),
        }
    }
}
