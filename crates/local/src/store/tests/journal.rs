//! What a kill leaves: the file as it was at the last move, and the journal.

use std::{fs, path::Path, time::Duration};

use super::*;
use tempfile::TempDir;

/// Nothing is moved before the store is closed.
const NEVER: Limits = Limits {
    full: u64::MAX,
    rest: Duration::from_secs(3600),
    block: block::FULL,
};

fn open_with(directory: &Path, limits: Limits) -> Result<Store, StoreError> {
    let path = directory.join("store");
    Store::over(open::checked(&path)?, Some(&path), limits)
}

fn file(directory: &TempDir, number: u64) -> std::path::PathBuf {
    directory.path().join(format!("store.journal.{number}"))
}

/// What is on disk at this moment, as a kill would leave it.
fn killed(running: &TempDir) -> TempDir {
    let left = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(running.path()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), left.path().join(entry.file_name())).unwrap();
    }
    left
}

/// A store that was killed after these values were acknowledged, one write each.
async fn killed_after(values: &[i32]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let store = open_with(directory.path(), NEVER).unwrap();
    for value in values {
        store
            .commit(batch(&format!("key {value}"), *value))
            .durable()
            .await
            .unwrap();
    }
    killed(&directory)
}

fn values(store: &Store) -> Vec<i32> {
    let records = store.load::<i32>(THINGS).unwrap();
    records.into_iter().map(|(_, value)| value).collect()
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill_and_moves_into_the_tables() {
    let left = killed_after(&[1, 2, 3]).await;
    assert!(file(&left, 1).exists(), "otherwise nothing is shown");
    let store = Store::open(&left.path().join("store")).unwrap();
    assert_eq!((values(&store), store.cut_off()), (vec![1, 2, 3], 0));
    drop(store);
    assert!(!file(&left, 1).exists());
    let again = Store::open(&left.path().join("store")).unwrap();
    assert_eq!(values(&again), [1, 2, 3]);
}

#[tokio::test]
async fn it_is_found_however_the_way_to_the_store_is_written() {
    let left = killed_after(&[1]).await;
    let directory = left.path().display();
    for way in [
        format!("{directory}//store"),
        format!("{directory}/./store"),
    ] {
        let left = Path::new(&way);
        let found = crate::store::journal::find(left, 0).unwrap();
        assert_eq!(found.last, 1, "{way}");
    }
    let store = Store::open(Path::new(&format!("{directory}//./store"))).unwrap();
    assert_eq!(values(&store), [1]);
}

/// What was written to a file, without the zeros behind it.
fn written(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    assert_eq!(
        bytes.last(),
        Some(&0),
        "a file is longer than what is written"
    );
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1);
    bytes
}

#[tokio::test]
async fn a_write_that_a_kill_cut_off_is_left_out_and_said_wherever_it_ended() {
    let left = killed_after(&[1, 2]).await;
    let (one, whole) = (killed_after(&[1]).await, written(&file(&left, 1)));
    let first = written(&file(&one, 1)).len();
    for length in first..whole.len() {
        for behind in [0, 5000] {
            let mut bytes = whole[..length].to_vec();
            let cut_off = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1 - first;
            bytes.resize(length + behind, 0);
            let cut = killed(&left);
            fs::write(file(&cut, 1), bytes).unwrap();
            let store = open_with(cut.path(), NEVER).unwrap();
            assert_eq!(values(&store), [1], "at {length}");
            assert_eq!(store.cut_off(), cut_off as u64, "at {length}");
        }
    }
}

#[tokio::test]
async fn a_write_of_which_the_machine_lost_a_page_is_left_out() {
    let directory = tempfile::tempdir().unwrap();
    let store = open_with(directory.path(), NEVER).unwrap();
    store.commit(batch("key 1", 1)).durable().await.unwrap();
    let mut large = batch("key 2", 2);
    large.put_bytes(THINGS, "large", vec![b'7'; 20_000]);
    store.commit(large).durable().await.unwrap();
    let left = killed(&directory);
    let mut bytes = fs::read(file(&left, 1)).unwrap();
    bytes[8192..12_288].fill(0);
    fs::write(file(&left, 1), &bytes).unwrap();
    assert_eq!(values(&open_with(left.path(), NEVER).unwrap()), [1]);
    // The same with something behind it that was acknowledged.
    store.commit(batch("key 3", 3)).durable().await.unwrap();
    let left = killed(&directory);
    let mut bytes = fs::read(file(&left, 1)).unwrap();
    bytes[8192..12_288].fill(0);
    fs::write(file(&left, 1), &bytes).unwrap();
    let error = open_with(left.path(), NEVER).err().unwrap();
    assert!(error.to_string().contains("is damaged at byte"), "{error}");
}

#[tokio::test]
async fn a_journal_with_a_wrong_byte_anywhere_is_refused_by_name() {
    let left = killed_after(&[1, 2]).await;
    let (whole, length) = (
        fs::read(file(&left, 1)).unwrap(),
        written(&file(&left, 1)).len(),
    );
    for at in 0..length {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(file(&left, 1), bytes).unwrap();
        let error = open_with(left.path(), NEVER).err().expect("refused");
        let says = error.to_string();
        assert!(matches!(error, StoreError::Unreadable { .. }), "{says}");
        assert!(says.contains("store.journal.1"), "at {at}: {says}");
        assert!(says.contains("coagent local import"), "{says}");
    }
    fs::write(file(&left, 1), whole).unwrap();
    assert_eq!(values(&open_with(left.path(), NEVER).unwrap()), [1, 2]);
}

/// As after a kill in the middle of a move: two files of the journal, one change in each.
async fn two_files() -> TempDir {
    let (first, second) = (killed_after(&[1]).await, killed_after(&[2]).await);
    fs::rename(file(&second, 1), file(&first, 2)).unwrap();
    first
}

#[tokio::test]
async fn a_move_that_a_kill_stopped_goes_on() {
    let left = two_files().await;
    assert_eq!(values(&open_with(left.path(), NEVER).unwrap()), [1, 2]);
}

#[tokio::test]
async fn a_journal_that_lacks_a_file_or_the_end_of_one_is_refused() {
    let left = two_files().await;
    let cut = killed(&left);
    let whole = written(&file(&cut, 1));
    fs::write(file(&cut, 1), &whole[..whole.len() - 1]).unwrap();
    let error = open_with(cut.path(), NEVER).err().unwrap().to_string();
    assert!(error.contains("store.journal.1 is cut off"), "{error}");
    fs::remove_file(file(&left, 1)).unwrap();
    let error = open_with(left.path(), NEVER).err().unwrap().to_string();
    assert!(error.contains("store.journal.1 is missing"), "{error}");
}

#[tokio::test]
async fn a_file_whose_changes_were_moved_is_not_taken_again() {
    let left = killed_after(&[1]).await;
    let old = fs::read(file(&left, 1)).unwrap();
    let store = open_with(left.path(), NEVER).unwrap();
    store.commit(batch("key 1", 7)).durable().await.unwrap();
    drop(store);
    fs::write(file(&left, 1), old).unwrap();
    assert_eq!(values(&open_with(left.path(), NEVER).unwrap()), [7]);
    assert!(!file(&left, 1).exists());
}

#[tokio::test]
async fn a_store_at_rest_has_no_journal() {
    let directory = tempfile::tempdir().unwrap();
    let rest = Duration::from_millis(1);
    let store = open_with(directory.path(), Limits { rest, ..NEVER }).unwrap();
    store.commit(batch("a", 1)).durable().await.unwrap();
    while file(&directory, 1).exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(values(&store), [1]);
    let left = killed(&directory);
    assert_eq!(values(&open_with(left.path(), NEVER).unwrap()), [1]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_under_the_journal_is_said_and_what_was_acknowledged_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let limits = Limits { full: 1, ..NEVER };
    // Every write has a file of its own, and there is no place for the third.
    std::os::unix::fs::symlink("/dev/full", file(&directory, 3)).unwrap();
    assert!(matches!(
        open_with(directory.path(), limits),
        Err(StoreError::Unreadable { .. })
    ));
    fs::remove_file(file(&directory, 3)).unwrap();
    let store = open_with(directory.path(), limits).unwrap();
    std::os::unix::fs::symlink("/dev/full", file(&directory, 3)).unwrap();
    for value in [1, 2] {
        let written = store.commit(batch(&format!("key {value}"), value));
        written.durable().await.unwrap();
    }
    assert_eq!(store.failure(), None);
    for _ in 0..2 {
        let fault = store.commit(batch("key 3", 3)).durable().await.unwrap_err();
        assert!(fault.message.contains("No space left"), "{fault}");
        assert!(store.failed().await.contains("No space left"));
    }
    assert_eq!(store.failure(), Some(store.failed().await));
    drop(store);
    fs::remove_file(file(&directory, 3)).unwrap();
    assert_eq!(
        values(&open_with(directory.path(), limits).unwrap()),
        [1, 2]
    );
}
