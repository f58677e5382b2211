//! A process that writes and is killed at any moment: also in the middle of a move, which a load
//! on the whole environment seldom meets.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use super::*;

/// Says to the process that is to be killed where its store is.
const DIRECTORY: &str = "COAGENT_STORE_TO_KILL";

/// Keys that are overwritten again and again.
const KEYS: u64 = 50;

const COUNT: &[u8] = b"count";

fn open_in(directory: &Path) -> Store {
    let path = directory.join("store");
    let limits = Limits {
        full: 1500,
        rest: Duration::from_millis(2),
        block: 200,
    };
    Store::over(open::checked(&path).unwrap(), Some(&path), limits).unwrap()
}

fn number(store: &Store, key: &[u8]) -> u64 {
    let bytes = store.get(THINGS, key).unwrap();
    bytes.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()))
}

/// The nth write: it counts, and overwrites one key.
fn nth(n: u64) -> Batch {
    let mut batch = Batch::new();
    batch.put_bytes(THINGS, COUNT, n.to_be_bytes());
    batch.put_bytes(THINGS, (n % KEYS).to_be_bytes(), n.to_be_bytes());
    batch
}

#[allow(
    clippy::disallowed_methods,
    reason = "a process that a test starts has no other way to be told"
)]
#[tokio::test]
#[ignore = "the process that is killed by the test below"]
async fn writes_until_it_is_killed() {
    let Ok(directory) = env::var(DIRECTORY) else {
        return;
    };
    let store = open_in(Path::new(&directory));
    for first in (number(&store, COUNT) + 1..).step_by(3) {
        let commits = [first, first + 1, first + 2].map(|n| (n, store.commit(nth(n))));
        for (n, commit) in commits {
            commit.durable().await.unwrap();
            println!("acknowledged {n}");
        }
    }
}

/// Lets the process write for a while; the answer is the last write that it acknowledged.
fn write_and_kill(directory: &Path, milliseconds: u64) -> u64 {
    let mut process = Command::new(env::current_exe().unwrap())
        .args(["--exact", "store::tests::kill::writes_until_it_is_killed"])
        .args(["--ignored", "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let acknowledged = |line: String| line.strip_prefix("acknowledged ")?.parse().ok();
    let first: u64 = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(acknowledged)
        .unwrap();
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(milliseconds));
        process.kill().unwrap();
        process.wait().unwrap();
    });
    let last = lines.map_while(Result::ok).filter_map(acknowledged).last();
    killer.join().unwrap();
    last.unwrap_or(first)
}

#[test]
fn whenever_it_is_killed_all_that_was_acknowledged_is_there_and_nothing_is_mixed() {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..25 {
        let acknowledged = write_and_kill(directory.path(), fastrand::u64(0..40));
        let store = open_in(directory.path());
        let count = number(&store, COUNT);
        assert!(
            count >= acknowledged,
            "round {round}: {count} of {acknowledged}"
        );
        for n in count.saturating_sub(KEYS - 1).max(1)..=count {
            assert_eq!(
                number(&store, &(n % KEYS).to_be_bytes()),
                n,
                "round {round}"
            );
        }
    }
}
