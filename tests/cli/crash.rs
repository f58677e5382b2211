//! What was acknowledged happens, also when the local environment is killed in between.

use crate::common::{
    application::{deployed, named},
    local::{eventually, name_of},
};
use serde_json::{Value, json};

#[test]
fn an_event_published_before_a_kill_is_delivered_after_it() {
    let world = deployed();
    world.ok("local stop");
    // Hardly any time passes: what is to be retried waits for the next start.
    world.ok("local start --clock-speed 0.01");
    let function = named("life-events");
    world.break_lambda_of(&function);
    let answer = world.json("publish user-created");
    let event = answer["events"][0]["eventId"].as_str().expect("an id");
    let delivery = || -> Value {
        let mut rules = world.deliveries(event).into_iter();
        let found = rules.find(|rule| name_of(&rule["TargetArn"]) == function);
        found.expect("a rule delivers it there")
    };
    eventually("a first attempt", || {
        (delivery()["State"] == "RETRYING").then_some(())
    });
    world.kill_daemon();
    world.ok("local start --clock-speed 50");
    let delivered = eventually("the delivery", || {
        let delivery = delivery();
        (delivery["State"] == "DELIVERED").then_some(delivery)
    });
    assert_eq!(delivered["Attempts"], 2, "{delivered}");
    let listed = world.ok("local events --output json").stdout;
    let steps = listed
        .lines()
        .map(|line| -> Value { serde_json::from_str(line).expect("JSON") });
    let is_delivery = |step: &Value| {
        let what = step["what"].as_str().unwrap_or_default();
        step["eventId"] == event && what.ends_with(&format!("→ {function}"))
    };
    let steps = steps.filter(is_delivery);
    let steps: Vec<_> = steps
        .map(|step| (step["step"].clone(), step["attempts"].clone()))
        .collect();
    let expected = [("retrying", 1), ("delivered", 2)];
    assert_eq!(
        steps,
        expected.map(|(step, attempt)| (json!(step), json!(attempt)))
    );
    let id = delivered["RequestId"].as_str().expect("a request id");
    let path = format!("coagent/invocations/{id}");
    eventually("the function's success", || {
        let invocation = world.lambda("GET", &path, &json!({}));
        (invocation["State"] == "SUCCEEDED").then_some(())
    });
    let logs = world.ok(&format!("logs life-events --filter {event} --output plain"));
    assert!(logs.stdout.contains("event handled"), "{logs}");
}

#[test]
fn a_fast_clock_does_not_go_back() {
    let world = crate::common::World::new();
    let time = |world: &crate::common::World| -> jiff::Timestamp {
        let status = world.json("local status");
        let time = status["clock"]["time"].as_str().expect("a time");
        time.parse().expect("RFC 3339")
    };
    world.ok("local start --clock-speed 80000");
    let begin = time(&world);
    // A day is more than a second of this clock: it has been noted by then.
    let killed = eventually("a day later", || {
        let now = time(&world);
        (now.duration_since(begin).as_hours() > 24).then_some(now)
    });
    world.kill_daemon();
    world.ok("local start");
    let stopped = time(&world);
    assert!(stopped >= killed, "{stopped} after a kill at {killed}");
    world.ok("local stop");
    world.ok("local start");
    assert!(time(&world) >= stopped);
}
