//! The bytes of objects: one file each, under a name that was never used before. A record that
//! refers to a file is written after the file is on disk; a file without a record is rubbish.

use std::{
    collections::HashSet,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::task::spawn_blocking;

use crate::fault::Fault;

pub(super) struct Shelf {
    directory: PathBuf,
}

impl Shelf {
    pub(super) fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Writes the parts one after the other into a new file; returns its name once it is on disk.
    pub(super) async fn write(&self, parts: Vec<Bytes>) -> Result<String, Fault> {
        let name = uuid::Uuid::new_v4().simple().to_string();
        let directory = self.directory.clone();
        let path = directory.join(&name);
        blocking("written", move || write(&directory, &path, &parts)).await?;
        Ok(name)
    }

    /// Reads a file that has so many bytes, as its record says.
    pub(super) async fn read(&self, name: &str, size: u64) -> Result<Vec<u8>, Fault> {
        let path = self.directory.join(name);
        blocking("read", move || read_whole(&path, size)).await
    }

    /// Reads these bytes of a file.
    pub(super) async fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, Fault> {
        let path = self.directory.join(name);
        blocking("read", move || read_range(&path, &range)).await
    }

    /// Removes files whose records are gone. What cannot be removed now is at the next start.
    pub(super) async fn remove(&self, names: Vec<String>) {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.directory.join(name)).collect();
        let _ = spawn_blocking(move || {
            for path in paths {
                let _ = fs::remove_file(path);
            }
        })
        .await;
    }

    /// Removes every file but these.
    pub(super) fn keep_only(&self, names: &HashSet<String>) -> io::Result<()> {
        if !self.directory.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            let known = entry
                .file_name()
                .to_str()
                .is_some_and(|name| names.contains(name));
            if !known && entry.file_type()?.is_file() {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn write(directory: &Path, path: &Path, parts: &[Bytes]) -> io::Result<()> {
    use io::Write;
    fs::create_dir_all(directory)?;
    let mut file = fs::File::create_new(path)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    fs::File::open(directory)?.sync_all()
}

fn read_whole(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    let bytes = fs::read(path)?;
    match bytes.len() as u64 == size {
        true => Ok(bytes),
        false => Err(io::Error::other(format!(
            "its file {} has {} bytes and had {size}: it was cut off or overwritten",
            path.display(),
            bytes.len()
        ))),
    }
}

fn read_range(path: &Path, range: &Range<u64>) -> io::Result<Vec<u8>> {
    use io::{Read, Seek};
    let mut file = fs::File::open(path)?;
    file.seek(io::SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    file.take(range.end.saturating_sub(range.start))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

async fn blocking<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    let failed = |error: &dyn std::fmt::Display| {
        Fault::internal(format!("an object of S3 could not be {what}: {error}"))
    };
    match spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(|error| failed(&error)),
        Err(error) => Err(failed(&error)),
    }
}
