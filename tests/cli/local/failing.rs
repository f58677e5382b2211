//! A disk that is full.
#![cfg(target_os = "linux")]

use std::{fs, os::unix::fs::symlink};

use crate::common::{World, local::eventually};

/// Whether a write is taken.
fn writes(world: &World) -> bool {
    let header = "X-Amz-Target: AWSEvents.PutRule";
    let body = r#"{"Name":"r","EventPattern":"{\"source\":[\"a\"]}"}"#;
    let (head, _) = world.http("POST", "/", header, body);
    head.starts_with("HTTP/1.1 200")
}

/// Whether nothing is left in the journal: the next write has to make a file.
fn rests(world: &World) -> bool {
    let files = fs::read_dir(world.dir().join(".coagent/local/state")).expect("a state");
    let mut files = files.map(|file| file.expect("a file"));
    !files.any(|file| {
        let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
        is_file && file.file_name().to_string_lossy().contains(".journal.")
    })
}

/// Leaves no room for the files of the journal that are still to be made.
fn fill_the_disk(world: &World) {
    for number in 1..200 {
        let file = format!(".coagent/local/state/store.redb.journal.{number}");
        // One that is there is being written, and has had its room.
        let _ = symlink("/dev/full", world.dir().join(file));
    }
}

#[test]
fn a_store_that_has_failed_is_said_by_the_status_and_the_log() {
    let world = World::new();
    world.ok("local start");
    assert!(writes(&world));
    fill_the_disk(&world);
    eventually("a store at rest", || rests(&world).then_some(()));
    assert!(!writes(&world));
    let ran = world.run("local status");
    assert_eq!(ran.code, 1, "{ran}");
    for said in [
        "failed, nothing more is written",
        "No space left",
        "free space on the disk, then coagent local stop && coagent local start",
    ] {
        assert!(ran.to_string().contains(said), "{said}: {ran}");
    }
    let answer = world.run("local status --output json").stdout;
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["running"], true);
    let why = answer["failure"].as_str().expect("a reason");
    assert!(why.contains("No space left"), "{why}");
    let log = fs::read_to_string(world.dir().join(".coagent/local/log")).expect("a log");
    assert!(log.contains("The store has failed"), "{log}");
    world.ok("local stop");
}
