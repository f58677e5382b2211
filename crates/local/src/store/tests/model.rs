//! The store against a map in memory: whatever is written, moved, killed and read.

use std::{collections::BTreeMap, time::Duration};

use proptest::{collection::vec, prelude::*};

use super::*;

#[derive(Clone, Debug)]
enum Step {
    /// Keys, and values or deletions, in one batch.
    Write(Vec<(Vec<u8>, Option<u8>)>),
    /// Everything between two keys, up to a limit, in this direction.
    Walk(Vec<u8>, Vec<u8>, bool, usize),
    Scan(Vec<u8>),
    Get(Vec<u8>),
    Reopen,
}

/// Few keys, so that they meet; with the bytes at the edges.
fn key() -> impl Strategy<Value = Vec<u8>> {
    vec(prop::sample::select(vec![0, 1, 0xFE, 0xFF]), 0..4)
}

fn step() -> impl Strategy<Value = Step> {
    let change = (key(), prop::option::weighted(0.7, any::<u8>()));
    prop_oneof![
        6 => vec(change, 1..6).prop_map(Step::Write),
        2 => (key(), key(), any::<bool>(), 1..9_usize)
            .prop_map(|(from, to, backwards, limit)| Step::Walk(from, to, backwards, limit)),
        2 => key().prop_map(Step::Scan),
        1 => key().prop_map(Step::Get),
        1 => Just(Step::Reopen),
    ]
}

type Model = BTreeMap<Vec<u8>, Vec<u8>>;

fn records<'a>(model: impl Iterator<Item = (&'a Vec<u8>, &'a Vec<u8>)>) -> Vec<Record> {
    model.map(|(k, v)| (k.clone(), v.clone())).collect()
}

async fn write(store: &Store, model: &mut Model, changes: Vec<(Vec<u8>, Option<u8>)>) {
    let mut batch = Batch::new();
    for (key, value) in changes {
        match value {
            Some(value) => {
                batch.put_bytes(THINGS, key.clone(), [value]);
                model.insert(key, vec![value]);
            }
            None => {
                batch.delete(THINGS, key.clone());
                model.remove(&key);
            }
        }
    }
    store.commit(batch).durable().await.unwrap();
}

fn walk(store: &Store, model: &Model, keys: (&[u8], &[u8]), backwards: bool, limit: usize) {
    let mut seen = Vec::new();
    let visitor = |key: &[u8], value: &[u8]| {
        seen.push((key.to_vec(), value.to_vec()));
        if seen.len() == limit {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    store.walk(THINGS, keys, backwards, visitor).unwrap();
    let inside = model
        .iter()
        .filter(|(k, _)| *keys.0 <= ***k && ***k < *keys.1);
    let expected = if backwards {
        records(inside.rev().take(limit))
    } else {
        records(inside.take(limit))
    };
    assert_eq!(seen, expected);
}

async fn run(steps: Vec<Step>, full: u64, block: usize) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let limits = Limits {
        full,
        rest: Duration::from_millis(1),
        block,
    };
    let open = || Store::over(open::checked(&path).unwrap(), Some(&path), limits).unwrap();
    let (mut store, mut model) = (open(), Model::new());
    for step in steps {
        match step {
            Step::Write(changes) => write(&store, &mut model, changes).await,
            Step::Walk(from, to, backwards, limit) => {
                walk(&store, &model, (&from, &to), backwards, limit);
            }
            Step::Scan(prefix) => {
                let inside = model.iter().filter(|(key, _)| key.starts_with(&prefix));
                assert_eq!(store.scan(THINGS, &prefix).unwrap(), records(inside));
            }
            Step::Get(key) => {
                assert_eq!(store.get(THINGS, &key).unwrap().as_ref(), model.get(&key));
            }
            Step::Reopen => {
                drop(store);
                store = open();
            }
        }
    }
    assert_eq!(store.scan(THINGS, b"").unwrap(), records(model.iter()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn reads_what_was_written_last(
        steps in vec(step(), 1..40),
        full in 1..400_u64,
        block in 1..80_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(run(steps, full, block));
    }
}
