//! The journal: every group of changes at the end of a file, with one fsync.
//!
//! A change is durable, and acknowledged, once it is here; the tables get it later, many at once
//! and what was overwritten meanwhile not at all. The journal is a row of files beside the store,
//! `store.redb.journal.1` and on. When one has grown, its changes are moved into the tables while
//! the next is written, and it is deleted. The tables hold the number of the last one that was
//! moved in, in the same transaction, so that after a crash none is missed and none is repeated.

mod frame;
mod read;

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;

pub(super) use read::{Found, find};

/// What a file begins with: what it is, and in which format.
const HEADER: &[u8] = b"coagent journal 1\n";

/// Where the changes of the store are written first.
pub(super) struct Journal {
    /// The file of the store; without one everything stays in memory.
    store: Option<PathBuf>,
    /// The number of the file that is written, or is to be made with the next write.
    number: u64,
    file: Option<File>,
    /// Bytes in it.
    length: u64,
    buffer: Vec<u8>,
}

impl Journal {
    /// A journal whose next file has this number.
    pub(super) fn new(store: Option<PathBuf>, number: u64) -> Self {
        Self {
            store,
            number,
            file: None,
            length: 0,
            buffer: Vec::new(),
        }
    }

    /// Writes the changes, and comes back when they are on disk. After an error nothing more may
    /// be written: what comes behind a gap is not found again.
    pub(super) fn append<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a Bytes>,
    ) -> io::Result<()> {
        frame::write(&mut self.buffer, changes)?;
        self.length += self.buffer.len() as u64;
        let Some(store) = &self.store else {
            return Ok(());
        };
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(create(&path(store, self.number))?),
        };
        file.write_all(&self.buffer)?;
        file.sync_data()
    }

    /// Bytes since the last turn.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Ends this file: the next write begins another. The answer is the number of the one ended.
    pub(super) fn turn(&mut self) -> u64 {
        (self.file, self.length) = (None, 0);
        // A group of a hundred megabytes would be held for ever.
        self.buffer = Vec::new();
        self.number += 1;
        self.number - 1
    }
}

/// Deletes the file of this number and all before it, whose changes are in the tables.
pub(super) fn remove(store: &Path, last: u64) -> io::Result<()> {
    for (number, path) in read::files(store)? {
        if number <= last {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn path(store: &Path, number: u64) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(format!(".journal.{number}"));
    PathBuf::from(name)
}

/// Makes the file, and its name durable.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mut file = options.append(true).create(true).open(path)?;
    file.write_all(HEADER)?;
    if let Some(directory) = path.parent() {
        File::open(directory)?.sync_all()?;
    }
    Ok(file)
}
