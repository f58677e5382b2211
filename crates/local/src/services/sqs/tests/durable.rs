use super::*;

#[tokio::test]
async fn queues_messages_and_receive_counts_are_there_after_a_restart() {
    let bench = Bench::new();
    let url = bench
        .queue("q", json!({"VisibilityTimeout": "43200"}))
        .await;
    let sent = bench.send(&url, "hello").await;
    let handle = bench.receive(&url).await[0]["ReceiptHandle"].clone();
    let bench = bench.restart();
    let message = bench.receive(&url).await.remove(0);
    assert_eq!(
        message["MessageId"], sent["MessageId"],
        "what was in flight reappears"
    );
    assert_eq!(message["Attributes"]["ApproximateReceiveCount"], "2");
    assert_ne!(message["ReceiptHandle"], handle);
    bench
        .ok(
            "DeleteMessage",
            json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]}),
        )
        .await;
    let bench = bench.restart();
    assert!(bench.receive(&url).await.is_empty());
}

#[tokio::test]
async fn deduplication_is_there_after_a_restart() {
    let bench = Bench::new();
    let url = bench
        .queue(
            "q.fifo",
            json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}),
        )
        .await;
    let send = json!({"QueueUrl": url, "MessageBody": "x", "MessageGroupId": "g"});
    let first = bench.ok("SendMessage", send.clone()).await;
    let bench = bench.restart();
    let second = bench.ok("SendMessage", send).await;
    assert_eq!(first["SequenceNumber"], second["SequenceNumber"]);
    assert_eq!(bench.receive(&url).await.len(), 1);
}

#[tokio::test]
async fn a_queue_made_anew_does_not_find_the_messages_of_the_old_one() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    bench.send(&url, "old").await;
    bench.ok("DeleteQueue", json!({"QueueUrl": url})).await;
    bench.queue("q", json!({})).await;
    let bench = bench.restart();
    assert!(bench.receive(&url).await.is_empty());
}

#[tokio::test]
async fn a_backlog_that_does_not_fit_in_memory_comes_back_from_disk() {
    let bench = Bench::new();
    let url = bench
        .queue("q", json!({"VisibilityTimeout": "43200"}))
        .await;
    let body = "x".repeat(1_000_000);
    for _ in 0..12 {
        bench.send(&url, &body).await;
    }
    assert!(bench.sqs.queue_of_url(&url).unwrap().lock().warm() < 10_000_000);
    let received = bench.receive(&url).await.len() + bench.receive(&url).await.len();
    assert_eq!(received, 12);
}
