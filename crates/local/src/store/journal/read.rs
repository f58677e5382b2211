//! Finding the journal that an earlier process left, and whether it is whole.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use bytes::{Buf, Bytes};

use super::{
    HEADER,
    frame::{self, Head},
};
use crate::store::recent::Changes;

/// What a disk writes at once, or not at all.
const PAGE: usize = 4096;

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
    let mut files = Vec::new();
    for entry in fs::read_dir(directory(store))? {
        let entry = entry?;
        if let Some(number) = number(store, &entry.file_name()) {
            files.push((number, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}

/// Which file of the journal has this name.
fn number(store: &Path, name: &OsStr) -> Option<u64> {
    let store = store.file_name()?.to_str()?;
    let ending = name.to_str()?.strip_prefix(store)?;
    ending.strip_prefix(".journal.")?.parse().ok()
}

/// Where the store is and its journal with it.
pub(super) fn directory(store: &Path) -> &Path {
    let parent = store.parent();
    parent
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Adds the changes of one file; the answer is how many bytes at its end are no whole frame.
fn read(path: &Path, to: &mut Changes) -> io::Result<u64> {
    let file = Bytes::from(fs::read(path)?);
    let mut left = match file.strip_prefix(HEADER) {
        Some(frames) => file.slice_ref(frames),
        None if file.len() < HEADER.len() || written(&file) == 0 => {
            return Ok(written(&file) as u64);
        }
        None => return Err(damaged(path, "is no journal of this version")),
    };
    loop {
        let at = file.len() - left.len();
        match next(&left, at) {
            Next::Frame { whole, changes } => {
                let nonsense = |_| damaged(path, &format!("is damaged at byte {at}"));
                to.apply(changes).map_err(nonsense)?;
                left.advance(whole);
            }
            Next::CutOff => return Ok(written(&left) as u64),
            Next::Damaged => return Err(damaged(path, &format!("is damaged at byte {at}"))),
        }
    }
}

enum Next {
    /// A frame of so many bytes.
    Frame {
        whole: usize,
        changes: Bytes,
    },
    /// There is none, or the beginning of one that was being written and nothing behind it.
    CutOff,
    Damaged,
}

/// What `left`, which begins at byte `at` of the file, begins with.
fn next(left: &Bytes, at: usize) -> Next {
    let Some((head, behind)) = left.split_first_chunk() else {
        return Next::CutOff;
    };
    let Some(head) = Head::read(*head) else {
        return if written(behind) == 0 {
            Next::CutOff
        } else {
            Next::Damaged
        };
    };
    let Some((rest, behind)) = behind.split_at_checked(head.rest()) else {
        return Next::CutOff;
    };
    let whole = frame::HEAD + rest.len();
    if head.fits(rest) {
        let changes = left.slice(frame::HEAD..whole - 1);
        return Next::Frame { whole, changes };
    }
    let is_cut_off = written(behind) == 0 && has_gap(&left[..whole], at);
    if is_cut_off {
        Next::CutOff
    } else {
        Next::Damaged
    }
}

/// Whether something of a frame that begins at byte `at` never came to the disk: its end, or, when
/// the machine stopped, any page of it. A file is zeros before it is written.
fn has_gap(frame: &[u8], at: usize) -> bool {
    let (first, pages) = frame.split_at(frame.len().min(PAGE - at % PAGE));
    let mut pages = std::iter::once(first).chain(pages.chunks(PAGE));
    frame.ends_with(&[0]) || pages.any(|page| written(page) == 0)
}

/// Bytes up to the zeros at the end.
fn written(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1)
}

fn damaged(path: &Path, how: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("{} {how}", path.display()),
    )
}
