use super::*;

mod journal;
mod kill;
mod model;

const THINGS: Table = Table("things");

fn batch(key: &str, value: i32) -> Batch {
    let mut batch = Batch::new();
    batch.put(THINGS, key, &value);
    batch
}

#[tokio::test]
async fn what_is_durable_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let store = Store::open(&path).unwrap();
    store.commit(batch("a", 1)).durable().await.unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(
        store.load::<i32>(THINGS).unwrap(),
        vec![("a".to_owned(), 1)]
    );
}

#[tokio::test]
async fn batches_are_applied_in_the_order_of_their_calls() {
    let store = Store::in_memory();
    let commits: Vec<_> = (0..100).map(|n| store.commit(batch("a", n))).collect();
    for commit in commits {
        commit.durable().await.unwrap();
    }
    assert_eq!(store.get(THINGS, b"a").unwrap(), Some(b"99".to_vec()));
}

#[tokio::test]
async fn a_scan_returns_the_prefix_only() {
    let store = Store::in_memory();
    for key in ["a1", "a2", "b1"] {
        store.commit(batch(key, 0)).durable().await.unwrap();
    }
    let keys: Vec<_> = store
        .scan(THINGS, b"a")
        .unwrap()
        .into_iter()
        .map(|(k, _)| k)
        .collect();
    assert_eq!(keys, [b"a1".to_vec(), b"a2".to_vec()]);
}

#[tokio::test]
async fn a_walk_stays_in_its_range_and_goes_both_ways() {
    let store = Store::in_memory();
    for key in ["a", "b", "c", "d"] {
        store.commit(batch(key, 0)).durable().await.unwrap();
    }
    let walk = |backwards, limit| {
        let mut keys = Vec::new();
        let range: (&[u8], &[u8]) = (b"b", b"d");
        let seen = store.walk(THINGS, range, backwards, |key, _| {
            keys.push(String::from_utf8(key.to_vec()).unwrap());
            if keys.len() == limit {
                std::ops::ControlFlow::Break(())
            } else {
                std::ops::ControlFlow::Continue(())
            }
        });
        seen.unwrap();
        keys
    };
    assert_eq!(walk(false, 9), ["b", "c"]);
    assert_eq!(walk(true, 9), ["c", "b"]);
    assert_eq!(walk(true, 1), ["c"]);
}

#[test]
fn tables_of_another_format_are_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let database = Database::create(&path).unwrap();
    let write = database.begin_write().unwrap();
    let things = redb::TableDefinition::<&[u8], &[u8]>::new(THINGS.0);
    let mut table = write.open_table(things).unwrap();
    table.insert(&b"a"[..], &b"1"[..]).unwrap();
    drop(table);
    write.commit().unwrap();
    drop(database);
    let error = Store::open(&path).err().unwrap().to_string();
    assert!(error.contains("an earlier coagent wrote it"), "{error}");
}

#[test]
fn a_second_process_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let _first = Store::open(&path).unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::Locked(_))));
}

#[test]
fn a_file_that_is_no_store_is_refused_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    std::fs::write(&path, b"not a store at all").unwrap();
    let error = Store::open(&path).err().unwrap();
    assert!(error.to_string().contains("store"), "{error}");
    assert!(matches!(error, StoreError::Unreadable { .. }));
}

/// A closed store with many records; its file.
async fn full_store(dir: &std::path::Path) -> std::path::PathBuf {
    let path = dir.join("store");
    let store = Store::open(&path).unwrap();
    let mut records = Batch::new();
    for number in 0..5000_u64 {
        records.put_bytes(THINGS, number.to_be_bytes(), vec![7; 200]);
    }
    store.commit(records).durable().await.unwrap();
    drop(store);
    path
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused_and_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let path = full_store(dir.path()).await;
    let length = std::fs::metadata(&path).unwrap().len();
    for part in [2, 3, 10] {
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(length / part).unwrap();
        let error = Store::open(&path).err().unwrap();
        assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
        assert!(
            error.to_string().contains("coagent local import"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_file_that_was_overwritten_in_the_middle_is_refused() {
    use std::io::{Seek, SeekFrom, Write};
    let dir = tempfile::tempdir().unwrap();
    let path = full_store(dir.path()).await;
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    // Past the header, where leaves with records are.
    for at in (40_960..400_000).step_by(4096) {
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&[0xA5; 64]).unwrap();
    }
    drop(file);
    let error = Store::open(&path).err().unwrap();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
}

/// A disk of so many bytes.
#[derive(Clone, Debug)]
struct Disk {
    bytes: std::sync::Arc<std::sync::Mutex<Vec<u8>>>,
    size: u64,
}

impl redb::StorageBackend for Disk {
    fn len(&self) -> std::io::Result<u64> {
        Ok(self.bytes.lock().unwrap().len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        let bytes = self.bytes.lock().unwrap();
        let from = offset as usize;
        out.copy_from_slice(&bytes[from..from + out.len()]);
        Ok(())
    }

    fn set_len(&self, length: u64) -> std::io::Result<()> {
        if length > self.size {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.bytes.lock().unwrap().resize(length as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> std::io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        let from = offset as usize;
        self.bytes.lock().unwrap()[from..from + data.len()].copy_from_slice(data);
        Ok(())
    }
}

#[tokio::test]
async fn tables_on_a_full_disk_are_said_and_what_was_acknowledged_is_kept() {
    let disk = Disk {
        bytes: std::sync::Arc::default(),
        size: 8 * 1024 * 1024,
    };
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits {
        full: 1024 * 1024,
        ..Limits::default()
    };
    let open = |disk: &Disk| {
        let database = Database::builder().create_with_backend(disk.clone());
        Store::over(database.unwrap(), Some(&dir.path().join("store")), limits).unwrap()
    };
    let store = open(&disk);
    let (mut kept, mut refused) = (0_u64, None);
    while refused.is_none() {
        let mut record = Batch::new();
        record.put_bytes(THINGS, kept.to_be_bytes(), vec![7; 100_000]);
        match store.commit(record).durable().await {
            Ok(()) => kept += 1,
            Err(fault) => refused = Some(fault),
        }
    }
    let refused = refused.unwrap();
    assert!(
        kept > 0 && refused.message.contains("store failed"),
        "{refused}"
    );
    let small = store.commit(batch("small", 1)).durable().await;
    assert!(small.is_err(), "nothing is written over a gap");
    drop(store);
    let again = open(&Disk {
        size: u64::MAX,
        ..disk
    });
    assert_eq!(again.scan(THINGS, b"").unwrap().len() as u64, kept);
}

#[tokio::test]
async fn what_was_queued_before_can_be_read_once_the_store_is_settled() {
    let store = Store::in_memory();
    let commits: Vec<_> = (0..100).map(|n| store.commit(batch("a", n))).collect();
    store.settled().await.unwrap();
    assert_eq!(store.get(THINGS, b"a").unwrap(), Some(b"99".to_vec()));
    drop(commits);
}

/// Whether the engine has to read all of a disk to open it, as it is now: as after a kill.
fn needs_repair(disk: &Disk) -> bool {
    let copy = Disk {
        bytes: std::sync::Arc::new(std::sync::Mutex::new(disk.bytes.lock().unwrap().clone())),
        size: u64::MAX,
    };
    let repaired = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&repaired);
    let mut builder = Database::builder();
    builder.set_repair_callback(move |_| seen.store(true, std::sync::atomic::Ordering::Relaxed));
    let opened = builder.create_with_backend(copy);
    // In the middle of a write there is nothing to open, which the next look finds over.
    opened.is_err() || repaired.load(std::sync::atomic::Ordering::Relaxed)
}

#[tokio::test]
async fn a_file_that_changes_were_moved_into_is_opened_after_a_kill_without_reading_all_of_it() {
    let disk = Disk {
        bytes: std::sync::Arc::default(),
        size: u64::MAX,
    };
    let limits = Limits {
        full: 1,
        ..Limits::default()
    };
    let database = Database::builder().create_with_backend(disk.clone());
    let store = Store::over(database.unwrap(), None, limits).unwrap();
    for value in 0..3 {
        store.commit(batch("a", value)).durable().await.unwrap();
        while needs_repair(&disk) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }
}
