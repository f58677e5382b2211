//! Finding the journal that an earlier process left, and whether it is whole.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use super::{
    HEADER,
    frame::{self, Head},
    path,
};
use crate::store::recent::Changes;

/// What is in the journal and not in the tables.
#[derive(Debug, Default)]
pub(in crate::store) struct Found {
    pub(in crate::store) changes: Changes,
    /// The number of the last file.
    pub(in crate::store) last: u64,
    /// Bytes at the end that are the beginning of a write and no whole one: the process or the
    /// machine ended in it, so that it was not acknowledged.
    pub(in crate::store) cut_off: u64,
}

impl Found {
    /// Nothing: all is in the tables.
    pub(in crate::store) fn none(moved: u64) -> Self {
        Self {
            last: moved,
            ..Self::default()
        }
    }
}

/// Reads every file of the journal behind number `moved`, the last whose changes are in the
/// tables. A file that is missing or damaged is an error, never left out.
pub(in crate::store) fn find(store: &Path, moved: u64) -> io::Result<Found> {
    super::remove(store, moved)?;
    let mut found = Found::none(moved);
    for (number, path) in files(store)? {
        if number != found.last + 1 {
            let missing = super::path(store, found.last + 1);
            return Err(damaged(&missing, "is missing"));
        }
        if found.cut_off > 0 {
            return Err(damaged(&super::path(store, found.last), "is cut off"));
        }
        found.last = number;
        found.cut_off = read(&path, &mut found.changes)?;
    }
    Ok(found)
}

/// The files of the journal by their numbers.
pub(super) fn files(store: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let beginning = path(store, 0);
    let beginning = beginning.to_string_lossy();
    let beginning = beginning.trim_end_matches('0');
    let directory = store.parent().unwrap_or(Path::new("."));
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let number = path.to_str().and_then(|path| path.strip_prefix(beginning));
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            files.push((number, path));
        }
    }
    files.sort();
    Ok(files)
}

/// Adds the changes of one file; the answer is how many bytes at its end are no whole frame.
fn read(path: &Path, to: &mut Changes) -> io::Result<u64> {
    let file = File::open(path)?;
    let mut left = file.metadata()?.len();
    let mut file = BufReader::with_capacity(1 << 20, file);
    let mut header = [0; HEADER.len()];
    if left < header.len() as u64 {
        return Ok(left);
    }
    file.read_exact(&mut header)?;
    if header != HEADER {
        return Err(damaged(path, "is no journal of this version"));
    }
    left -= header.len() as u64;
    while left >= frame::HEAD as u64 {
        let mut head = [0; frame::HEAD];
        file.read_exact(&mut head)?;
        let Some(head) = Head::read(head) else {
            return Err(damaged(
                path,
                &format!("is damaged {left} bytes before its end"),
            ));
        };
        let rest = left - frame::HEAD as u64;
        if rest < head.length as u64 {
            return Ok(left);
        }
        let mut changes = vec![0; head.length];
        file.read_exact(&mut changes)?;
        if !head.fits(&changes) || to.apply(changes.into()).is_err() {
            return Err(damaged(
                path,
                &format!("is damaged {left} bytes before its end"),
            ));
        }
        left = rest - head.length as u64;
    }
    Ok(left)
}

fn damaged(path: &Path, how: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{} {how}", path.display()),
    )
}
