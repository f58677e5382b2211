//! Whether the tables' file and its write-ahead log are as they were written. SQLite leaves out
//! what follows a damaged frame of the log, and says nothing.
//! <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::store::StoreError;

/// Bytes of the log's own header and of each frame's.
const HEADER: usize = 32;
const FRAME: usize = 24;
/// How the log begins, but for the order of bytes in its checksums.
const MAGIC: u32 = 0x377f_0682;
/// Tables up to this many bytes are read through at every start.
const READ_THROUGH: u64 = 64 << 20;

/// Checks the tables before they are opened.
///
/// # Errors
/// What is damaged, by name.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let unreadable = |path: &Path, cause: String| StoreError::Unreadable {
        path: path.display().to_string(),
        cause,
    };
    let log = log_of(path);
    match fs::read(&log) {
        Ok(bytes) => check_log(&bytes).map_err(|cause| unreadable(&log, cause))?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(unreadable(&log, error.to_string())),
    }
    match size(path).map_err(|error| unreadable(path, error.to_string()))? {
        0 => Ok(()),
        size => check_tables(path, size).map_err(|cause| unreadable(path, cause)),
    }
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn size(path: &Path) -> io::Result<u64> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

fn check_tables(path: &Path, size: u64) -> Result<(), String> {
    let check = if size <= READ_THROUGH {
        "PRAGMA quick_check(1)"
    } else {
        "PRAGMA schema_version"
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let answer = Connection::open_with_flags(path, flags).and_then(|tables| {
        tables.query_row(check, [], |row| row.get::<_, rusqlite::types::Value>(0))
    });
    match answer {
        Ok(rusqlite::types::Value::Text(text)) if text != "ok" => Err(text),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Follows the checksums through the log. A damaged frame behind which two transactions were
/// committed is no write that was cut off: the second one began when the first was on the disk.
fn check_log(bytes: &[u8]) -> Result<(), String> {
    let Some(header) = bytes.get(..HEADER) else {
        return Ok(());
    };
    let magic = number(header, 0);
    if magic & !1 != MAGIC {
        return Err("it does not begin as a write-ahead log does".to_owned());
    }
    let big_endian = magic & 1 == 1;
    let mut sum = checksum((0, 0), &header[..24], big_endian);
    if sum != (number(header, 24), number(header, 28)) {
        return Err("its header has another checksum".to_owned());
    }
    let salt = &header[16..24];
    let page = number(header, 8) as usize;
    let length = FRAME + page;
    let mut broken = None;
    let mut committed = 0;
    for (at, frame) in bytes[HEADER..].chunks_exact(length).enumerate() {
        let is_of_now = &frame[8..16] == salt;
        if broken.is_none() {
            sum = checksum(
                checksum(sum, &frame[..8], big_endian),
                &frame[FRAME..],
                big_endian,
            );
            let is_whole = is_of_now && sum == (number(frame, 16), number(frame, 20));
            if !is_whole {
                broken = Some(HEADER + at * length);
            }
        } else if is_of_now && number(frame, 4) != 0 {
            committed += 1;
        }
    }
    match broken {
        Some(at) if committed >= 2 => Err(format!(
            "it is damaged at byte {at}, before {committed} later transactions"
        )),
        _ => Ok(()),
    }
}

/// The rolling checksum of the log, over pairs of words.
fn checksum((mut first, mut second): (u32, u32), bytes: &[u8], big_endian: bool) -> (u32, u32) {
    let word = |bytes: &[u8]| {
        let word = bytes.first_chunk().copied().unwrap_or_default();
        match big_endian {
            true => u32::from_be_bytes(word),
            false => u32::from_le_bytes(word),
        }
    };
    for pair in bytes.chunks_exact(8) {
        first = first.wrapping_add(word(pair)).wrapping_add(second);
        second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
    }
    (first, second)
}

fn number(bytes: &[u8], at: usize) -> u32 {
    let word = bytes.get(at..).and_then(<[u8]>::first_chunk);
    u32::from_be_bytes(word.copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables with ten transactions in their log, as a kill leaves them.
    fn killed(dir: &Path) -> PathBuf {
        let (live, left) = (dir.join("live.sqlite"), dir.join("left.sqlite"));
        let tables = Connection::open(&live).unwrap();
        tables.pragma_update(None, "journal_mode", "WAL").unwrap();
        tables.execute_batch("CREATE TABLE t (v)").unwrap();
        for number in 0..10 {
            let text = format!("{number}").repeat(2000);
            tables.execute("INSERT INTO t VALUES (?1)", [text]).unwrap();
        }
        fs::copy(&live, &left).unwrap();
        fs::copy(log_of(&live), log_of(&left)).unwrap();
        left
    }

    fn damage(path: &Path, at: usize) {
        let mut bytes = fs::read(path).unwrap();
        bytes[at] ^= 1;
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn what_a_kill_leaves_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let path = killed(dir.path());
        let log = log_of(&path);
        let whole = fs::read(&log).unwrap();
        for length in [whole.len(), whole.len() - 1, whole.len() - 5000, 40, 10, 0] {
            fs::write(&log, &whole[..length]).unwrap();
            assert_eq!(check_log(&fs::read(&log).unwrap()), Ok(()), "{length}");
        }
        fs::write(&log, &whole).unwrap();
        check(&path).unwrap();
        check(&dir.path().join("none.sqlite")).unwrap();
    }

    #[test]
    fn a_log_that_is_damaged_before_later_transactions_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = killed(dir.path());
        let log = log_of(&path);
        let whole = fs::read(&log).unwrap();
        for at in [
            3,
            20,
            HEADER + 4,
            HEADER + 10,
            HEADER + 5000,
            whole.len() / 2,
        ] {
            fs::write(&log, &whole).unwrap();
            damage(&log, at);
            let why = check(&path).unwrap_err().to_string();
            assert!(why.contains("left.sqlite-wal"), "{at}: {why}");
        }
        fs::write(&log, &whole).unwrap();
        damage(&log, whole.len() - 1);
        check(&path).unwrap();
    }

    #[test]
    fn tables_that_are_cut_off_or_overwritten_are_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = killed(dir.path());
        let tables = Connection::open(&path).unwrap();
        let done = "PRAGMA wal_checkpoint(TRUNCATE)";
        tables.query_row(done, [], |_| Ok(())).unwrap();
        tables
            .pragma_update(None, "journal_mode", "DELETE")
            .unwrap();
        drop(tables);
        let whole = fs::read(&path).unwrap();
        check(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let cut_off = check(&path).unwrap_err().to_string();
        let mut overwritten = whole.clone();
        overwritten[..100].fill(7);
        fs::write(&path, &overwritten).unwrap();
        let overwritten = check(&path).unwrap_err().to_string();
        for why in [cut_off, overwritten] {
            assert!(why.contains("left.sqlite cannot be opened"), "{why}");
        }
    }
}
