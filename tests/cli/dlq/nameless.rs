//! Lambda's own dead letters do not name their function: its logs do.

use super::*;
use crate::common::{
    World,
    application::{DEAD_LETTERS, hurried, letter, named, publish},
};

/// A handler that the bundle does not have: the function ends as it starts.
fn handler(world: &World, handler: &str) {
    let path = format!("functions/{}/configuration", named("user-events"));
    world.lambda("PUT", &path, &json!({ "Handler": handler }));
}

/// Thirteen functions share the queue. The one that failed is found, its lines are shown, and the
/// message goes back to it; and when its log is gone, that is said, with the way out.
#[test]
fn the_function_that_failed_is_found_by_its_logs() {
    let world = hurried();
    let function = named("user-events");
    handler(&world, "nobody");
    let event = publish(&world, "user-registered");
    let letter = letter(&world, DEAD_LETTERS, &event);
    assert_eq!(letter["letter"]["targetArn"], Value::Null, "{letter}");
    let id = letter["message"]["id"].as_str().expect("an id");

    let inspect = format!("dlq inspect {DEAD_LETTERS} --message {id}");
    let shown = world.ok(&inspect);
    assert!(shown.stdout.contains("found by its logs"), "{shown}");
    let shown = &world.json(&inspect)["messages"][0];
    let found = shown["letter"]["found"]["by-logs"].as_str();
    assert!(found.is_some_and(|arn| arn.ends_with(&function)), "{shown}");
    let lines = shown["logs"].as_array().expect("logs");
    let request = shown["letter"]["requestId"].as_str().expect("a request");
    let names_it = |line: &Value| {
        line["message"]
            .as_str()
            .is_some_and(|text| text.contains(request))
    };
    assert!(lines.iter().any(names_it), "{shown}");

    let redrive = format!("dlq redrive {DEAD_LETTERS} --message {id}");
    let planned = world.ok(&redrive);
    let said = format!("function {function}");
    for part in [said.as_str(), "found by its logs"] {
        assert!(planned.stdout.contains(part), "{part}: {planned}");
    }

    let group = json!({ "logGroupName": format!("/aws/lambda/{function}") });
    let kept = world.call("Logs_20140328.FilterLogEvents", &group);
    world.call("Logs_20140328.DeleteLogGroup", &group);
    let unknown = world.run(&redrive);
    assert_eq!(unknown.code, 1, "{unknown}");
    for part in [
        "which of 13 functions",
        "no log of theirs",
        "--to function NAME",
    ] {
        assert!(unknown.stdout.contains(part), "{part}: {unknown}");
    }
    bring_back(&world, &group, &kept);

    handler(&world, "user-events");
    let ran = world.ok(&format!("{redrive} --watch 3m --yes -o json"));
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(answer["items"][0]["foundByLogs"], true, "{answer}");
    assert_eq!(answer["watched"][0]["fate"], "handled", "{answer}");
}

/// The log as it was before it was deleted.
fn bring_back(world: &World, group: &Value, kept: &Value) {
    let name = &group["logGroupName"];
    let stream = json!({ "logGroupName": name, "logStreamName": "kept" });
    world.call("Logs_20140328.CreateLogGroup", group);
    world.call("Logs_20140328.CreateLogStream", &stream);
    let events = kept["events"].as_array().expect("events").iter();
    let event =
        |event: &Value| json!({ "timestamp": event["timestamp"], "message": event["message"] });
    let events: Vec<Value> = events.map(event).collect();
    let put = json!({ "logGroupName": name, "logStreamName": "kept", "logEvents": events });
    world.call("Logs_20140328.PutLogEvents", &put);
}
