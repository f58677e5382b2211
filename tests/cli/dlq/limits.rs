//! How much, how fast, how old, and what is not sent again.

use std::time::Instant;

use super::*;
use crate::common::{
    World,
    application::{DEPLOYED, named},
};

/// Twenty at ten a second: the second ten go no sooner than a second after the first.
#[test]
fn messages_go_no_faster_than_asked() {
    let queues = Queues::new();
    queues.send_many("dlq", 20);
    let began = Instant::now();
    let answer = queues.redrive("dlq --rate 10 --yes");
    assert_eq!(answer["counts"], json!({ "redriven": 20 }), "{answer}");
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[test]
fn what_happened_too_long_ago_is_left_by_name() {
    let queues = Queues::new();
    let old = r#"{"id":"old","time":"2020-01-01T00:00:00Z"}"#;
    let id = queues.send("dlq", old, &[]);
    queues.send("dlq", r#"{"id":"new"}"#, &[]);
    let answer = queues.redrive("dlq --max-age 7d --yes");
    assert_eq!(
        (&answer["code"], states(&answer)["left"]),
        (&json!(1), 1),
        "{answer}"
    );
    let items = answer["items"].as_array().expect("items");
    let left = items
        .iter()
        .find(|item| item["state"] == "left")
        .expect("left");
    assert_eq!(left["message"], id);
    assert!(
        left["reason"]
            .as_str()
            .is_some_and(|why| why.contains("too old")),
        "{answer}"
    );
    let forced = queues.redrive("dlq --max-age 7d --force --yes");
    assert_eq!(forced["counts"], json!({ "redriven": 1 }), "{forced}");
}

/// By the application's own table; sent again only by force.
#[test]
fn what_was_handled_already_is_left_and_says_by_whom() {
    let world = DEPLOYED.world();
    let published = world.json("publish user-registered --wait");
    let event = published["events"][0]["eventId"].as_str().expect("an id");
    letter(&world, "handled-dlq", event);
    let ran = world.run("dlq redrive handled-dlq --yes");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.stdout
            .contains("user-events has handled its event already"),
        "{ran}"
    );
}

/// The retry processor keeps its count in the application's table: a function's invocation carries
/// none.
#[test]
fn what_the_retry_processor_has_returned_three_times_needs_force() {
    let world = DEPLOYED.world();
    letter(&world, "retried-dlq", "e-retried");
    let row = json!({
        "pk": { "S": "RETRY#e-retried" },
        "sk": { "S": format!("TARGET#{}", user_events()) },
        "message": { "S": "m" },
        "state": { "S": "accepted" },
        "tries": { "N": "3" },
    });
    let row = json!({ "TableName": "bayon-coagent-local", "Item": row });
    world.call("DynamoDB_20120810.PutItem", &row);
    let ran = world.run("dlq redrive retried-dlq");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("redriven 3 times already"), "{ran}");
    let forced = world.run("dlq redrive retried-dlq --force");
    assert!(!forced.stdout.contains("redriven 3 times"), "{forced}");
}

fn user_events() -> String {
    let name = named("user-events");
    format!("arn:aws:lambda:us-east-1:000000000000:function:{name}")
}

/// Puts a dead letter of `user-events` into a new queue.
fn letter(world: &World, queue: &str, event: &str) {
    let url = world.call("AmazonSQS.CreateQueue", &json!({ "QueueName": queue }));
    let attribute = |value: &str| json!({ "DataType": "String", "StringValue": value });
    let letter = json!({
        "QueueUrl": url["QueueUrl"],
        "MessageBody": json!({ "id": event, "detail": {} }).to_string(),
        "MessageAttributes": {
            "RULE_ARN": attribute(RULE),
            "TARGET_ARN": attribute(&user_events()),
        },
    });
    world.call("AmazonSQS.SendMessage", &letter);
}

/// Also of queues that no stack has.
#[test]
fn the_account_has_more_dead_letter_queues_than_the_stack() {
    let queues = Queues::new();
    queues.send_many("dlq", 3);
    let none = queues.world.run("dlq list");
    assert_eq!(none.code, 2, "there is no stack: {none}");
    let listed = queues.world.json("dlq list --account");
    let queue = &listed["queues"][0];
    assert_eq!(
        (&queue["name"], &queue["visible"]),
        (&json!("dlq"), &json!(3)),
        "{listed}"
    );
    assert_eq!(queue["fedBy"]["queues"], json!(["work"]), "{listed}");
    assert_eq!(
        listed["queues"].as_array().map(Vec::len),
        Some(1),
        "{listed}"
    );
}
