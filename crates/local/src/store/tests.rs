use super::*;

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
