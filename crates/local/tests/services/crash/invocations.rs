//! Asynchronous invocations: accepted, run, and told of.

use std::{collections::HashSet, sync::Arc, time::Duration};

use serde_json::{Value, json};

use super::{Server, all, kills, put_until_killed, url};
use crate::common::{Rig, http::Client};

const CLIENTS: usize = 2;

/// Every event invokes a function, and what came of each goes to queue `told`.
async fn set_up(directory: &Arc<tempfile::TempDir>) {
    let rig = Rig::in_dir(Arc::clone(directory), 1.0);
    rig.function("f", json!({})).await;
    let queue = json!({"QueueName": "told", "Attributes": {"VisibilityTimeout": "43200"}});
    rig.ok("sqs", "CreateQueue", queue).await;
    let destination = json!({"OnSuccess": {"Destination": super::arn("told")}});
    let config = json!({"FunctionName": "f", "DestinationConfig": destination});
    rig.ok("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
    let permission = json!({"FunctionName": "f", "StatementId": "events",
        "Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com"});
    rig.ok("lambda", "AddPermission", permission).await;
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#});
    rig.ok("events", "PutRule", rule).await;
    let target = json!({"Id": "t", "Arn": rig.core.arn("lambda", "function:f")});
    let targets = json!({"Rule": "r", "Targets": [target]});
    rig.ok("events", "PutTargets", targets).await;
    rig.closed().await;
}

/// The ids of events that the queue was told of, until it was told of all that are expected.
async fn told(client: &mut Client, expected: &HashSet<String>) -> HashSet<String> {
    let mut told = HashSet::new();
    let ask = json!({"QueueUrl": url("told"), "MaxNumberOfMessages": 10});
    let mut quiet = 0;
    while !expected.is_subset(&told) && quiet < 300 {
        let received = client.sqs("ReceiveMessage", ask.clone()).await.unwrap();
        let messages = received["Messages"].as_array().cloned().unwrap_or_default();
        if messages.is_empty() {
            quiet += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        } else {
            quiet = 0;
        }
        for message in messages {
            let record: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            let id = record["requestPayload"]["id"].as_str().unwrap();
            told.insert(id.to_owned());
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_event_reaches_its_function_however_often_the_process_is_killed() {
    let directory = Arc::new(tempfile::tempdir().unwrap());
    set_up(&directory).await;
    let mut acknowledged = HashSet::new();
    for _ in 0..kills() {
        let server = Server::start(directory.path());
        let mut putting = Vec::new();
        for _ in 0..CLIENTS {
            putting.push(tokio::spawn(put_until_killed(server.client().await)));
        }
        server.killed_soon().await;
        acknowledged.extend(all(putting).await.concat());
    }
    assert!(!acknowledged.is_empty(), "no load");
    let server = Server::start(directory.path());
    let told = told(&mut server.client().await, &acknowledged).await;
    let lost = acknowledged.difference(&told).count();
    assert_eq!(lost, 0, "of {} events never ran", acknowledged.len());
}
