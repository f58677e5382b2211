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
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use bytes::Bytes;

pub(super) use read::{Found, find};

/// What a file begins with: what it is, and in which format.
const HEADER: &[u8] = b"coagent journal 1\n";

/// A file that has to grow grows by so many bytes more, at least and at most, all zero: where the
/// length of a file does not change, an fsync costs a quarter of the time and of the processor.
const AHEAD: (u64, u64) = (64 * 1024, 1024 * 1024);

static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// Where the changes of the store are written first.
pub(super) struct Journal {
    /// The file of the store; without one everything stays in memory.
    store: Option<PathBuf>,
    /// The number of the file that is written, or is to be made with the next write.
    number: u64,
    file: Option<File>,
    /// Bytes that were written.
    length: u64,
    /// Bytes of the file, with the zeros.
    size: u64,
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
            size: 0,
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
        if self.length == 0 {
            self.begin()?;
        }
        let end = self.length + self.buffer.len() as u64;
        if let Some(file) = &self.file {
            if end > self.size {
                let ahead = end.clamp(AHEAD.0, AHEAD.1);
                self.size = lengthen(file, self.size, end + ahead)?;
            }
            file.write_all_at(&self.buffer, self.length)?;
            file.sync_data()?;
        }
        self.length = end;
        Ok(())
    }

    fn begin(&mut self) -> io::Result<()> {
        self.length = HEADER.len() as u64;
        self.size = self.length;
        let path = self.store.as_ref().map(|store| path(store, self.number));
        self.file = path.map(|path| create(&path)).transpose()?;
        Ok(())
    }

    /// Bytes since the last turn.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Ends this file: the next write begins another. The answer is the number of the one ended.
    pub(super) fn turn(&mut self) -> u64 {
        let next = Self::new(self.store.take(), self.number + 1);
        std::mem::replace(self, next).number
    }
}

/// Fills a file with zeros from one length to another and a little more; the answer is to where.
fn lengthen(file: &File, from: u64, to: u64) -> io::Result<u64> {
    let mut at = from;
    while at < to {
        file.write_all_at(&ZEROS, at)?;
        at += ZEROS.len() as u64;
    }
    Ok(at)
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
    let options = options.write(true).create(true).truncate(true);
    let file = options.open(path)?;
    file.write_all_at(HEADER, 0)?;
    File::open(read::directory(path))?.sync_all()?;
    Ok(file)
}
