//! Asynchronous invocations: tried again, given up, kept over a restart, however many there are.

use std::{collections::BTreeMap, sync::Arc};

use coagent_local::clock::Clock;
use serde_json::{Value, json};

use super::{event, settled};
use crate::common::{Rig, clock, eventually};

/// Makes a queue; its URL.
async fn queue(rig: &Rig, name: &str) -> String {
    let made = rig.ok("sqs", "CreateQueue", json!({ "QueueName": name }));
    made.await["QueueUrl"].as_str().unwrap().to_owned()
}

/// Has a queue told what fails for good; `more` are further settings.
async fn tell_of_failures(rig: &Rig, function: &str, queue: &str, more: Value) {
    let arn = format!("arn:aws:sqs:us-east-1:000000000000:{queue}");
    let mut config = json!({
        "FunctionName": function,
        "DestinationConfig": { "OnFailure": { "Destination": arn } },
    });
    for (name, value) in more.as_object().unwrap() {
        config[name] = value.clone();
    }
    rig.ok("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
}

/// Invokes a function with an event that it fails on; the request id.
async fn failing(rig: &Rig, function: &str) -> String {
    let failing = event(function, json!({ "do": "fail" }));
    rig.cloud.lambda.invoke_async(failing).await.unwrap()
}

/// Takes invocation records out of a queue.
async fn take(rig: &Rig, url: &str) -> Vec<Value> {
    // With a fast clock the queue's own timeout may be over before they are deleted.
    let ask = json!({ "QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 43_200 });
    let received = rig.ok("sqs", "ReceiveMessage", ask).await;
    let mut records = Vec::new();
    for message in received["Messages"].as_array().into_iter().flatten() {
        let delete = json!({ "QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"] });
        rig.ok("sqs", "DeleteMessage", delete).await;
        records.push(serde_json::from_str(message["Body"].as_str().unwrap()).unwrap());
    }
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asynchronous_event_is_tried_three_times_and_then_dropped() {
    let rig = Rig::at_speed(600.0);
    rig.function("failing", json!({})).await;
    let id = failing(&rig, "failing").await;
    let trace = settled(&rig, &id, "DROPPED").await;
    assert_eq!(trace["Attempts"], 3);
    assert_eq!(trace["Error"], "boom");
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_retries_when_the_function_says_so() {
    let rig = Rig::at_speed(600.0);
    rig.function("failing", json!({})).await;
    let config = json!({ "FunctionName": "failing", "MaximumRetryAttempts": 0 });
    rig.ok("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
    let id = failing(&rig, "failing").await;
    assert_eq!(settled(&rig, &id, "DROPPED").await["Attempts"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_event_survives_a_restart() {
    let rig = Rig::new();
    rig.function("later", json!({})).await;
    let id = failing(&rig, "later").await;
    settled(&rig, &id, "FAILED").await;
    // The second attempt is due in a minute; the next environment is an hour on in a second.
    let rig = rig.restarted(|config| config.clock = clock(3600.0)).await;
    let trace = settled(&rig, &id, "DROPPED").await;
    assert_eq!(trace["Attempts"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_events_than_memory_knows_are_tried_three_times_each_over_a_restart_too() {
    const EVENTS: u64 = 60;
    let narrow = |config: &mut coagent_local::core::Config| {
        config.queue_memory = 2;
        config.clock = clock(600.0);
    };
    let rig = Rig::with(Arc::new(tempfile::tempdir().unwrap()), narrow);
    let url = queue(&rig, "dead").await;
    rig.function("failing", json!({})).await;
    tell_of_failures(&rig, "failing", "dead", json!({})).await;
    for number in 0..EVENTS {
        let failing = event("failing", json!({ "do": "fail", "number": number }));
        rig.cloud.lambda.invoke_async(failing).await.unwrap();
    }
    let rig = rig.restarted(narrow).await;
    let (mut tried, mut total) = (BTreeMap::new(), 0);
    while total < EVENTS {
        let records = eventually(|| async {
            let records = take(&rig, &url).await;
            (!records.is_empty()).then_some(records)
        });
        for record in records.await {
            let number = record["requestPayload"]["number"].as_u64().unwrap();
            let times = record["requestContext"]["approximateInvokeCount"].as_u64();
            tried.insert(number, times.unwrap());
            total += 1;
        }
    }
    assert_eq!(tried, (0..EVENTS).map(|number| (number, 3)).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_too_old_when_the_environment_starts_is_told_of() {
    let rig = Rig::new();
    queue(&rig, "dead").await;
    rig.function("failing", json!({})).await;
    let age = json!({ "MaximumEventAgeInSeconds": 60 });
    tell_of_failures(&rig, "failing", "dead", age).await;
    let id = failing(&rig, "failing").await;
    settled(&rig, &id, "FAILED").await;
    let a_day_later = Clock::at("2026-11-22T00:00:00Z".parse().unwrap(), 1.0);
    let rig = rig.restarted(|config| config.clock = a_day_later).await;
    settled(&rig, &id, "DEAD_LETTERED").await;
    let url = json!({ "QueueName": "dead" });
    let url = rig.ok("sqs", "GetQueueUrl", url).await["QueueUrl"].clone();
    let records = take(&rig, url.as_str().unwrap()).await;
    assert_eq!(records.len(), 1);
    let context = &records[0]["requestContext"];
    assert_eq!(context["condition"], "EventAgeExceeded", "{context}");
}
