//! Sending dead letters back, so that none is lost however it ends.
//!
//! Each worker receives a batch, writes what it will do to the journal, sends, writes what was
//! answered, deletes what was accepted, and writes that. The plan decides; see `plan::redrive`.

mod around;
mod journal;
mod report;
mod send;

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

use futures_util::future::join_all;

use self::{around::Surroundings, send::Sender};
pub(crate) use self::{
    journal::Journal,
    report::{Item, Report, State},
};
use super::peek;
use crate::{
    aws::{
        Aws,
        cloudformation::StackResource,
        sqs::{BATCH, Queue},
    },
    error::{Error, Kind, Result},
    plan::{
        dead_letter::{self, DeadLetter, Filter},
        message::Message,
        redrive::{
            Delivery, Destination, Verdict, edit, guard,
            journal::{Ledger, Record, Step},
            route::{self, To},
        },
    },
    ui::Progress,
};

/// Seconds that a message stays hidden while it is worked on. A batch is done long before; what a
/// stopped process held comes back by itself.
const HIDDEN: i32 = 300;
/// Batches in work at the same time, each of at most ten messages.
const WORKERS: usize = 8;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Wish {
    /// Where messages go.
    pub(crate) to: To,
    /// Which messages.
    pub(crate) filter: Filter,
    /// What is changed in them.
    pub(crate) changes: Vec<edit::Change>,
    /// Whether also what came back too often is sent.
    pub(crate) force: bool,
    /// The most messages that are sent.
    pub(crate) max: usize,
}

/// A redrive of a queue.
pub(crate) struct Redrive<'a> {
    aws: &'a Aws,
    queue: &'a Queue,
    wish: Wish,
    around: Surroundings,
    sender: Sender<'a>,
}

/// A message and what is sent of it.
struct Parcel {
    message: Message,
    letter: DeadLetter,
    delivery: Delivery,
    /// Whether it is in the journal already.
    known: bool,
    /// Whether it may have been accepted before.
    doubted: bool,
}

/// What the workers share.
struct Shift<'j> {
    journal: &'j Journal,
    /// The journal that is gone on with; `None` for a new one.
    ledger: Option<&'j Ledger>,
    progress: Progress,
    state: Mutex<Work>,
}

#[derive(Default)]
struct Work {
    /// The receipts of messages in work or left, by id: when they are received again, they are
    /// recognised; at the end they are shown again.
    held: HashMap<String, String>,
    /// How many were chosen to be sent.
    chosen: usize,
    /// What was sent, to recognise what fails again at once and comes back.
    sent: HashSet<u64>,
    /// Whether a worker failed: the others finish their batch and stop.
    failed: bool,
    report: Report,
}

impl Shift<'_> {
    fn with<T>(&self, act: impl FnOnce(&mut Work) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses what was sent in this run already: it has failed again and come back, and would for
    /// ever. Messages to queues may well be alike; they carry a count.
    fn once(&self, letter: &DeadLetter, delivery: Delivery) -> Result<Delivery, String> {
        if matches!(delivery.destination, Destination::Queue { .. }) {
            return Ok(delivery);
        }
        let mut hasher = DefaultHasher::new();
        let what = letter.event_id.as_ref().unwrap_or(&delivery.content.body);
        (&delivery.destination, what).hash(&mut hasher);
        if self.with(|work| work.sent.insert(hasher.finish())) {
            return Ok(delivery);
        }
        Err("it was sent in this run and has come back, or is there twice".to_owned())
    }
}

impl<'a> Redrive<'a> {
    /// Makes ready; `resources` are those of the stack, when there is one.
    pub(crate) async fn new(
        aws: &'a Aws,
        queue: &'a Queue,
        resources: Option<&[StackResource]>,
        wish: Wish,
    ) -> Result<Self> {
        let around = Surroundings::of(aws, queue, resources).await?;
        // Only what SQS moved here can SQS move back, so only then can a task of its own run.
        if around.has_sources() && aws.sqs().is_being_moved(&queue.arn).await? {
            return Err(Error::usage(format!(
                "A move task of SQS is taking messages out of queue `{}`",
                queue.name
            ))
            .hint("wait until it has ended, or cancel it: aws sqs cancel-message-move-task"));
        }
        Ok(Self {
            sender: Sender::new(aws),
            aws,
            queue,
            wish,
            around,
        })
    }

    /// What would go where; nothing is sent, and nothing taken out of the queue.
    pub(crate) async fn preview(&self) -> Result<Report> {
        let wanted = |message: &Message| {
            let letter = dead_letter::read(&message.texts(), &message.body);
            self.wish.filter.matches(message, &letter)
        };
        let seen = peek::peek(self.aws, self.queue, self.wish.max, wanted).await?;
        let mut report = Report {
            others: seen.others,
            more: !seen.to_the_end,
            ..Report::default()
        };
        for message in seen.messages {
            let letter = dead_letter::read(&message.texts(), &message.body);
            self.around
                .learn(self.aws, std::slice::from_ref(&letter))
                .await?;
            report.items.push(match self.plan(&message, &letter) {
                Ok(delivery) => Item::planned(&message, &letter, delivery),
                Err(reason) => Item::left(&message, &letter, reason),
            });
        }
        Ok(report)
    }

    fn plan(&self, message: &Message, letter: &DeadLetter) -> Result<Delivery, String> {
        guard(message, self.wish.force)?;
        let Wish { to, changes, .. } = &self.wish;
        self.around
            .with(|around| route::route(message, letter, around, to, changes))
    }

    /// Sends; with a ledger, only what it has. An error stops it part-way: the report says what
    /// was done until then.
    pub(crate) async fn run(
        &self,
        journal: &Journal,
        ledger: Option<&Ledger>,
        progress: Progress,
    ) -> (Report, Result<()>) {
        let shift = Shift {
            journal,
            ledger,
            progress,
            state: Mutex::default(),
        };
        // In a FIFO queue a second receiver would be given the groups behind the first ones.
        let workers = if self.queue.is_fifo() { 1 } else { WORKERS };
        let done = join_all((0..workers).map(|_| self.work(&shift))).await;
        let work = shift
            .state
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let held: Vec<String> = work.held.into_values().collect();
        let shown = peek::show(self.aws, &self.queue.url, &held).await;
        let mut report = work.report;
        if let Some(ledger) = ledger {
            report.miss(ledger);
        }
        let result: Result<Vec<()>> = done.into_iter().collect();
        (report, result.map(drop).and(shown))
    }

    async fn work(&self, shift: &Shift<'_>) -> Result<()> {
        loop {
            if shift.with(|work| work.failed || work.chosen >= self.wish.max) {
                return Ok(());
            }
            let done = self.batch(shift).await;
            if done.is_err() {
                shift.with(|work| work.failed = true);
            }
            if !done? {
                return Ok(());
            }
        }
    }

    /// A batch from receive to delete; whether there was any.
    async fn batch(&self, shift: &Shift<'_>) -> Result<bool> {
        let wait = peek::wait(self.aws);
        let received = self
            .aws
            .sqs()
            .receive(&self.queue.url, HIDDEN, wait)
            .await?;
        let news: Vec<Message> = shift.with(|work| {
            let known = |message: &Message| {
                let receipt = message.receipt.clone();
                work.held.insert(message.id.clone(), receipt).is_some()
            };
            let (_, news) = received.into_iter().partition::<Vec<_>, _>(known);
            news
        });
        // Nothing new: the queue is at its end, or what is left in it comes round again.
        if news.is_empty() {
            return Ok(false);
        }
        let (send, delete) = match shift.ledger {
            Some(ledger) => Self::sort(shift, ledger, news),
            None => (self.choose(shift, news).await?, Vec::new()),
        };
        self.remove(shift, delete).await?;
        let accepted = self.send(shift, send).await?;
        self.remove(shift, accepted).await?;
        shift.progress.now(&shift.with(|work| work.report.so_far()));
        Ok(true)
    }

    /// Of a new redrive: what is meant and can be sent.
    async fn choose(&self, shift: &Shift<'_>, news: Vec<Message>) -> Result<Vec<Parcel>> {
        let read = |message: Message| {
            let letter = dead_letter::read(&message.texts(), &message.body);
            (message, letter)
        };
        let letters: Vec<(Message, DeadLetter)> = news.into_iter().map(read).collect();
        let only: Vec<DeadLetter> = letters.iter().map(|(_, letter)| letter.clone()).collect();
        self.around.learn(self.aws, &only).await?;
        let chosen = letters.into_iter();
        let chosen = chosen.filter(|(message, letter)| self.is_meant(shift, message, letter));
        Ok(chosen
            .filter_map(|(message, letter)| self.parcel(shift, message, letter))
            .collect())
    }

    /// Whether a message is meant and there is room for it.
    fn is_meant(&self, shift: &Shift<'_>, message: &Message, letter: &DeadLetter) -> bool {
        let fits = self.wish.filter.matches(message, letter);
        shift.with(|work| {
            let meant = fits && work.chosen < self.wish.max;
            work.chosen += usize::from(meant);
            work.report.others += usize::from(!meant);
            meant
        })
    }

    /// What is sent of a message; one that cannot be sent is noted.
    fn parcel(&self, shift: &Shift<'_>, message: Message, letter: DeadLetter) -> Option<Parcel> {
        let plan = self.plan(&message, &letter);
        match plan.and_then(|delivery| shift.once(&letter, delivery)) {
            Ok(delivery) => Some(Parcel {
                message,
                letter,
                delivery,
                known: false,
                doubted: false,
            }),
            Err(reason) => {
                let item = Item::left(&message, &letter, reason);
                shift.with(|work| work.report.items.push(item));
                None
            }
        }
    }

    /// Of a redrive that is gone on with: what is to be sent, and what only to be deleted.
    fn sort(shift: &Shift<'_>, ledger: &Ledger, news: Vec<Message>) -> (Vec<Parcel>, Vec<Parcel>) {
        let (mut send, mut delete) = (Vec::new(), Vec::new());
        for message in news {
            let Some(tracked) = ledger.messages.get(&message.id) else {
                shift.with(|work| work.report.others += 1);
                continue;
            };
            let parcel = Parcel {
                letter: dead_letter::read(&message.texts(), &message.body),
                delivery: tracked.delivery.clone(),
                known: true,
                doubted: tracked.is_doubted(),
                message,
            };
            match tracked.step() {
                Step::Send => send.push(parcel),
                Step::Delete => delete.push(parcel),
            }
        }
        (send, delete)
    }

    /// Sends, with the journal ahead and behind; what was accepted.
    async fn send(&self, shift: &Shift<'_>, parcels: Vec<Parcel>) -> Result<Vec<Parcel>> {
        if parcels.is_empty() {
            return Ok(Vec::new());
        }
        shift
            .journal
            .write(parcels.iter().flat_map(announcement).collect())
            .await?;
        let deliveries: Vec<&Delivery> = parcels.iter().map(|parcel| &parcel.delivery).collect();
        let verdicts = self.sender.send(&deliveries).await;
        let of = |(parcel, verdict): (&Parcel, &Verdict)| Record::of(&parcel.message.id, verdict);
        shift
            .journal
            .write(parcels.iter().zip(&verdicts).map(of).collect())
            .await?;
        let mut accepted = Vec::new();
        for (parcel, verdict) in parcels.into_iter().zip(verdicts) {
            match State::of(&verdict) {
                None => accepted.push(parcel),
                Some(state) => {
                    let item = parcel.item(state).because(&verdict);
                    shift.with(|work| work.report.items.push(item));
                }
            }
        }
        Ok(accepted)
    }

    /// Takes out of the queue what its destination has.
    async fn remove(&self, shift: &Shift<'_>, parcels: Vec<Parcel>) -> Result<()> {
        for batch in parcels.chunks(BATCH) {
            let receipts: Vec<&str> = batch
                .iter()
                .map(|parcel| parcel.message.receipt.as_str())
                .collect();
            let answers = self.aws.sqs().delete(&self.queue.url, &receipts).await;
            let answers = answers.unwrap_or_else(|error| {
                let reason = error.message;
                batch.iter().map(|_| Err(reason.clone())).collect()
            });
            let mut records = Vec::new();
            for (parcel, answer) in batch.iter().zip(answers) {
                let message = parcel.message.id.clone();
                let item = match answer {
                    Ok(_) => {
                        shift.with(|work| work.held.remove(&message));
                        records.push(Record::Deleted { message });
                        parcel.item(State::Redriven)
                    }
                    Err(reason) => Item {
                        reason: Some(reason),
                        ..parcel.item(State::NotDeleted)
                    },
                };
                shift.with(|work| work.report.items.push(item));
            }
            shift.journal.note(&records)?;
        }
        Ok(())
    }
}

impl Parcel {
    fn item(&self, state: State) -> Item {
        Item {
            state,
            content: None,
            possibly_duplicated: self.doubted || state == State::Uncertain,
            ..Item::planned(&self.message, &self.letter, self.delivery.clone())
        }
    }
}

/// What the journal says before a message is sent.
fn announcement(parcel: &Parcel) -> impl Iterator<Item = Record> + use<> {
    let message = parcel.message.id.clone();
    let planned = (!parcel.known).then(|| Record::Planned {
        message: message.clone(),
        delivery: parcel.delivery.clone(),
    });
    planned.into_iter().chain([Record::Sending { message }])
}

/// The error of a redrive that is stopped part-way: the journal says where.
pub(crate) fn stopped(queue: &str, journal: &Journal, cause: Option<Error>) -> Error {
    let path = journal.path.display();
    let mut error = Error::new(
        Kind::Stopped,
        format!("The redrive of queue `{queue}` stopped part-way; {path} says where"),
    );
    let resume = format!("coagent dlq redrive {queue} --resume {path} --yes");
    if let Some(cause) = cause {
        error.hints.extend(cause.hints.clone());
        let said = match &cause.source {
            Some(source) => format!("{}: {source}", cause.message),
            None => cause.message,
        };
        error = error.because(said);
    }
    error.hint(resume)
}
