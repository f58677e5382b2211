//! Taking back what a store has of a queue.

use super::Queue;
use crate::{
    services::sqs::{
        backlog::Span,
        deduplication::{self, Earlier},
        message::{Message, Seq, State},
        receives::{Counted, ReceiveNumber},
    },
    store::Batch,
};

impl Queue {
    /// Takes back a message that can be received, also what was in flight.
    pub(crate) fn restore(&mut self, seq: Seq, mut message: Message) {
        message.state = State::Ready;
        self.receives.recall(seq, &mut message);
        self.last = self.last.max(seq);
        self.visible += 1;
        match message.due {
            0 => self.line_up(seq, message),
            _ => self.put_on_shelf(seq, message),
        }
    }

    /// Takes back how often messages were received; call it in the order of numbers, and before
    /// messages are taken back.
    pub(crate) fn restore_receives(&mut self, number: ReceiveNumber, counted: &[Counted]) {
        self.receives.restore(number, counted);
    }

    /// Takes back a span; call it before messages are taken back.
    pub(crate) fn restore_span(&mut self, span: Span) {
        self.last = self.last.max(span.last);
        self.visible += span.count;
        self.backlog.restore(span);
    }

    /// The places of the messages that are to be taken back, from one to another each.
    pub(crate) fn places_outside_spans(&self) -> Vec<(Seq, Seq)> {
        self.backlog.places_outside_spans()
    }

    /// Says that all has been taken back.
    pub(crate) fn restored(&mut self, batch: &mut Batch) {
        self.receives.restored(self.record.id, batch);
    }

    /// Takes back up to where places were reserved: what comes now takes none of them, so that
    /// no old receipt is one of a new message.
    pub(crate) fn restore_reserved(&mut self, reserved: Seq) {
        self.last = self.last.max(reserved);
        self.reserved = reserved;
    }

    /// Takes back what was sent under a deduplication id; call it in the order of their ends.
    pub(crate) fn restore_earlier(&mut self, key: deduplication::Key, earlier: Earlier) {
        self.last = self.last.max(earlier.seq);
        self.deduplication.insert(key, earlier);
    }
}
