//! The processors' logs, merged.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::common::{Ran, World, application::DEPLOYED, signal};
use jiff::Timestamp;
use serde_json::Value;

/// An event that two functions have handled, by its id.
fn published(world: &World) -> String {
    let answer = world.json("publish user-created --wait");
    let id = answer["events"][0]["eventId"].as_str();
    id.expect("an event id").to_owned()
}

/// The lines of JSON that a command printed.
fn records(ran: &Ran) -> Vec<Value> {
    let lines = ran.stdout.lines().map(serde_json::from_str);
    lines
        .collect::<Result<_, _>>()
        .unwrap_or_else(|cause| panic!("{cause}\n{ran}"))
}

fn services(records: &[Value]) -> BTreeSet<&str> {
    let service = |record| Value::pointer(record, "/record/service")?.as_str();
    records
        .iter()
        .map(|record| service(record).expect("a structured line"))
        .collect()
}

#[test]
fn what_is_no_terminal_gets_json_lines_merged_by_time() {
    let world = DEPLOYED.world();
    let event = published(&world);
    let records = records(&world.ok(&format!("logs --filter {event}")));
    assert!(services(&records).is_superset(&BTreeSet::from(["life-events", "notifications"])));
    // Compared as times: a last digit of zero is not written.
    let times: Vec<Timestamp> = records
        .iter()
        .map(|record| record["time"].as_str().expect("a time"))
        .map(|time| time.parse().expect("a time"))
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    for record in &records {
        let line = record["message"].as_str().expect("a message");
        assert!(line.contains(&event), "{line}");
    }
}

#[test]
fn a_processor_can_be_asked_for_and_read_by_people() {
    let world = DEPLOYED.world();
    let event = published(&world);
    let asked = world.ok(&format!("logs life-events --filter {event}"));
    assert_eq!(services(&records(&asked)), BTreeSet::from(["life-events"]));
    let plain = world.ok(&format!("logs life-events --filter {event} --output plain"));
    assert!(
        plain.stdout.contains(" INFO life-events event handled"),
        "{plain}"
    );
}

#[test]
fn only_what_came_since_is_shown() {
    let world = DEPLOYED.world();
    let event = published(&world);
    let all = records(&world.ok(&format!("logs --filter {event} --since 1h")));
    assert!(!all.is_empty());
    let last = all[all.len() - 1]["time"].as_str().expect("a time");
    let rest = records(&world.ok(&format!("logs --filter {event} --since {last}")));
    assert!(!rest.is_empty() && rest.len() <= all.len());
    assert!(rest.iter().all(|record| record["time"] == last));
    let none = world.ok("logs --since 2999-01-01T00:00:00Z");
    assert_eq!(none.stdout, "");
}

#[test]
fn metrics_and_lambdas_own_lines_are_there_on_demand() {
    let world = DEPLOYED.world();
    let event = published(&world);
    let all = world.ok(&format!("logs life-events --filter {event} --all"));
    assert!(all.stdout.contains("EventsProcessed"), "{all}");
    let few = world.ok(&format!("logs life-events --filter {event}"));
    assert!(!few.stdout.contains("EventsProcessed"), "{few}");
}

#[test]
fn a_processor_that_does_not_exist_gets_the_one_that_was_meant() {
    assert_ran!(DEPLOYED.world().run("logs life-event"));
}

#[test]
fn nothing_deployed_has_no_logs() {
    let world = World::new();
    world.ok("local start");
    assert_ran!(world.run("logs"));
}

#[test]
fn following_shows_what_comes_and_ends_with_the_interrupt() {
    let world = DEPLOYED.world();
    let mut follower = world
        .command(&["logs", "life-events", "--follow", "--interval", "0.05"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("coagent runs");
    let event = published(&world);
    let stdout = BufReader::new(follower.stdout.take().expect("a pipe"));
    let mut lines = stdout.lines().map(|line| line.expect("text"));
    let seen = lines.find(|line| line.contains(&event) && line.contains("event handled"));
    assert!(seen.is_some(), "the follower has ended");
    signal("-INT", follower.id());
    let ended = follower.wait_with_output().expect("coagent ends");
    assert_eq!(ended.status.code(), Some(130));
}
