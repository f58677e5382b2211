//! The kinds of dead letters, made by the local environment itself, and their way back when what
//! was wrong is mended.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::*;
use crate::common::{
    World,
    application::{DEAD_LETTERS, Shared, hurried, letter, named, publish},
    local::{eventually, name_of},
};

/// Each test breaks a function of its own.
static HURRIED: Shared = Shared::new(hurried);

/// Who takes letters out of the queue that all share: what one receives is hidden from the others.
static RECEIVER: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    RECEIVER.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handler that the bundle does not have: the function ends as it starts.
fn handler(world: &World, function: &str, handler: &str) {
    let path = format!("functions/{}/configuration", named(function));
    world.lambda("PUT", &path, &json!({ "Handler": handler }));
}

/// Redrives one message and follows it; what became of it.
fn watched(world: &World, queue: &str, message: &Value, more: &str) -> String {
    let id = message["message"]["id"].as_str().expect("an id");
    let line = format!("dlq redrive {queue} --message {id} {more} --watch 3m --yes -o json");
    let ran = world.run(&line);
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    assert_eq!(answer["counts"], json!({ "redriven": 1 }), "{ran}");
    let fate = answer["watched"][0]["fate"].as_str().expect("a fate");
    assert_eq!(ran.code, i32::from(fate == "came-back"), "{ran}");
    fate.to_owned()
}

#[test]
fn a_rules_letter_names_rule_target_and_error_and_goes_back_when_the_target_is_mended() {
    let _alone = alone();
    let world = HURRIED.world();
    let function = named("life-events");
    world.break_lambda_of(&function);
    let event = publish(&world, "user-created");
    let letter = letter(&world, DEAD_LETTERS, &event);
    let id = letter["message"]["id"].as_str().expect("an id");
    let shown = world.ok(&format!("dlq inspect {DEAD_LETTERS} --message {id}"));
    for fact in [
        "rule",
        "ERROR_FROM_TARGET",
        &function,
        &named("life-event-processor"),
    ] {
        assert!(shown.stdout.contains(fact), "{fact}: {shown}");
    }
    let path = format!("coagent/faults/{function}");
    world.lambda("DELETE", &path, &json!({}));
    assert_eq!(watched(&world, DEAD_LETTERS, &letter, ""), "handled");
}

#[test]
fn a_functions_letter_comes_back_until_the_function_is_mended() {
    let _alone = alone();
    let world = HURRIED.world();
    let function = named("user-events");
    handler(&world, "user-events", "nobody");
    let event = publish(&world, "user-registered");
    let first = letter(&world, DEAD_LETTERS, &event);
    assert_eq!(first["letter"]["kind"], "function", "{first}");
    let to = format!("--to function {function}");
    assert_eq!(watched(&world, DEAD_LETTERS, &first, &to), "came-back");
    let second = letter(&world, DEAD_LETTERS, &event);
    assert_ne!(first["message"]["id"], second["message"]["id"]);
    handler(&world, "user-events", "user-events");
    assert_eq!(watched(&world, DEAD_LETTERS, &second, &to), "handled");
}

#[test]
fn a_destination_record_goes_back_as_the_payload_to_the_function_that_it_names() {
    let world = HURRIED.world();
    let function = named("research-events");
    // The function's role says nothing of this queue, so its policy has to.
    let policy = json!({ "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "*" },
        "Action": "sqs:SendMessage", "Resource": "*" }] });
    let attributes = json!({ "Policy": policy.to_string() });
    let queue = json!({ "QueueName": "records", "Attributes": attributes });
    let queue = world.call("AmazonSQS.CreateQueue", &queue);
    assert!(queue["QueueUrl"].is_string());
    let destination = json!({ "OnFailure": { "Destination": queues::arn("records") } });
    let config = json!({ "MaximumRetryAttempts": 1, "DestinationConfig": destination });
    world.invoke_config(&function, &config);
    handler(&world, "research-events", "nobody");
    let event = publish(&world, "research-query-completed");
    let letter = letter(&world, "records", &event);
    let facts = &letter["letter"];
    assert_eq!(
        (&facts["kind"], &facts["exhausted"], &facts["retryAttempts"]),
        (&json!("function"), &json!("RetriesExhausted"), &json!(1)),
        "{letter}"
    );
    let target = facts["targetArn"].as_str().expect("a target");
    assert!(target.contains(&function), "{letter}");
    let id = letter["message"]["id"].as_str().expect("an id");
    let shown = world.json(&format!("dlq inspect records --message {id}"));
    let logs = shown["messages"][0]["logs"].as_array().expect("logs");
    let request = facts["requestId"].as_str().expect("a request");
    let names_it = |line: &Value| {
        line["message"]
            .as_str()
            .is_some_and(|text| text.contains(request))
    };
    assert!(!logs.is_empty() && logs.iter().all(names_it), "{shown}");
    handler(&world, "research-events", "research-events");
    assert_eq!(watched(&world, "records", &letter, ""), "handled");
}

/// Received too often, moved by SQS, redriven, and there for the next receiver.
#[test]
fn what_sqs_moved_says_where_it_comes_from_and_goes_back_there() {
    let queues = Queues::new();
    queues.send("work", EVENT, &[("tenant", text("a"))]);
    for _ in 0..2 {
        queues.look("work");
    }
    let seen = queues.world.json("dlq inspect dlq");
    let letter = &seen["messages"][0];
    assert_eq!(letter["letter"]["kind"], "queue", "{seen}");
    assert_eq!(letter["message"]["sourceQueue"], queues::arn("work"));
    let answer = queues.redrive("dlq --yes --watch 1s");
    assert_eq!(answer["watched"][0]["fate"], "not-back", "{answer}");
    // Received too often again, it is known by the id that the queue has given it.
    let back = queues.take("work");
    let tenant = back[0].message_attributes().expect("attributes")["tenant"].string_value();
    assert_eq!(tenant, Some("a"));
    assert_eq!(name_of(&answer["items"][0]["destination"]["arn"]), "work");
}

#[test]
fn what_fails_again_in_its_queue_is_seen_to_come_back() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    let redrive = [
        "dlq", "redrive", "dlq", "--max", "1", "--yes", "--watch", "2m", "-o", "json",
    ];
    let mut command = queues.world.command(&redrive);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("coagent runs");
    // A consumer that fails: it receives, and never deletes.
    eventually("the message is received and moved", || {
        queues.look("work").then_some(())
    });
    queues.look("work");
    let ended = child.wait_with_output().expect("coagent ends");
    let answer: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert_eq!(answer["watched"][0]["fate"], "came-back", "{answer}");
    assert_eq!(ended.status.code(), Some(1));
}
