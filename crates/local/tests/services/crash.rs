//! A process that is killed at random moments under load: what was acknowledged is not lost.

mod archives;
mod data;
mod invocations;
mod logs;
mod receives;
mod stacks;
mod traffic;

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::common::http::{Client, Failure, Refused};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

/// Messages that a queue keeps in memory: few, so that most lie on disk only.
const QUEUE_MEMORY: &str = "24";
/// How often the process is killed, unless `COAGENT_CRASH_ROUNDS` says otherwise.
const KILLS: usize = 40;

#[allow(
    clippy::disallowed_methods,
    reason = "the size of a test is not the program's business"
)]
fn kills() -> usize {
    let given = std::env::var("COAGENT_CRASH_ROUNDS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(KILLS)
}

/// The environment in a process of its own.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(directory: &Path) -> Self {
        let mut process = Command::new(crate::common::example("serve"))
            .arg(directory)
            .env("COAGENT_QUEUE_MEMORY", QUEUE_MEMORY)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").to_owned();
        Self { process, address }
    }

    /// Kills it while its clients work.
    async fn killed_soon(self) {
        tokio::time::sleep(Duration::from_millis(fastrand::u64(20..200))).await;
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

fn url(queue: &str) -> String {
    format!("http://localhost/000000000000/{queue}")
}

/// All messages of a queue, each with how often it is there.
async fn drain(client: &mut Client, queue: &str) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    loop {
        let input = json!({"QueueUrl": url(queue), "MaxNumberOfMessages": 10});
        let received = client.sqs("ReceiveMessage", input).await.unwrap();
        let Some(messages) = received["Messages"].as_array().cloned() else {
            return seen;
        };
        for message in messages {
            *seen
                .entry(message["Body"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
    }
}

/// All events in a queue by id, each with how often it is there.
async fn drain_events(client: &mut Client, queue: &str) -> BTreeMap<String, usize> {
    let id = |(body, times): (String, usize)| {
        let event: Value = serde_json::from_str(&body).unwrap();
        (event["id"].as_str().unwrap().to_owned(), times)
    };
    let mut events = BTreeMap::new();
    for (id, times) in drain(client, queue).await.into_iter().map(id) {
        *events.entry(id).or_default() += times;
    }
    events
}

/// Makes a queue that EventBridge may send to.
async fn make_queue(client: &mut Client, name: &str) {
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let attributes = json!({"Policy": policy.to_string(), "VisibilityTimeout": "43200"});
    let queue = json!({"QueueName": name, "Attributes": attributes});
    client.sqs("CreateQueue", queue).await.unwrap();
}

fn arn(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{queue}")
}

/// The answer, or nothing when the server is gone. One that refuses does its work no longer.
fn answered<T>(answer: Result<T, Failure>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(why) if why.is::<Refused>() => panic!("refused: {why}"),
        Err(_) => None,
    }
}

/// Puts events until the server is gone; the ids of those that were acknowledged.
async fn put_until_killed(mut client: Client) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let entry = json!({"Source": "shop", "DetailType": "t", "Detail": "{}"});
    let entries = json!({"Entries": vec![entry; 5]});
    while let Some(put) = answered(client.events("PutEvents", entries.clone()).await) {
        let ids = put["Entries"].as_array().unwrap().iter();
        acknowledged.extend(ids.map(|entry| entry["EventId"].as_str().unwrap().to_owned()));
    }
    acknowledged
}

/// What all tasks did, in their order.
async fn all<T: 'static>(tasks: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}
