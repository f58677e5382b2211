//! Queues with more messages than memory has room for.

use std::{collections::BTreeSet, time::Duration};

use super::*;
use crate::services::sqs::{
    Outgoing,
    records::{DELAYED, MESSAGES, SPANS},
};

/// More than a queue keeps in memory.
const MANY: usize = 4_000;
const MEMORY: usize = 400;

impl Bench {
    /// With delays of one to five seconds, in any order.
    async fn fill_delayed(&self, url: &str) {
        for first in (0..MANY).step_by(10) {
            let entry = |n: usize| json!({"Id": n.to_string(), "MessageBody": n.to_string(), "DelaySeconds": 1 + n * 7 % 5});
            let entries: Vec<Value> = (first..first + 10).map(entry).collect();
            let input = json!({"QueueUrl": url, "Entries": entries});
            self.ok("SendMessageBatch", input).await;
        }
    }

    async fn fill(&self) {
        let messages: Vec<Outgoing> = (0..MANY).map(|n| Outgoing::new(n.to_string())).collect();
        for messages in messages.chunks(500) {
            let messages = messages.to_vec();
            let sent = self.sqs.deliver_batch(&arn("q"), messages, None).await;
            assert!(sent.unwrap().iter().all(Result::is_ok));
        }
    }

    /// Receives and deletes up to `most`; says what that was.
    async fn drain(&self, url: &str, most: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        while seen.len() < most {
            let messages = self.receive(url).await;
            if messages.is_empty() {
                break;
            }
            let entries = messages.iter().enumerate().map(|(id, message)| {
                json!({"Id": id.to_string(), "ReceiptHandle": message["ReceiptHandle"]})
            });
            let entries: Vec<Value> = entries.collect();
            let input = json!({"QueueUrl": url, "Entries": entries});
            self.ok("DeleteMessageBatch", input).await;
            for message in &messages {
                let number = message["Body"].as_str().unwrap().parse().unwrap();
                assert!(seen.insert(number), "received once");
            }
        }
        seen
    }

    async fn visible(&self, url: &str) -> usize {
        let count = self.attribute(url, "ApproximateNumberOfMessages").await;
        count.parse().unwrap()
    }

    fn records(&self) -> (usize, usize) {
        let count = |table| self.core.store.scan(table, b"").unwrap().len();
        (count(MESSAGES), count(SPANS))
    }
}

#[tokio::test]
async fn a_long_backlog_lies_on_disk_and_is_whole_after_restarts() {
    let bench = Bench::with_memory(MEMORY);
    let url = bench.queue("q", json!({})).await;
    bench.fill().await;
    let bench = bench.restart();
    assert_eq!(bench.visible(&url).await, MANY);
    let cell = bench.sqs.queue_of_url(&url).unwrap();
    assert_eq!(cell.lock().in_memory(), MEMORY);
    let mut seen = bench.drain(&url, MANY / 2).await;
    let bench = bench.restart();
    seen.extend(bench.drain(&url, MANY).await);
    assert_eq!(seen, (0..MANY).collect());
    assert_eq!(bench.records(), (0, 0));
}

#[tokio::test]
async fn a_long_backlog_of_delayed_messages_lies_on_disk_and_is_whole_after_restarts() {
    let bench = Bench::with_memory(MEMORY);
    let url = bench.queue("q", json!({})).await;
    bench.fill_delayed(&url).await;
    let cell = bench.sqs.queue_of_url(&url).unwrap();
    assert!(cell.lock().in_memory() <= 3 * MEMORY);
    let bench = bench.restart();
    bench.core.clock.sleep(Duration::from_secs(7)).await;
    assert_eq!(bench.visible(&url).await, MANY);
    let cell = bench.sqs.queue_of_url(&url).unwrap();
    assert_eq!(cell.lock().in_memory(), 0, "they are read when asked for");
    let mut seen = bench.drain(&url, MANY / 2).await;
    assert!(cell.lock().in_memory() <= MEMORY);
    let bench = bench.restart();
    seen.extend(bench.drain(&url, MANY).await);
    assert_eq!(seen, (0..MANY).collect());
    assert_eq!(bench.core.store.scan(DELAYED, b"").unwrap().len(), 0);
}

#[tokio::test]
async fn retention_and_a_purge_reach_a_long_backlog() {
    let bench = Bench::with_memory(MEMORY);
    let url = bench
        .queue("q", json!({"MessageRetentionPeriod": "60"}))
        .await;
    bench.fill().await;
    bench.core.clock.sleep(Duration::from_secs(61)).await;
    bench.sqs.sweep().await.unwrap();
    assert_eq!((bench.visible(&url).await, bench.records()), (0, (0, 0)));
    bench.fill().await;
    bench.ok("PurgeQueue", json!({"QueueUrl": url})).await;
    assert_eq!((bench.visible(&url).await, bench.records()), (0, (0, 0)));
}
