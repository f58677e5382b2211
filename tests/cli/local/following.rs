//! `coagent local events --follow`.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
};

use serde_json::{Value, json};

use crate::common::{World, signal};

/// One that follows, with its answers.
fn follow(world: &World) -> (Child, impl Iterator<Item = Value>) {
    let arguments = ["local", "events", "--follow", "--output", "json"];
    let mut command = world.command(&arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("coagent runs");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let steps = lines.map(|line| {
        let line = line.expect("a line");
        serde_json::from_str(&line).expect("JSON")
    });
    (child, steps)
}

/// Publishes an event; its id.
fn publish(world: &World, detail: &str) -> String {
    let detail = json!({ "text": detail }).to_string();
    let entry = json!({ "Source": "shop", "DetailType": "Order", "Detail": detail });
    let put = world.call("AWSEvents.PutEvents", &json!({ "Entries": [entry] }));
    let id = put["Entries"][0]["EventId"].as_str().expect("an id");
    id.to_owned()
}

fn interrupted(mut child: Child) -> (Option<i32>, String) {
    signal("-INT", child.id());
    let mut said = String::new();
    let mut stderr = child.stderr.take().expect("a pipe");
    stderr.read_to_string(&mut said).expect("text");
    (child.wait().expect("it ends").code(), said)
}

#[test]
fn events_are_shown_as_they_come_until_it_is_interrupted() {
    let world = World::new();
    world.ok("local start");
    let before = publish(&world, "before");
    let (child, mut steps) = follow(&world);
    let mut next = || steps.next().expect("a step");
    assert_eq!(next()["eventId"], before.as_str());
    for _ in 0..3 {
        let id = publish(&world, "meanwhile");
        let step = next();
        assert_eq!(step["eventId"], id.as_str());
        assert_eq!(step["step"], "received");
    }
    let (code, said) = interrupted(child);
    assert_eq!(code, Some(130), "{said}");
}

#[test]
fn events_that_were_let_go_before_they_were_read_are_counted() {
    const EVENTS: usize = 320;
    let world = World::new();
    world.ok("local start");
    publish(&world, "before");
    let (child, mut steps) = follow(&world);
    steps.next().expect("a step");
    signal("-STOP", child.id());
    // More than the 64 MiB that are kept.
    let text = "x".repeat(250_000);
    let events: Vec<String> = (0..EVENTS).map(|_| publish(&world, &text)).collect();
    signal("-CONT", child.id());
    let last = events.last().expect("an event");
    let shown = 1 + steps
        .take_while(|step| step["eventId"] != last.as_str())
        .count();
    let (_, said) = interrupted(child);
    let mark = "only the latest are kept: ";
    let (_, missed) = said.split_once(mark).unwrap_or_else(|| panic!("{said}"));
    let missed: String = missed.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(missed.parse(), Ok(EVENTS - shown), "{said}");
}

#[test]
fn more_events_than_are_asked_for_at_once_are_all_shown() {
    const REQUESTS: usize = 130;
    let world = World::new();
    world.ok("local start");
    let before = publish(&world, "before");
    let (child, mut steps) = follow(&world);
    assert_eq!(steps.next().expect("a step")["eventId"], before.as_str());
    signal("-STOP", child.id());
    let entry = json!({ "Source": "shop", "DetailType": "Order", "Detail": "{}" });
    let entries = json!({ "Entries": vec![entry; 10] });
    for _ in 0..REQUESTS {
        world.call("AWSEvents.PutEvents", &entries);
    }
    signal("-CONT", child.id());
    assert_eq!(steps.take(REQUESTS * 10).count(), REQUESTS * 10);
    let (_, said) = interrupted(child);
    assert!(!said.contains("missed"), "{said}");
}
