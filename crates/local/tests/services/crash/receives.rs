//! Receive counts: a message never has a lower one than a client was told, and reaches its
//! dead-letter queue when it was received often enough, whatever happened in between.

use std::{collections::HashMap, time::Duration};

use serde_json::{Value, json};

use super::{Client, Server, answered, arn, drain, kills, make_queue, url};

/// How often a message is received before it is a dead letter.
const MOST: usize = 10;

/// By body, the receive count that a client was told last.
type Counts = HashMap<String, usize>;

async fn set_up(client: &mut Client) {
    make_queue(client, "dead").await;
    let redrive = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": MOST});
    let attributes = json!({"VisibilityTimeout": "0", "RedrivePolicy": redrive.to_string()});
    let queue = json!({"QueueName": "work", "Attributes": attributes});
    client.sqs("CreateQueue", queue).await.unwrap();
}

/// Sends messages until the server is gone; the bodies of those that were acknowledged. Not as
/// fast as it can, because each of them is received many times.
async fn send_until_killed(mut client: Client, round: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let bodies = (0..10).map(|entry| format!("{round}-{number}-{entry}"));
        let bodies: Vec<String> = bodies.collect();
        // Every other one with a delay: they lie elsewhere.
        let entry = |(number, body): (usize, &String)| json!({"Id": body, "MessageBody": body, "DelaySeconds": number % 2});
        let entries: Vec<Value> = bodies.iter().enumerate().map(entry).collect();
        let batch = json!({"QueueUrl": url("work"), "Entries": entries});
        if answered(client.sqs("SendMessageBatch", batch).await).is_none() {
            break;
        }
        acknowledged.extend(bodies);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    acknowledged
}

/// Receives once; false when the server is gone.
async fn receive(client: &mut Client, counts: &mut Counts) -> bool {
    let ask = json!({"QueueUrl": url("work"), "MaxNumberOfMessages": 10,
        "MessageSystemAttributeNames": ["ApproximateReceiveCount"]});
    let Some(received) = answered(client.sqs("ReceiveMessage", ask).await) else {
        return false;
    };
    for message in received["Messages"].as_array().into_iter().flatten() {
        let count = message["Attributes"]["ApproximateReceiveCount"].as_str();
        let count = count.unwrap().parse().unwrap();
        let body = message["Body"].as_str().unwrap().to_owned();
        let before = counts.insert(body, count).unwrap_or_default();
        assert!(before < count && count <= MOST, "{count} after {before}");
    }
    true
}

/// The one who receives: so each count that it is told is higher than the one before.
async fn receive_until_killed(mut client: Client, mut counts: Counts) -> Counts {
    while receive(&mut client, &mut counts).await {}
    counts
}

/// Receives until all messages are dead letters.
async fn receive_all(client: &mut Client, counts: &mut Counts) {
    let names = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
    ];
    let ask = json!({"QueueUrl": url("work"), "AttributeNames": names});
    loop {
        assert!(receive(client, counts).await, "the server is there");
        let shown = client.sqs("GetQueueAttributes", ask.clone()).await.unwrap();
        if names.iter().all(|name| shown["Attributes"][name] == "0") {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_received_too_often_is_a_dead_letter_however_often_the_process_is_killed()
{
    let directory = tempfile::tempdir().unwrap();
    let (mut sent, mut counts) = (Vec::new(), Counts::new());
    let kills = kills();
    for round in 0..kills {
        let server = Server::start(directory.path());
        if round == 0 {
            set_up(&mut server.client().await).await;
        }
        let sending = tokio::spawn(send_until_killed(server.client().await, round));
        let receiving = receive_until_killed(server.client().await, counts);
        let receiving = tokio::spawn(receiving);
        server.killed_soon().await;
        sent.extend(sending.await.unwrap());
        counts = receiving.await.unwrap();
    }
    assert!(counts.len() > 10, "no load");
    let server = Server::start(directory.path());
    let mut client = server.client().await;
    receive_all(&mut client, &mut counts).await;
    let dead = drain(&mut client, "dead").await;
    let lost = sent.iter().filter(|body| !dead.contains_key(*body)).count();
    assert_eq!(lost, 0, "of {} messages are lost", sent.len());
    assert!(dead.values().all(|times| *times == 1), "a letter is twice");
    // What nobody was told was in an answer that a kill has cut off, of ten messages at most.
    let untold: usize = counts.values().map(|count| MOST - count).sum();
    assert!(untold <= 10 * kills, "{untold} receives nobody was told of");
}
