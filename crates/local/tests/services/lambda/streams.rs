//! Mappings of a table's stream.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{DAY, Rig, eventually};

/// A table with a stream; the stream's ARN.
async fn table(rig: &Rig) -> Value {
    let table = json!({
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
    });
    let made = rig.ok("dynamodb", "CreateTable", table).await;
    made["TableDescription"]["LatestStreamArn"].clone()
}

async fn put(rig: &Rig, id: &str) {
    let item = json!({ "TableName": "orders", "Item": { "id": { "S": id } } });
    rig.ok("dynamodb", "PutItem", item).await;
}

/// How often the function got records.
async fn batches(rig: &Rig) -> f64 {
    let input = json!({
        "Namespace": "AWS/Lambda", "MetricName": "IteratorAge",
        "Dimensions": [{ "Name": "FunctionName", "Value": "f" }],
        "StartTime": DAY, "EndTime": DAY + 86_400,
        "Period": 86_400, "Statistics": ["SampleCount"],
    });
    let answer = rig.ok("monitoring", "GetMetricStatistics", input).await;
    let points = answer["Datapoints"].as_array().unwrap().iter();
    points
        .map(|point| point["SampleCount"].as_f64().unwrap())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_waits_for_its_window_until_it_is_full() {
    let rig = Rig::new();
    let stream = table(&rig).await;
    rig.function("f", json!({})).await;
    put(&rig, "1").await;
    let mapping = json!({
        "FunctionName": "f", "EventSourceArn": stream, "StartingPosition": "TRIM_HORIZON",
        "BatchSize": 3, "MaximumBatchingWindowInSeconds": 300,
    });
    rig.ok("lambda", "CreateEventSourceMapping", mapping).await;
    // Long enough for the first record to be read: a mapping that does not wait brings it alone.
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(batches(&rig).await, 0.0);
    put(&rig, "2").await;
    put(&rig, "3").await;
    eventually(|| async { (batches(&rig).await == 1.0).then_some(()) }).await;
}
