//! A dead-letter queue that is filled, and emptied again by bare calls of SQS: what a redrive that
//! kept no journal and knew nothing of its messages would cost.

use std::{thread, time::Instant};

use serde_json::{Value, json};

use crate::{
    client::{Connection, Outcome, messages},
    orders::order,
    process,
};

const BATCH: usize = 10;
/// Connections that fill the queue.
const FILLERS: usize = 8;

/// The queues: the messages come from one, and go to the other.
const SOURCE: &str = "bench-dlq";
const TARGET: &str = "bench-work";

/// Makes both queues and puts so many messages into the dead-letter queue.
pub(crate) fn fill(address: &str, count: usize) -> Outcome<()> {
    let mut control = Connection::open(address)?;
    let source = create(&mut control, SOURCE, &json!({}))?;
    let arn = json!({"QueueUrl": source, "AttributeNames": ["QueueArn"]});
    let arn = control.sqs("GetQueueAttributes", arn.to_string().as_bytes())?;
    let arn: Value = serde_json::from_slice(&arn)?;
    let policy =
        json!({"deadLetterTargetArn": arn["Attributes"]["QueueArn"], "maxReceiveCount": 3});
    create(
        &mut control,
        TARGET,
        &json!({"RedrivePolicy": policy.to_string()}),
    )?;
    let fillers = (0..FILLERS).map(|filler| {
        let (address, source) = (address.to_owned(), source.clone());
        thread::spawn(move || put(&address, &source, filler, count))
    });
    join(fillers.collect()).map(drop)
}

fn create(to: &mut Connection, name: &str, attributes: &Value) -> Outcome<String> {
    let input = json!({"QueueName": name, "Attributes": attributes});
    let answer = to.sqs("CreateQueue", input.to_string().as_bytes())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(answer["QueueUrl"].as_str().ok_or("no QueueUrl")?.to_owned())
}

/// Every eighth batch.
fn put(address: &str, url: &str, filler: usize, count: usize) -> Outcome<u64> {
    let mut to = Connection::open(address)?;
    let mut random = fastrand::Rng::new();
    let mut body = |n: usize| {
        let detail: Value = serde_json::from_str(&order(&mut random)).expect("JSON");
        json!({"id": format!("e{n}"), "detail-type": "Order", "detail": detail}).to_string()
    };
    for start in (filler * BATCH..count).step_by(FILLERS * BATCH) {
        let entry = |n: usize| json!({"Id": n.to_string(), "MessageBody": body(n)});
        let entries: Vec<Value> = (start..count.min(start + BATCH)).map(entry).collect();
        let input = json!({"QueueUrl": url, "Entries": entries});
        to.sqs("SendMessageBatch", input.to_string().as_bytes())?;
    }
    Ok(0)
}

/// Empties the dead-letter queue by bare calls on so many connections.
#[expect(
    clippy::print_stdout,
    reason = "a program of its own, not part of the command line"
)]
pub(crate) fn redrive(address: &str, server: u32, connections: usize) -> Outcome<()> {
    let (began, cpu) = (Instant::now(), process::cpu_seconds(server)?);
    let own = std::process::id();
    let workers = (0..connections).map(|_| {
        let address = address.to_owned();
        thread::spawn(move || work(&address))
    });
    let done = join(workers.collect())?;
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{done} messages\t{:.0} messages/s\t{:.1} µs of CPU each\t{:.1} µs of server CPU each\t{:.1} MB resident",
        done as f64 / seconds,
        process::cpu_seconds(own)? / done as f64 * 1e6,
        (process::cpu_seconds(server)? - cpu) / done as f64 * 1e6,
        process::resident(own)?,
    );
    let mut control = Connection::open(address)?;
    let source = url(&mut control, SOURCE)?;
    match messages(&mut control, &source)? {
        0 => Ok(()),
        left => Err(format!("{left} messages are left").into()),
    }
}

fn url(to: &mut Connection, name: &str) -> Outcome<String> {
    let input = json!({"QueueName": name}).to_string();
    let answer: Value = serde_json::from_slice(&to.sqs("GetQueueUrl", input.as_bytes())?)?;
    Ok(answer["QueueUrl"].as_str().ok_or("no QueueUrl")?.to_owned())
}

/// Batch after batch: received, sent, deleted.
fn work(address: &str) -> Outcome<u64> {
    let mut to = Connection::open(address)?;
    let (from, target) = (url(&mut to, SOURCE)?, url(&mut to, TARGET)?);
    let ask = json!({"QueueUrl": from, "MaxNumberOfMessages": BATCH, "VisibilityTimeout": 300,
        "MessageAttributeNames": ["All"], "AttributeNames": ["All"]});
    let ask = ask.to_string();
    let mut done = 0;
    loop {
        let received: Value = serde_json::from_slice(&to.sqs("ReceiveMessage", ask.as_bytes())?)?;
        let received = received["Messages"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if received.is_empty() {
            return Ok(done);
        }
        let batch = |entry: fn((usize, &Value)) -> Value, url: &str| {
            let entries: Vec<Value> = received.iter().enumerate().map(entry).collect();
            json!({"QueueUrl": url, "Entries": entries}).to_string()
        };
        let send = batch(
            |(id, message)| json!({"Id": id.to_string(), "MessageBody": message["Body"]}),
            &target,
        );
        to.sqs("SendMessageBatch", send.as_bytes())?;
        let delete = batch(
            |(id, message)| json!({"Id": id.to_string(), "ReceiptHandle": message["ReceiptHandle"]}),
            &from,
        );
        to.sqs("DeleteMessageBatch", delete.as_bytes())?;
        done += received.len() as u64;
    }
}

fn join(threads: Vec<thread::JoinHandle<Outcome<u64>>>) -> Outcome<u64> {
    let mut done = 0;
    for thread in threads {
        done += thread.join().map_err(|_| "a client panicked")??;
    }
    Ok(done)
}
