use super::*;
use crate::protocol::value::Value as Tree;

#[tokio::test]
async fn a_batch_answers_for_each_entry() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let entries = json!([
        {"Id": "good", "MessageBody": "a"},
        {"Id": "empty", "MessageBody": ""},
        {"Id": "late", "MessageBody": "b", "DelaySeconds": 901},
    ]);
    let sent = bench
        .ok(
            "SendMessageBatch",
            json!({"QueueUrl": url, "Entries": entries}),
        )
        .await;
    assert_eq!(sent["Successful"][0]["Id"], "good");
    assert_eq!(sent["Failed"][0]["Code"], "MissingParameter");
    assert_eq!(sent["Failed"][1]["Code"], "InvalidParameterValue");
    assert_eq!(sent["Failed"][1]["SenderFault"], true);
    assert_eq!(bench.receive(&url).await.len(), 1);
}

#[tokio::test]
async fn a_batch_of_more_than_a_mebibyte_is_refused() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let half = "x".repeat(600_000);
    let entries = json!([{"Id": "a", "MessageBody": half}, {"Id": "b", "MessageBody": half}]);
    let code = bench
        .code(
            "SendMessageBatch",
            json!({"QueueUrl": url, "Entries": entries}),
        )
        .await;
    assert_eq!(code, "AWS.SimpleQueueService.BatchRequestTooLong");
}

#[tokio::test]
async fn deletes_and_timeouts_go_in_batches_too() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    for body in ["a", "b"] {
        bench.send(&url, body).await;
    }
    let handles: Vec<Value> = bench
        .receive(&url)
        .await
        .iter()
        .map(|m| m["ReceiptHandle"].clone())
        .collect();
    let entries = json!([
        {"Id": "a", "ReceiptHandle": handles[0], "VisibilityTimeout": 0},
        {"Id": "b", "ReceiptHandle": "nonsense", "VisibilityTimeout": 0},
    ]);
    let shown = bench
        .ok(
            "ChangeMessageVisibilityBatch",
            json!({"QueueUrl": url, "Entries": entries}),
        )
        .await;
    assert_eq!(shown["Successful"][0]["Id"], "a");
    assert_eq!(shown["Failed"][0]["Code"], "ReceiptHandleIsInvalid");
    let entries =
        json!([{"Id": "a", "ReceiptHandle": handles[0]}, {"Id": "b", "ReceiptHandle": handles[1]}]);
    let deleted = bench
        .ok(
            "DeleteMessageBatch",
            json!({"QueueUrl": url, "Entries": entries}),
        )
        .await;
    assert_eq!(deleted["Successful"].as_array().unwrap().len(), 2);
    assert_eq!(
        bench
            .attribute(&url, "ApproximateNumberOfMessagesNotVisible")
            .await,
        "0"
    );
}

#[tokio::test]
async fn attributes_of_every_type_and_the_trace_header_come_back() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let attributes = json!({
        "text": {"DataType": "String", "StringValue": "v"},
        "number": {"DataType": "Number.int", "StringValue": "42"},
        "bytes": {"DataType": "Binary", "BinaryValue": "AAEC"},
    });
    let system = json!({"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}});
    let sent = bench
        .ok(
            "SendMessage",
            json!({"QueueUrl": url, "MessageBody": "x", "MessageAttributes": attributes,
            "MessageSystemAttributes": system}),
        )
        .await;
    let message = &bench.receive(&url).await[0];
    assert_eq!(message["MessageAttributes"], attributes);
    assert_eq!(
        message["MD5OfMessageAttributes"],
        sent["MD5OfMessageAttributes"]
    );
    assert!(sent["MD5OfMessageSystemAttributes"].is_string());
    assert_eq!(
        message["Attributes"]["AWSTraceHeader"],
        system["AWSTraceHeader"]["StringValue"]
    );
}

/// The query protocol knows only text.
#[tokio::test]
async fn numbers_may_come_as_text() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let text = |text: &str| Tree::Text(text.to_owned());
    let mut send = Tree::empty();
    send.set("QueueUrl", text(&url));
    send.set("MessageBody", text("x"));
    send.set("DelaySeconds", text("900"));
    bench.tree("SendMessage", send).await.unwrap();
    assert_eq!(
        bench
            .attribute(&url, "ApproximateNumberOfMessagesDelayed")
            .await,
        "1"
    );
}
