//! The life of the local environment.

mod failing;
mod following;
mod place;

use std::net::TcpListener;

use crate::common::World;
use serde_json::{Value, json};

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
fn one_that_runs_keeps_its_clock_and_says_how_to_change_it() {
    let world = World::new();
    world.ok("local start --clock-speed 60");
    world.ok("local start");
    world.ok("local start --clock-speed 60");
    let ran = world.run("local start --clock-speed 2");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains("runs at 60×, not 2×"), "{ran}");
    assert!(
        ran.stderr
            .contains("coagent local stop && coagent local start --clock-speed 2"),
        "{ran}"
    );
}

#[test]
fn a_write_that_was_cut_off_is_said_and_left_out() {
    let world = World::new();
    world.write(".coagent/local/state/store.redb.journal.1", "coagent jour");
    let ran = world.ok("local start");
    let says = "The last 12 bytes of its journal are a write that was cut off";
    assert!(ran.stderr.contains(says), "{ran}");
    world.ok("local stop");
    assert!(!world.ok("local start").stderr.contains("cut off"));
}

#[test]
fn a_journal_that_is_damaged_is_refused_by_name() {
    let world = World::new();
    let journal = ".coagent/local/state/store.redb.journal.1";
    let path = world.write(journal, &"no journal, but long enough ".repeat(9));
    let ran = world.run("local start");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stderr.contains("is no journal of this version"),
        "{ran}"
    );
    assert!(path.exists(), "nothing was changed");
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

/// A queue that has one message.
fn queue_with_a_message(world: &World) -> String {
    let queue = world.call("AmazonSQS.CreateQueue", &json!({ "QueueName": "kept" }));
    let url = queue["QueueUrl"].as_str().expect("a URL").to_owned();
    let message = json!({ "QueueUrl": url, "MessageBody": "still here" });
    world.call("AmazonSQS.SendMessage", &message);
    url
}

#[test]
fn what_was_exported_is_there_again_after_a_reset_and_an_import() {
    let world = World::new();
    world.ok("local start");
    queue_with_a_message(&world);
    world.ok("local stop");
    world.ok("local export state.zip");
    world.ok("local reset --yes");
    world.ok("local import state.zip");
    world.ok("local start");
    let queue = world.call("AmazonSQS.GetQueueUrl", &json!({ "QueueName": "kept" }));
    let input = json!({ "QueueUrl": queue["QueueUrl"] });
    let received = world.call("AmazonSQS.ReceiveMessage", &input);
    assert_eq!(received["Messages"][0]["Body"], "still here", "{received}");
}

#[test]
fn a_state_is_neither_saved_nor_replaced_while_it_runs() {
    let world = World::new();
    world.ok("local start");
    world.ok("local stop");
    world.ok("local export state.zip");
    world.ok("local start");
    for line in ["local import state.zip --yes", "local export other.zip"] {
        let ran = world.run(line);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.stderr.contains("The local environment runs"), "{ran}");
        assert!(ran.stderr.contains("coagent local stop"), "{ran}");
    }
    assert!(!world.dir().join("other.zip").exists());
}

#[test]
fn an_import_asks_before_it_replaces_what_is_kept() {
    let world = World::new();
    world.ok("local start");
    world.ok("local stop");
    world.ok("local export state.zip");
    world.write(".coagent/local/state/mark", "kept");
    let ran = world.run("local import state.zip");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("Replace all state"), "{ran}");
    let mark = world.dir().join(".coagent/local/state/mark");
    assert!(mark.exists(), "nothing was done");
    world.ok("local import state.zip --yes");
    assert!(!mark.exists());
}

#[test]
fn a_file_that_is_no_state_is_refused_by_name() {
    let world = World::new();
    world.write("other.zip", "no zip");
    let ran = world.run("local import other.zip");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("other.zip is not a state"), "{ran}");
    assert!(!world.dir().join(".coagent/local/state").exists());
}

#[test]
fn an_export_of_nothing_says_so() {
    let world = World::new();
    let ran = world.run("local export state.zip");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stderr.contains("keeps nothing"), "{ran}");
    assert!(!world.dir().join("state.zip").exists());
}

/// An event that matches one of two rules, whose target is not there.
fn publish_to_a_queue_that_is_not_there(world: &World) -> String {
    for (rule, source) in [("wanted", "shop"), ("other", "bank")] {
        let pattern = json!({ "source": [source] }).to_string();
        world.call(
            "AWSEvents.PutRule",
            &json!({ "Name": rule, "EventPattern": pattern }),
        );
    }
    let target = json!({ "Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:gone" });
    world.call(
        "AWSEvents.PutTargets",
        &json!({ "Rule": "wanted", "Targets": [target] }),
    );
    let entry = json!({ "Source": "shop", "DetailType": "Order", "Detail": "{}" });
    let put = world.call("AWSEvents.PutEvents", &json!({ "Entries": [entry] }));
    put["Entries"][0]["EventId"]
        .as_str()
        .expect("an id")
        .to_owned()
}

#[test]
fn an_events_way_is_shown_rules_attempts_and_outcome() {
    let world = World::new();
    world.ok("local start");
    let id = publish_to_a_queue_that_is_not_there(&world);
    let steps = crate::common::local::eventually("an outcome", || {
        let ran = world.ok("local events --output json");
        let lines = ran.stdout.lines().map(serde_json::from_str);
        let steps: Vec<Value> = lines.collect::<Result<_, _>>().expect("JSON lines");
        (steps.len() > 1).then_some(steps)
    });
    assert_eq!(steps[0]["eventId"], id.as_str());
    assert_eq!(steps[0]["step"], "received");
    assert_eq!(steps[0]["matched"], json!(["wanted"]));
    assert_eq!(steps[0]["unmatched"], json!(["other"]));
    assert_eq!(steps[1]["eventId"], id.as_str());
    assert_eq!(steps[1]["step"], "dropped", "{}", steps[1]);
    assert_eq!(steps[1]["attempts"], 1);
    assert!(steps[1]["errorCode"].is_string(), "{}", steps[1]);
}

#[test]
fn the_status_has_rates_lag_and_messages() {
    let world = World::new();
    world.ok("local start");
    queue_with_a_message(&world);
    publish_to_a_queue_that_is_not_there(&world);
    let load = crate::common::local::eventually("a full second with an event", || {
        let load = world.json("local status")["clock"]["load"].clone();
        (load["eventsPerSecond"].as_f64() > Some(0.0)).then_some(load)
    });
    assert_eq!(load["visibleMessages"], 1, "{load}");
    assert!(load["lagMillis"].is_i64(), "{load}");
    assert!(load["openDeliveries"].is_u64(), "{load}");
    let shown = world.ok("local status --output table").stdout;
    assert_eq!(load["runningInvocations"], 0, "{load}");
    for part in ["taken", "deliveries", "none waits", "1 to be received"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}
