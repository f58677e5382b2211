//! Sending dead letters back, so that none is lost however it ends.
//!
//! Each worker receives a batch, writes what it will do to the journal, sends, writes what was
//! answered, deletes what was accepted, and writes that. Many workers go on at a time over several
//! connections; one sync of the journal serves all that wait for it. The plan decides; see
//! `plan::redrive`.

mod around;
mod journal;
mod pace;
mod report;
mod send;
mod shift;
mod visibility;
pub(crate) mod watch;
mod worker;

use std::collections::HashMap;

use futures_util::future::join_all;

pub(super) use self::send::Sender;
use self::{
    around::{Asked, Known, Surroundings},
    shift::{End, Shift},
};
pub(crate) use self::{
    journal::Journal,
    pace::Pace,
    report::{Item, Report, State},
};
use super::{hidden::Hidden, peek, suspects::Letter};
use crate::{
    aws::{Aws, cloudformation::StackResource, sqs::Queue},
    error::{Error, Kind, Result},
    plan::{
        dead_letter::{self, Filter, Roll},
        message::Message,
        redrive::{
            Delivery, check, edit, guard,
            journal::{Ledger, Record, Tracked},
            route::{self, To},
        },
    },
    ui::Progress,
};

/// Messages that a preview shows at most.
const PREVIEWED: usize = 10_000;

/// What is asked for.
#[derive(Debug)]
pub(crate) struct Wish {
    /// Where messages go.
    pub(crate) to: To,
    /// Which messages.
    pub(crate) filter: Filter,
    /// What is changed in them.
    pub(crate) changes: edit::Changes,
    /// Whether also what came back too often, is invalid, too old or handled is sent.
    pub(crate) force: bool,
    /// What happened before this is left.
    pub(crate) oldest: Option<jiff::Timestamp>,
    /// The most messages that are sent.
    pub(crate) max: usize,
    /// How fast and how much at a time.
    pub(crate) pace: Pace,
}

/// A redrive of a queue.
pub(crate) struct Redrive<'a> {
    aws: &'a Aws,
    queue: &'a Queue,
    wish: Wish,
    around: Surroundings,
    sender: Sender<'a>,
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
            return Err(being_moved(&queue.name));
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
        let mut roll = Roll::of(&self.wish.filter);
        let wanted = |message: &Message| {
            let letter = dead_letter::of(message);
            roll.meet(message, &letter);
            self.wish.filter.matches(message, &letter)
        };
        let limit = self.wish.max.min(PREVIEWED);
        let seen = peek::peek(self.aws, self.queue, limit, wanted).await?;
        let mut report = Report::looked(seen.others, !seen.to_the_end);
        for messages in seen.messages.chunks(100) {
            for item in self.items(messages).await? {
                report.add(item);
            }
        }
        if let Some(hidden) = seen.hidden {
            report.ends(hidden, roll.absent());
        }
        Ok(report)
    }

    async fn items(&self, messages: &[Message]) -> Result<Vec<Item>> {
        let read = |message: &Message| (message.clone(), dead_letter::of(message));
        let mut read: Vec<Letter> = messages.iter().map(read).collect();
        let known = self.learn(&mut read).await?;
        let item = |letter: &Letter| match self.plan(letter, known.get(&letter.0.id)) {
            Ok((delivery, event)) => {
                Item::planned(letter, delivery).compared(&letter.0.body, &event)
            }
            Err(reason) => Item::left(letter, reason),
        };
        Ok(read.iter().map(item).collect())
    }

    /// Makes sure that what these letters are of is known; what the application's table knows of
    /// them, by message id.
    async fn learn(&self, letters: &mut [Letter]) -> Result<HashMap<String, Known>> {
        let Wish { to, force, .. } = &self.wish;
        self.around.learn(self.aws, letters, to).await?;
        if *force {
            return Ok(HashMap::new());
        }
        let asked = letters.iter().map(|letter| Asked::of(letter, to));
        self.around.known(self.aws, asked.collect()).await
    }

    fn plan(&self, letter: &Letter, known: Option<&Known>) -> Result<(Delivery, String), String> {
        let Wish { to, changes, .. } = &self.wish;
        let (message, letter) = letter;
        let tries = known.map_or(0, |known| known.tries);
        guard(message, tries, self.wish.force)?;
        if let Some(by) = known.and_then(|known| known.handled_by.as_ref()) {
            return Err(format!(
                "{by} has handled its event already; --force sends it again"
            ));
        }
        let (delivery, event) = self
            .around
            .with(|around| route::route(message, letter, around, to, changes))?;
        if !self.wish.force {
            check::age(message, &event, self.wish.oldest)?;
            check::valid(&event)?;
        }
        Ok((delivery, event))
    }

    /// Sends; with a ledger, only what it has. An error stops it part-way: the report says what
    /// was done until then. Ctrl-C lets what is in work come to its end; a second one does not.
    pub(crate) async fn run(
        &self,
        journal: &Journal,
        ledger: Option<&Ledger>,
        progress: Progress,
    ) -> (Report, Result<()>) {
        let nothing_hidden = match self.nothing_is_hidden(journal, ledger).await {
            Ok(nothing_hidden) => nothing_hidden,
            Err(error) => return (Report::default(), Err(error)),
        };
        let shift = Shift::new(journal, ledger, progress, &self.wish);
        // In a FIFO queue a second receiver would be given the groups behind the first ones.
        let workers = match self.queue.is_fifo() {
            true => 1,
            false => self.wish.pace.concurrency.max(1),
        };
        let work = join_all((0..workers).map(|_| self.work(&shift)));
        let done: Result<Vec<()>> = tokio::select! {
            done = interruptible(work, &shift) => done,
            () = visibility::extend(self.aws, self.queue, &shift) => Ok(Vec::new()),
        };
        let End {
            mut report,
            held,
            met,
            roll,
        } = shift.end();
        let shown = held.show(self.aws, &self.queue.url).await;
        let mut ended = done.map(drop).and(shown);
        if ended.is_ok() && !report.more {
            ended = match ledger {
                Some(ledger) => miss(journal, ledger.missed(&met), nothing_hidden, &mut report),
                None => self.end(roll, &mut report).await,
            };
        }
        (report, ended)
    }

    /// Tells of what others have hidden, and of what was asked for and did not come.
    async fn end(&self, roll: Roll, report: &mut Report) -> Result<()> {
        report.ends(Hidden::of(self.aws, self.queue).await?, roll.absent());
        Ok(())
    }

    /// Whether all that the journal has and is still in the queue will be seen. Asked before the
    /// queue is looked through: afterwards, what was hidden from the look may be shown again and
    /// would count as gone.
    async fn nothing_is_hidden(&self, journal: &Journal, ledger: Option<&Ledger>) -> Result<bool> {
        let settled = journal.is_settled(self.aws.place.local.is_some());
        if ledger.is_none() || !settled {
            return Ok(false);
        }
        Ok(self.aws.sqs().queue(&self.queue.url).await?.depth.in_flight == 0)
    }
}

/// Tells of what the journal has and the queue did not show. What was accepted is out of the queue
/// when nothing in it was hidden.
fn miss<'l>(
    journal: &Journal,
    missed: impl Iterator<Item = (&'l str, &'l Tracked)>,
    nothing_hidden: bool,
    report: &mut Report,
) -> Result<()> {
    for (id, tracked) in missed {
        let item = Item::missed(id, tracked, nothing_hidden);
        if item.state == State::Redriven {
            let message = id.to_owned();
            journal.note(&[Record::Deleted { message }])?;
        }
        report.add(item);
    }
    Ok(())
}

async fn interruptible(
    work: impl Future<Output = Vec<Result<()>>>,
    shift: &Shift<'_>,
) -> Result<Vec<()>> {
    tokio::pin!(work);
    let mut interrupted = false;
    loop {
        tokio::select! {
            done = &mut work => {
                let done = done.into_iter().collect();
                return if interrupted { Err(Error::interrupted()) } else { done };
            }
            Ok(()) = tokio::signal::ctrl_c() => {
                if interrupted {
                    return Err(Error::interrupted());
                }
                interrupted = true;
                shift.stop();
                shift.progress.step("Interrupted: what is in work comes to its end; Ctrl-C again stops at once");
            }
        }
    }
}

fn being_moved(queue: &str) -> Error {
    Error::usage(format!(
        "A move task of SQS is taking messages out of queue `{queue}`"
    ))
    .hint(format!(
        "wait until it has ended (coagent dlq move-task list {queue}), or: coagent dlq move-task cancel {queue}"
    ))
}

/// The error of a redrive that is stopped part-way: the journal says where.
pub(crate) fn stopped(queue: &str, journal: &Journal, cause: Option<Error>) -> Error {
    let path = journal.path.display();
    let interrupted = |cause: &Error| cause.kind == Kind::Interrupted;
    let (kind, how) = match cause.as_ref().is_some_and(interrupted) {
        true => (Kind::Interrupted, "was interrupted"),
        false => (Kind::Stopped, "stopped part-way"),
    };
    let message = format!("The redrive of queue `{queue}` {how}; {path} says where");
    let mut error = Error::new(kind, message);
    if let Some(cause) = cause.filter(|cause| !interrupted(cause)) {
        error.hints.extend(cause.hints.clone());
        let said = match &cause.source {
            Some(source) => format!("{}: {source}", cause.message),
            None => cause.message,
        };
        error = error.because(said);
    }
    error.hint(format!("coagent dlq redrive {queue} --resume {path} --yes"))
}
