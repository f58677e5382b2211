//! The one thread that writes: gathers what is waiting, commits it with one fsync.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use redb::{Database, Durability};
use tokio::sync::oneshot;

use super::Change;

/// The most batches that share one commit: bounds the memory of a transaction.
const GROUP: usize = 1024;

/// How long nothing is written until the engine's own bookkeeping is: with it in the last commit
/// a start after a kill need not read the whole file. In every commit it would cost an fsync more.
const REST: Duration = Duration::from_millis(500);

pub(super) struct Request {
    /// Nothing, for who only wants to know that all before is durable.
    pub(super) changes: Vec<Change>,
    pub(super) done: oneshot::Sender<Result<(), String>>,
}

pub(super) struct Writer {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn spawn(database: Arc<Database>) -> Self {
        let (requests, inbox) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store".into())
            .spawn(move || run(&database, &inbox))
            .expect("a thread can be started");
        Self {
            requests: Some(requests),
            thread: Some(thread),
        }
    }

    /// Hands the request over. When the thread is gone the request is dropped, which its
    /// `Commit` reports as a closed store.
    pub(super) fn send(&self, request: Request) {
        if let Some(requests) = &self.requests {
            let _ = requests.send(request);
        }
    }
}

impl Drop for Writer {
    /// Waits until everything queued is on disk.
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Serves until every sender is gone. After a failed commit nothing more is written: later
/// batches may build on the lost one, so the first failure answers for all of them.
fn run(database: &Database, inbox: &mpsc::Receiver<Request>) {
    let mut broken: Option<String> = None;
    let mut rested = true;
    while let Some(first) = next(inbox, rested || broken.is_some()) {
        let Some(first) = first else {
            broken = write(database, &[], true).err();
            rested = true;
            continue;
        };
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(GROUP - 1));
        if broken.is_none() && group.iter().any(|request| !request.changes.is_empty()) {
            broken = write(database, &group, false).err();
            rested = false;
        }
        let outcome = broken.clone().map_or(Ok(()), Err);
        for request in group {
            let _ = request.done.send(outcome.clone());
        }
    }
}

/// The next request, or `None` in its place when there is time to rest.
fn next(inbox: &mpsc::Receiver<Request>, rested: bool) -> Option<Option<Request>> {
    if rested {
        return inbox.recv().ok().map(Some);
    }
    match inbox.recv_timeout(REST) {
        Ok(request) => Some(Some(request)),
        Err(RecvTimeoutError::Timeout) => Some(None),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

fn write(database: &Database, group: &[Request], at_rest: bool) -> Result<(), String> {
    commit(database, group, at_rest).map_err(|error| error.to_string())
}

fn commit(database: &Database, group: &[Request], at_rest: bool) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    transaction.set_quick_repair(at_rest);
    {
        let mut tables = HashMap::new();
        for change in group.iter().flat_map(|request| &request.changes) {
            let table = match tables.entry(change.table) {
                Entry::Occupied(open) => open.into_mut(),
                Entry::Vacant(new) => {
                    new.insert(transaction.open_table(change.table.definition())?)
                }
            };
            match &change.value {
                Some(value) => drop(table.insert(change.key.as_slice(), value.as_slice())?),
                None => drop(table.remove(change.key.as_slice())?),
            }
        }
    }
    transaction.commit()?;
    Ok(())
}
