//! What the workers of a redrive share.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use super::{
    Journal, Wish,
    pace::{Gate, Pace},
    report::{Item, Report},
};
use crate::{
    apply::{held::Held, peek::QUIET},
    error::Result,
    plan::{
        dead_letter::{DeadLetter, Roll},
        message::Message,
        recent::Recent,
        redrive::{Delivery, Destination, journal::Ledger},
        seen::Seen,
    },
    ui::Progress,
};

/// What the workers share.
pub(super) struct Shift<'j> {
    pub(super) journal: &'j Journal,
    /// The journal that is gone on with; `None` for a new one.
    pub(super) ledger: Option<&'j Ledger>,
    pub(super) progress: Progress,
    pub(super) gate: Gate,
    pub(super) pace: Pace,
    max: usize,
    state: Mutex<Work>,
}

#[derive(Default)]
struct Work {
    /// What was received, by message id.
    seen: Seen,
    /// What was deleted last.
    gone: Recent,
    /// What was sent, to recognise what fails again at once and comes back.
    sent: Seen,
    /// The receipts of messages in work, by message id.
    in_work: HashMap<String, String>,
    /// Groups of which one message stays, so that none may overtake it.
    blocked: HashSet<String>,
    held: Held,
    /// How many were chosen to be sent.
    chosen: usize,
    /// Answers in a row that had nothing new.
    quiet: u32,
    /// No further batch is begun.
    stopped: bool,
    report: Report,
    roll: Roll,
}

impl Work {
    fn gone(&mut self, message: &Message) {
        self.in_work.remove(&message.id);
        self.gone.insert(&message.id);
    }
}

/// What is left when all workers have ended.
pub(super) struct End {
    pub(super) report: Report,
    pub(super) held: Held,
    pub(super) met: Seen,
    pub(super) roll: Roll,
}

impl<'j> Shift<'j> {
    pub(super) fn new(
        journal: &'j Journal,
        ledger: Option<&'j Ledger>,
        progress: Progress,
        wish: &Wish,
    ) -> Self {
        Self {
            journal,
            ledger,
            progress,
            gate: Gate::new(wish.pace.rate),
            pace: wish.pace,
            max: wish.max,
            state: Mutex::new(Work {
                roll: Roll::of(&wish.filter),
                ..Work::default()
            }),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Work) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins no further batch; those in work come to their end.
    pub(super) fn stop(&self) {
        self.with(|work| work.stopped = true);
    }

    /// Whether another batch is to be begun.
    pub(super) fn goes_on(&self) -> bool {
        self.with(|work| !work.stopped && work.quiet < QUIET && work.chosen < self.max)
    }

    /// Takes what was received into work: those that are new, and those that are in the queue
    /// although they were deleted. SQS forgives a receipt that a later receive has replaced, and
    /// deletes nothing then.
    pub(super) fn take(&self, received: Vec<Message>) -> Result<(Vec<Message>, Vec<Message>)> {
        self.with(|work| {
            let (mut news, mut again) = (Vec::new(), Vec::new());
            for message in received {
                if work.gone.contains(&message.id) {
                    again.push(message);
                } else if work.seen.insert(&message.id) {
                    let receipt = message.receipt.clone();
                    work.in_work.insert(message.id.clone(), receipt);
                    news.push(message);
                } else if let Some(receipt) = work.in_work.get_mut(&message.id) {
                    // In work, and shown again before its time: only the newer receipt deletes it.
                    receipt.clone_from(&message.receipt);
                } else {
                    work.held.add(&message.receipt)?;
                }
            }
            work.quiet = if news.is_empty() { work.quiet + 1 } else { 0 };
            Ok((news, again))
        })
    }

    /// The receipt that deletes a message now.
    pub(super) fn receipt(&self, message: &Message) -> String {
        self.with(|work| work.in_work.get(&message.id).cloned())
            .unwrap_or_else(|| message.receipt.clone())
    }

    /// The receipts of all messages in work.
    pub(super) fn in_work(&self) -> Vec<String> {
        self.with(|work| work.in_work.values().cloned().collect())
    }

    /// A message has come: it may be one that was asked for.
    pub(super) fn meets(&self, message: &Message, letter: &DeadLetter) {
        self.with(|work| work.roll.meet(message, letter));
    }

    /// Whether there is room for one more message to be sent; it is taken.
    pub(super) fn chooses(&self) -> bool {
        self.with(|work| {
            let room = work.chosen < self.max;
            work.chosen += usize::from(room);
            room
        })
    }

    /// A message that is not meant stays.
    pub(super) fn pass_over(&self, message: &Message) -> Result<()> {
        self.with(|work| work.report.others += 1);
        self.keep(message)
    }

    /// A message stays in the queue, and what became of it is told.
    pub(super) fn stays(&self, message: &Message, item: Item) -> Result<()> {
        self.with(|work| {
            work.blocked.extend(message.group.clone());
            work.report.add(item);
        });
        self.keep(message)
    }

    fn keep(&self, message: &Message) -> Result<()> {
        self.with(|work| {
            let receipt = work.in_work.remove(&message.id);
            work.held
                .add(&receipt.unwrap_or_else(|| message.receipt.clone()))
        })
    }

    /// A message that was told before is out of the queue.
    pub(super) fn gone(&self, message: &Message) {
        self.with(|work| work.gone(message));
    }

    /// A message was deleted by this receipt, and is out of the queue unless a later receive has
    /// replaced the receipt: SQS forgives that and deletes nothing.
    pub(super) fn gone_by(&self, receipt: &str, message: &Message, item: Item) -> bool {
        self.with(|work| {
            let current = work.in_work.get(&message.id);
            let is_gone = current.is_none_or(|current| current == receipt);
            if is_gone {
                work.gone(message);
                work.report.add(item);
            }
            is_gone
        })
    }

    /// Whether one before it in its group stays.
    pub(super) fn is_blocked(&self, message: &Message) -> bool {
        let group = message.group.as_ref();
        group.is_some_and(|group| self.with(|work| work.blocked.contains(group)))
    }

    /// Refuses what was sent in this run already: it has failed again and come back, and would for
    /// ever. Messages to queues may well be alike; they carry a count.
    pub(super) fn once(&self, letter: &DeadLetter, delivery: Delivery) -> Result<Delivery, String> {
        if matches!(
            delivery.destination,
            Destination::Queue { .. } | Destination::File { .. }
        ) {
            return Ok(delivery);
        }
        let what = letter.event_id.as_ref().unwrap_or(&delivery.content.body);
        if self.with(|work| work.sent.insert(&(&delivery.destination, what))) {
            return Ok(delivery);
        }
        Err("it was sent in this run and has come back, or is there twice".to_owned())
    }

    pub(super) fn say_how_far(&self) {
        let text = self.with(|work| work.report.so_far());
        self.progress.now(&text);
    }

    /// What became of all, what is to be shown again, and what was met.
    pub(super) fn end(self) -> End {
        let work = self
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let mut report = work.report;
        let limited = self.ledger.is_none() && work.chosen >= self.max;
        report.more = work.stopped || limited;
        let mut held = work.held;
        // Those whose work was cut off; what cannot be noted comes back by itself.
        for receipt in work.in_work.values() {
            let _ = held.add(receipt);
        }
        End {
            report,
            held,
            met: work.seen,
            roll: work.roll,
        }
    }
}
