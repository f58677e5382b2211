//! A process that is killed at random moments under load: what was acknowledged is not lost.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod common;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use common::http::Client;
use serde_json::{Value, json};

/// How often the process is killed.
const KILLS: usize = 12;
const CLIENTS: usize = 4;

/// The environment in a process of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(directory: &Path) -> Self {
        let mut process = Command::new(common::example("serve"))
            .arg(directory)
            .stdout(Stdio::piped())
            .spawn()
            .expect("`cargo build --examples` builds the server");
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").to_owned();
        Self { process, address }
    }

    async fn client(&self) -> Client {
        Client::connect(&self.address).await.unwrap()
    }
}

impl Drop for Server {
    /// SIGKILL, also when a test has failed.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const QUEUE: &str = "http://localhost/000000000000/q";

async fn set_up(client: &mut Client) {
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let attributes = json!({"Policy": policy.to_string(), "VisibilityTimeout": "43200"});
    client
        .sqs(
            "CreateQueue",
            json!({"QueueName": "q", "Attributes": attributes}),
        )
        .await
        .unwrap();
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#});
    client.events("PutRule", rule).await.unwrap();
    let target = json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"});
    client
        .events("PutTargets", json!({"Rule": "r", "Targets": [target]}))
        .await
        .unwrap();
}

/// Puts events until the server is gone; the ids of those that were acknowledged.
async fn put_until_killed(mut client: Client) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let entry = json!({"Source": "shop", "DetailType": "t", "Detail": "{}"});
    let entries = json!({"Entries": vec![entry; 5]});
    while let Ok(put) = client.events("PutEvents", entries.clone()).await {
        let ids = put["Entries"].as_array().unwrap().iter();
        acknowledged.extend(ids.map(|entry| entry["EventId"].as_str().unwrap().to_owned()));
    }
    acknowledged
}

/// All events in the queue, each with how often it is there.
async fn drain(client: &mut Client) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    loop {
        let input = json!({"QueueUrl": QUEUE, "MaxNumberOfMessages": 10});
        let received = client.sqs("ReceiveMessage", input).await.unwrap();
        let Some(messages) = received["Messages"].as_array().cloned() else {
            return seen;
        };
        for message in messages {
            let event: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            *seen
                .entry(event["id"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
    }
}

async fn settled(client: &mut Client) {
    loop {
        let listed = client
            .events("ListEventDeliveries", json!({"Limit": 1000}))
            .await
            .unwrap();
        let events = listed["Events"].as_array().unwrap();
        let rules = events
            .iter()
            .flat_map(|event| event["Rules"].as_array().unwrap());
        if rules.clone().all(|rule| rule["State"] == "DELIVERED") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_event_is_delivered_once_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..KILLS {
        let server = Server::start(directory.path());
        if round == 0 {
            set_up(&mut server.client().await).await;
        }
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            clients.push(tokio::spawn(put_until_killed(server.client().await)));
        }
        tokio::time::sleep(Duration::from_millis(fastrand::u64(20..200))).await;
        drop(server);
        for client in clients {
            acknowledged.extend(client.await.unwrap());
        }
    }
    assert!(acknowledged.len() > KILLS, "{} events", acknowledged.len());
    let server = Server::start(directory.path());
    let mut client = server.client().await;
    settled(&mut client).await;
    let delivered = drain(&mut client).await;
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|id| !delivered.contains_key(*id))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} lost",
        lost.len(),
        acknowledged.len()
    );
    let twice = delivered.values().filter(|times| **times > 1).count();
    assert_eq!(twice, 0, "message and outcome are one write");
}
