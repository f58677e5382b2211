//! Log events: what was acknowledged is found.

use std::collections::HashMap;

use coagent_local::clock::Clock;
use serde_json::{Value, json};

use super::{Client, Server, all, answered, kills};

const STREAMS: [&str; 3] = ["a", "b", "c"];

async fn logs(client: &mut Client, operation: &str, input: Value) -> Option<Value> {
    let target = format!("Logs_20140328.{operation}");
    answered(client.json(&target, input).await)
}

async fn set_up(client: &mut Client) {
    let group = json!({"logGroupName": "g"});
    logs(client, "CreateLogGroup", group).await.unwrap();
    for name in STREAMS {
        let stream = json!({"logGroupName": "g", "logStreamName": name});
        logs(client, "CreateLogStream", stream).await.unwrap();
    }
}

/// Writes until the server is gone; the messages that were acknowledged.
async fn write_until_killed(mut client: Client, stream: &'static str, round: usize) -> Vec<String> {
    let clock = Clock::system();
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let messages = (0..5).map(|event| format!("{stream} {round} {number} {event}"));
        let messages: Vec<String> = messages.collect();
        let event = |message: &String| json!({"timestamp": clock.now_millis(), "message": message});
        let events: Vec<Value> = messages.iter().map(event).collect();
        let put = json!({"logGroupName": "g", "logStreamName": stream, "logEvents": events});
        if logs(&mut client, "PutLogEvents", put).await.is_none() {
            break;
        }
        acknowledged.extend(messages);
    }
    acknowledged
}

/// All messages by their text, each with its stream and how often it is there.
async fn found(client: &mut Client) -> HashMap<String, (String, usize)> {
    let mut found = HashMap::new();
    let mut ask = json!({"logGroupName": "g"});
    loop {
        let page = logs(client, "FilterLogEvents", ask.clone()).await.unwrap();
        for event in page["events"].as_array().unwrap() {
            let text = |member: &str| event[member].as_str().unwrap().to_owned();
            let kept = found
                .entry(text("message"))
                .or_insert_with(|| (text("logStreamName"), 0));
            kept.1 += 1;
        }
        if page["nextToken"].is_null() {
            return found;
        }
        ask["nextToken"] = page["nextToken"].clone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_log_event_is_found_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..kills() {
        let server = Server::start(directory.path());
        if round == 0 {
            set_up(&mut server.client().await).await;
        }
        let mut writing = Vec::new();
        for stream in STREAMS {
            let client = server.client().await;
            writing.push(tokio::spawn(write_until_killed(client, stream, round)));
        }
        server.killed_soon().await;
        acknowledged.extend(all(writing).await.concat());
    }
    assert!(!acknowledged.is_empty(), "no load");
    let server = Server::start(directory.path());
    let found = found(&mut server.client().await).await;
    for message in &acknowledged {
        let (stream, times) = found.get(message).expect("an event is lost");
        assert!(message.starts_with(stream) && *times == 1, "{message}");
    }
    assert!(found.values().all(|(_, times)| *times == 1), "one is twice");
}
