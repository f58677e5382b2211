//! Message move tasks: dead letters go back to where they came from.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Sqs,
    directory::Cell,
    model::MoveStatus,
    queue::{Draft, Exhausted},
    records::{self, MOVES},
};
use crate::{
    clock::Clock,
    fault::Fault,
    store::{Batch, Store, StoreError},
};

/// The most messages that a task moves in a second.
pub(crate) const MAX_RATE: u32 = 500;

/// The most tasks of a queue that a client is told of.
const SHOWN: usize = 10;

/// How long a task may run, in milliseconds: 36 hours.
const LONGEST: i64 = 36 * 3_600_000;

/// A task as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Task {
    pub handle: String,
    pub source_arn: String,
    /// Without one, each message goes to the queue that gave up on it.
    pub destination_arn: Option<String>,
    /// Messages a second.
    pub rate: Option<u32>,
    pub status: MoveStatus,
    pub moved: u64,
    pub to_move: u64,
    pub failure: Option<String>,
    /// Milliseconds since the epoch.
    pub started: i64,
}

impl Task {
    pub(crate) fn is_active(&self) -> bool {
        matches!(self.status, MoveStatus::Running | MoveStatus::Cancelling)
    }
}

/// All tasks by handle.
#[derive(Default)]
pub(crate) struct Moves(Mutex<BTreeMap<String, Task>>);

impl Moves {
    pub(crate) fn load(store: &Store) -> Result<Self, StoreError> {
        let tasks = store.load::<Task>(MOVES)?.into_iter().collect();
        Ok(Self(Mutex::new(tasks)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Task>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a task and forgets those of the same queue that nobody is told of any more.
pub(crate) fn insert(tasks: &mut BTreeMap<String, Task>, task: Task, batch: &mut Batch) {
    batch.put(MOVES, task.handle.as_str(), &task);
    let others = tasks.values();
    let others = others.filter(|other| other.source_arn == task.source_arn);
    let mut ended: Vec<_> = others.filter(|other| !other.is_active()).collect();
    ended.sort_by_key(|other| std::cmp::Reverse(other.started));
    let old = ended.iter().skip(SHOWN - 1);
    let old: Vec<String> = old.map(|other| other.handle.clone()).collect();
    for handle in old {
        batch.delete(MOVES, handle.as_str());
        tasks.remove(&handle);
    }
    tasks.insert(task.handle.clone(), task);
}

/// What one step of a task came to.
enum Step {
    Moved(u64),
    Done,
    Failed(String),
}

impl Sqs {
    /// Goes on with the tasks that a stop has interrupted.
    pub(super) fn resume_moves(&self) {
        let active: Vec<String> = self
            .moves
            .lock()
            .values()
            .filter(|task| task.is_active())
            .map(|task| task.handle.clone())
            .collect();
        for handle in active {
            self.begin_move(handle);
        }
    }

    pub(super) fn begin_move(&self, handle: String) {
        self.core
            .spawn(run(self.me.clone(), self.core.clock, handle));
    }

    /// Changes a task; `None` when there is no such task.
    pub(super) async fn change_task<T>(
        &self,
        handle: &str,
        change: impl FnOnce(&mut Task) -> T,
    ) -> Result<Option<T>, Fault> {
        let (outcome, commit) = {
            let mut tasks = self.moves.lock();
            let Some(task) = tasks.get_mut(handle) else {
                return Ok(None);
            };
            let outcome = change(task);
            let mut batch = Batch::new();
            batch.put(MOVES, handle, task);
            (outcome, self.core.store.commit(batch))
        };
        commit.durable().await?;
        Ok(Some(outcome))
    }

    /// A second's worth of a task; says whether there is more to do.
    async fn advance(&self, handle: &str) -> Result<bool, Fault> {
        let Some(task) = self.moves.lock().get(handle).cloned() else {
            return Ok(false);
        };
        if task.status == MoveStatus::Cancelling {
            self.change_task(handle, |task| task.status = MoveStatus::Cancelled)
                .await?;
            return Ok(false);
        }
        let step = match self.now() - task.started > LONGEST {
            true => Step::Failed("The task has run for 36 hours.".to_owned()),
            false => self.move_some(&task).await?,
        };
        let running = self.change_task(handle, |task| {
            match step {
                Step::Moved(count) => task.moved += count,
                Step::Done => task.status = MoveStatus::Completed,
                Step::Failed(reason) => {
                    task.status = MoveStatus::Failed;
                    task.failure = Some(reason);
                }
            }
            task.is_active()
        });
        Ok(running.await?.unwrap_or(false))
    }

    async fn move_some(&self, task: &Task) -> Result<Step, Fault> {
        let Some(from) = self.queue_of_arn(&task.source_arn) else {
            return Ok(Step::Failed(
                "AWS.SimpleQueueService.NonExistentQueue".to_owned(),
            ));
        };
        let left = task.to_move.saturating_sub(task.moved);
        let wanted = left.min(u64::from(task.rate.unwrap_or(MAX_RATE)));
        let (wanted, now) = (usize::try_from(wanted).unwrap_or(0), self.now());
        let store = &self.core.store;
        let taken = from.change(store, |queue, batch| {
            queue.take_out(wanted, now, store, batch)
        });
        // What is written here comes before what is written of the messages.
        let taken = taken?.0?;
        if taken.is_empty() {
            return Ok(Step::Done);
        }
        let count = taken.len() as u64;
        for (destination, messages) in by_destination(task, taken) {
            let to = destination
                .as_deref()
                .and_then(|arn| self.queue_of_arn(arn));
            let Some(to) = to else {
                let why = if destination.is_some() {
                    "AWS.SimpleQueueService.NonExistentQueue"
                } else {
                    "CouldNotDetermineMessageSource"
                };
                self.conclude(&Err(Fault::internal(why)), &from, &messages);
                return Ok(Step::Failed(why.to_owned()));
            };
            self.move_to(&from, &to, messages).await?;
        }
        Ok(Step::Moved(count))
    }

    /// Moved messages are new ones: a new id and a new time, content and group as before.
    async fn move_to(&self, from: &Cell, to: &Cell, taken: Vec<Exhausted>) -> Result<(), Fault> {
        let mut removal = Batch::new();
        let mut drafts = Vec::with_capacity(taken.len());
        for Exhausted { seq, message } in &taken {
            records::remove(&mut removal, from.id, (message.due, *seq));
            let id = Uuid::new_v4();
            drafts.push(Draft {
                id,
                content: self.content_of_taken(from.id, *seq, message)?,
                delay: Some(0).filter(|_| !to.is_fifo()),
                group: message.group.clone(),
                deduplication: to.is_fifo().then(|| id.to_string().into()),
                origin: None,
            });
        }
        let outcome = self.enqueue(to, drafts, removal).await.map(drop);
        self.conclude(&outcome, from, &taken);
        outcome
    }
}

/// Messages by where they go; those after the first without a destination come last.
fn by_destination(task: &Task, taken: Vec<Exhausted>) -> Vec<(Option<String>, Vec<Exhausted>)> {
    let mut groups: BTreeMap<Option<String>, Vec<Exhausted>> = BTreeMap::new();
    for taken in taken {
        let source = taken
            .message
            .dead_letter_source
            .as_deref()
            .map(str::to_owned);
        let destination = task.destination_arn.clone().or(source);
        groups.entry(destination).or_default().push(taken);
    }
    groups.into_iter().rev().collect()
}

async fn run(sqs: Weak<Sqs>, clock: Clock, handle: String) {
    loop {
        let Some(sqs) = sqs.upgrade() else { return };
        // A failing store has told its client; the task is found active at the next start.
        if !matches!(sqs.advance(&handle).await, Ok(true)) {
            return;
        }
        drop(sqs);
        clock.sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ended_tasks_those_are_kept_that_clients_are_told_of() {
        let mut tasks = BTreeMap::new();
        for started in 0..30 {
            let is_active = started == 0;
            let task = Task {
                handle: format!("{:02}", 99 - started),
                source_arn: "arn".into(),
                destination_arn: None,
                rate: None,
                status: match is_active {
                    true => MoveStatus::Running,
                    false => MoveStatus::Completed,
                },
                moved: 0,
                to_move: 0,
                failure: None,
                started,
            };
            insert(&mut tasks, task, &mut Batch::new());
        }
        let mut started: Vec<i64> = tasks.values().map(|task| task.started).collect();
        started.sort_unstable();
        assert_eq!(started, [0].into_iter().chain(20..30).collect::<Vec<_>>());
    }
}
