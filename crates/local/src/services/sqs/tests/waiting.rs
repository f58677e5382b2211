use std::time::Duration;

use super::*;

fn long_poll(url: &str) -> Value {
    json!({"QueueUrl": url, "WaitTimeSeconds": 20})
}

#[tokio::test]
async fn a_long_poll_ends_when_a_message_comes() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let (received, _) = tokio::join!(bench.ok("ReceiveMessage", long_poll(&url)), async {
        tokio::task::yield_now().await;
        bench.send(&url, "hello").await
    });
    assert_eq!(received["Messages"][0]["Body"], "hello");
}

#[tokio::test]
async fn a_long_poll_ends_when_a_delay_does() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({"DelaySeconds": "3"})).await;
    bench.send(&url, "late").await;
    let received = bench.ok("ReceiveMessage", long_poll(&url)).await;
    assert_eq!(received["Messages"][0]["Body"], "late");
}

#[tokio::test]
async fn a_long_poll_of_nothing_ends_empty_after_its_time() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let before = bench.core.clock.now_millis();
    let received = bench.ok("ReceiveMessage", long_poll(&url)).await;
    assert_eq!(received, json!({}));
    assert!(bench.core.clock.now_millis() - before >= 20_000);
}

#[tokio::test]
async fn a_long_poll_ends_with_its_queue() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let (code, _) = tokio::join!(bench.code("ReceiveMessage", long_poll(&url)), async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        bench.ok("DeleteQueue", json!({"QueueUrl": url})).await
    });
    assert_eq!(code, "AWS.SimpleQueueService.NonExistentQueue");
}

#[tokio::test]
async fn in_a_fifo_queue_the_next_of_a_group_waits_for_the_delete() {
    let bench = Bench::new();
    let url = bench
        .queue(
            "q.fifo",
            json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}),
        )
        .await;
    for body in ["first", "second"] {
        bench
            .ok(
                "SendMessage",
                json!({"QueueUrl": url, "MessageBody": body, "MessageGroupId": "g"}),
            )
            .await;
    }
    let first = bench.ok("ReceiveMessage", json!({"QueueUrl": url})).await;
    let handle = &first["Messages"][0]["ReceiptHandle"];
    let (second, _) = tokio::join!(bench.ok("ReceiveMessage", long_poll(&url)), async {
        tokio::task::yield_now().await;
        bench
            .ok(
                "DeleteMessage",
                json!({"QueueUrl": url, "ReceiptHandle": handle}),
            )
            .await
    });
    assert_eq!(second["Messages"][0]["Body"], "second");
}
