//! Opening the file, and finding out whether it is whole.

use std::{fs, panic, path::Path};

use redb::{Database, DatabaseError};

use super::{StoreError, journal, tables};

/// Files up to so many bytes are read through, checksum by checksum, at every start: that takes a
/// tenth of a second at most. The engine itself does so with any file after a crash.
const READ_THROUGH: u64 = 64 * 1024 * 1024;

/// Bytes of pages that are kept in memory. What services work with is in theirs.
const CACHE: usize = 32 * 1024 * 1024;

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE);
    builder
}

/// Opens or makes the store. A file that is damaged is refused, never repaired by leaving
/// something out.
pub(super) fn checked(path: &Path) -> Result<Database, StoreError> {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    let opened = guarded(path, || builder().create(path));
    let mut database = opened?;
    if size > 0 && size <= READ_THROUGH && !guarded(path, || database.check_integrity())? {
        return Err(unreadable(path, "its checksums are wrong"));
    }
    if !tables::are_known(&database)? {
        return Err(unreadable(
            path,
            "an earlier coagent wrote it, in another format",
        ));
    }
    Ok(database)
}

/// What is in the journal and not in the tables yet; `moved` is the last file whose changes are.
pub(super) fn journal(path: &Path, moved: u64) -> Result<journal::Found, StoreError> {
    journal::find(path, moved).map_err(|cause| unreadable(path, &cause.to_string()))
}

/// The engine trusts what it reads in some places and panics where that is nonsense.
fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, DatabaseError>,
) -> Result<T, StoreError> {
    match panic::catch_unwind(panic::AssertUnwindSafe(work)) {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(DatabaseError::DatabaseAlreadyOpen)) => {
            Err(StoreError::Locked(path.display().to_string()))
        }
        Ok(Err(other)) => Err(unreadable(path, &other.to_string())),
        Err(_) => Err(unreadable(path, "it is cut off or overwritten")),
    }
}

fn unreadable(path: &Path, cause: &str) -> StoreError {
    StoreError::Unreadable {
        path: path.display().to_string(),
        cause: cause.to_owned(),
    }
}
