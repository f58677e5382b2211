//! The life of the local environment.

mod common;

use std::net::TcpListener;

use common::World;

#[test]
fn it_starts_answers_and_stops() {
    let world = World::new();
    assert_ran!(world.run("local start"));
    let status = world.json("local status");
    assert_eq!(status["running"], true);
    assert_eq!(
        status["region"],
        serde_json::Value::Null,
        "the Region is in the clock's part"
    );
    assert_eq!(world.ok("local stop").code, 0);
    assert_eq!(world.run("local status").code, 1);
}

#[test]
fn a_second_start_finds_the_first() {
    let world = World::new();
    world.ok("local start");
    let pid = world.daemon();
    assert_ran!(world.run("local start"));
    assert_eq!(world.daemon(), pid);
}

#[test]
fn of_starts_at_the_same_time_one_starts_it() {
    let world = World::new();
    let start = || {
        world
            .command(&["local", "start", "-o", "json"])
            .output()
            .unwrap()
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(start)).collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });
    let pid = |output: &std::process::Output| {
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (answer["pid"].as_u64(), answer["alreadyRunning"].as_bool())
    };
    let answers: Vec<_> = answers.iter().map(pid).collect();
    assert!(
        answers.iter().all(|(pid, _)| *pid == answers[0].0),
        "{answers:?}"
    );
    assert_eq!(
        answers
            .iter()
            .filter(|(_, already)| *already == Some(false))
            .count(),
        1
    );
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_out() {
    let mut world = World::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    world.set("COAGENT_LOCAL_PORT", &port);
    let mut ran = world.run("local start");
    ran.stderr = ran.stderr.replace(&port, "[PORT]");
    assert_ran!(ran);
}

#[test]
fn after_a_kill_it_says_so_and_starts_again() {
    let world = World::new();
    world.ok("local start");
    world.kill_daemon();
    assert_ran!(world.run("local status"));
    let ran = world.ok("local start");
    assert!(
        ran.stderr
            .contains("had ended without being stopped; its state is kept"),
        "{ran}"
    );
}

#[test]
fn a_command_that_reads_does_not_start_it() {
    let world = World::new();
    assert_ran!(world.run("status"));
    assert!(world.daemon().is_none());
}

#[test]
fn a_store_that_is_no_store_is_said_so_and_kept() {
    let world = World::new();
    let store = world.write(".coagent/local/state/store.redb", "half a store");
    let ran = world.run("local start");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stderr
            .contains("Failed to open the local environment's state"),
        "{ran}"
    );
    assert!(ran.stderr.contains("coagent local reset"), "{ran}");
    assert_eq!(std::fs::read_to_string(store).unwrap(), "half a store");
}

#[test]
fn a_store_of_which_half_is_gone_is_said_so_and_kept() {
    let world = World::new();
    world.ok("local start");
    world.kill_daemon();
    let store = world.dir().join(".coagent/local/state/store.redb");
    let whole = std::fs::read(&store).unwrap();
    // In the middle of a page: no whole file of the store ends there.
    let torn = whole.len() / 2 + 1;
    std::fs::write(&store, &whole[..torn]).unwrap();
    let ran = world.run("local start");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stderr
            .contains("Failed to open the local environment's state"),
        "{ran}"
    );
    assert!(ran.stderr.contains("coagent local reset"), "{ran}");
    assert_eq!(std::fs::read(&store).unwrap().len(), torn, "it is kept");
    world.ok("local reset --yes");
    world.ok("local start");
}

#[test]
fn a_lock_that_a_killed_process_left_holds_nobody_up() {
    let world = World::new();
    world.ok("local start");
    world.kill_daemon();
    assert!(world.dir().join(".coagent/local/lock").exists());
    let (before, ran) = (world.daemon(), world.ok("deploy --dry-run"));
    assert!(world.daemon() != before, "{ran}");
}

#[test]
fn half_a_record_is_no_record() {
    let world = World::new();
    world.write(".coagent/local/daemon.json", "{\"pid\": 1");
    assert_eq!(world.run("local status").code, 1);
    world.ok("local start");
}

#[test]
fn reset_removes_all_state_and_asks_first() {
    let world = World::new();
    world.ok("local start");
    assert_ran!(world.run("local reset"));
    assert!(world.daemon().is_some(), "nothing was done");
    world.ok("local reset --yes");
    assert!(!world.dir().join(".coagent/local").exists());
}

#[test]
fn the_clock_can_be_faster() {
    let world = World::new();
    world.ok("local start --clock-speed 60");
    assert_eq!(world.json("local status")["clock"]["speed"], 60.0);
}
