//! The one thread that writes: gathers what is waiting, commits it with one fsync.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use redb::{Database, Durability};
use tokio::sync::oneshot;

use super::Change;

/// The most batches that share one commit: bounds the memory of a transaction.
const GROUP: usize = 1024;

pub(super) struct Request {
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
    while let Ok(first) = inbox.recv() {
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(GROUP - 1));
        if broken.is_none() {
            broken = write(database, &group).err().map(|error| error.to_string());
        }
        let outcome = broken.clone().map_or(Ok(()), Err);
        for request in group {
            let _ = request.done.send(outcome.clone());
        }
    }
}

fn write(database: &Database, group: &[Request]) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    for change in group.iter().flat_map(|request| &request.changes) {
        let mut table = transaction.open_table(change.table.definition())?;
        match &change.value {
            Some(value) => drop(table.insert(change.key.as_slice(), value.as_slice())?),
            None => drop(table.remove(change.key.as_slice())?),
        }
    }
    transaction.commit()?;
    Ok(())
}
