//! The one thread that writes: gathers what is waiting and puts it into the journal with one fsync.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        mpsc::{self, RecvTimeoutError},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use bytes::Bytes;
use redb::Database;
use tokio::sync::{oneshot, watch};

use super::{
    block,
    journal::{self, Found, Journal},
    recent::{Changes, Recent},
    tables,
};

/// The most batches that share one fsync.
const GROUP: usize = 1024;

/// When the changes in the journal are moved into the tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes in the journal. The more, the more is overwritten or deleted before it ever gets to
    /// the tables; but it is all in memory, and is read at the start after a kill. At twice as
    /// many, writes wait for the last move.
    pub(super) full: u64,
    /// How long nothing is written: a store at rest has no journal.
    pub(super) rest: Duration,
    /// Bytes of a block of the tables.
    pub(super) block: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            full: 8 * 1024 * 1024,
            rest: Duration::from_millis(500),
            block: block::FULL,
        }
    }
}

pub(super) struct Request {
    /// Nothing, for who only wants to know that all before is durable.
    pub(super) changes: Bytes,
    pub(super) done: oneshot::Sender<Result<(), String>>,
}

pub(super) struct Writer {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn spawn(mut writing: Writing) -> Self {
        let (requests, inbox) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("store".into())
            .spawn(move || writing.run(&inbox))
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
    /// Waits until everything queued is in the tables.
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread works with.
pub(super) struct Writing {
    database: Arc<Database>,
    /// The file, if there is one.
    store: Option<PathBuf>,
    recent: Arc<RwLock<Recent>>,
    journal: Journal,
    limits: Limits,
    /// The thread that moves what the last file of the journal held.
    moving: Option<JoinHandle<Result<(), String>>>,
    /// After a failed write nothing more is written: later batches may build on the lost one, so
    /// the first failure answers for all of them.
    broken: Option<String>,
    /// Where `broken` is told.
    failure: watch::Sender<Option<String>>,
}

impl Writing {
    /// Begins with what an earlier process left in the journal, behind the file whose changes
    /// are `moved` into the tables already.
    pub(super) fn new(
        database: Arc<Database>,
        store: Option<&Path>,
        Found { changes, last, .. }: Found,
        moved: u64,
        limits: Limits,
    ) -> Self {
        let mut writing = Self {
            database,
            store: store.map(Path::to_owned),
            recent: Arc::default(),
            journal: Journal::new(store.map(Path::to_owned), last + 1),
            limits,
            moving: None,
            broken: None,
            failure: watch::Sender::default(),
        };
        if last > moved {
            let changes = Arc::new(changes);
            let recent = Recent::found(Arc::clone(&changes));
            writing.recent = Arc::new(RwLock::new(recent));
            writing.start_moving(changes, last);
        }
        writing
    }

    pub(super) fn recent(&self) -> Arc<RwLock<Recent>> {
        Arc::clone(&self.recent)
    }

    /// What the first write that failed has said, once there is one.
    pub(super) fn failure(&self) -> watch::Receiver<Option<String>> {
        self.failure.subscribe()
    }

    /// Serves until every sender is gone.
    fn run(&mut self, inbox: &mpsc::Receiver<Request>) {
        while let Some(first) = self.next(inbox) {
            match first {
                Some(first) => self.serve(first, inbox),
                None => self.turn(),
            }
            self.tell();
        }
        self.finish();
    }

    /// The next request, or `None` in its place when there is time to rest.
    fn next(&self, inbox: &mpsc::Receiver<Request>) -> Option<Option<Request>> {
        if self.journal.length() == 0 || self.broken.is_some() {
            return inbox.recv().ok().map(Some);
        }
        match inbox.recv_timeout(self.limits.rest) {
            Ok(request) => Some(Some(request)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn tell(&self) {
        if self.broken.is_some() && self.failure.borrow().is_none() {
            self.failure.send_replace(self.broken.clone());
        }
    }

    fn serve(&mut self, first: Request, inbox: &mpsc::Receiver<Request>) {
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(GROUP - 1));
        self.write(&group);
        self.tell();
        let outcome = self.broken.clone().map_or(Ok(()), Err);
        let mut callers = Vec::with_capacity(group.len());
        {
            let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
            for Request { changes, done } in group {
                if outcome.is_ok() {
                    recent.apply(changes);
                }
                callers.push(done);
            }
        }
        for caller in callers {
            let _ = caller.send(outcome.clone());
        }
        if self.journal.length() >= self.limits.full {
            self.turn();
        }
    }

    fn write(&mut self, group: &[Request]) {
        let changes = group.iter().map(|request| &request.changes);
        if self.broken.is_none() && changes.clone().any(|changes| !changes.is_empty()) {
            self.broken = self.journal.append(changes).err().map(|e| e.to_string());
        }
    }

    /// Has the changes in the journal moved, unless the last move is still going on.
    fn turn(&mut self) {
        let is_moving = self
            .moving
            .as_ref()
            .is_some_and(|moving| !moving.is_finished());
        if is_moving && self.journal.length() < 2 * self.limits.full {
            return;
        }
        self.wait();
        if self.broken.is_some() {
            return;
        }
        let last = self.journal.turn();
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        let changes = recent.turn();
        drop(recent);
        self.start_moving(changes, last);
    }

    fn start_moving(&mut self, changes: Arc<Changes>, last: u64) {
        let (database, recent) = (Arc::clone(&self.database), Arc::clone(&self.recent));
        let (store, block) = (self.store.clone(), self.limits.block);
        let work = move || {
            tables::make(&database, &changes, last, block).map_err(|error| error.to_string())?;
            recent
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .moved();
            store
                .map_or(Ok(()), |store| journal::remove(&store, last))
                .map_err(|e| e.to_string())
        };
        let thread = thread::Builder::new().name("store-move".into()).spawn(work);
        match thread {
            Ok(thread) => self.moving = Some(thread),
            Err(error) => self.broken = Some(error.to_string()),
        }
    }

    /// Waits for the move that goes on.
    fn wait(&mut self) {
        if let Some(moving) = self.moving.take() {
            let outcome = moving.join();
            let outcome = outcome.unwrap_or_else(|_| Err("moving the journal panicked".to_owned()));
            self.broken = self.broken.take().or(outcome.err());
        }
    }

    /// Moves all that is left.
    fn finish(&mut self) {
        self.wait();
        if self.journal.length() > 0 && self.broken.is_none() {
            self.turn();
            self.wait();
        }
    }
}
