//! What a bucket tells queues, EventBridge and functions.

use crate::common::{Rig, eventually};
use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

async fn rig(policy_for: &str) -> Rig {
    let rig = Rig::new();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": policy_for},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let queue = json!({"QueueName": "q", "Attributes": {"Policy": policy.to_string()}});
    rig.ok("sqs", "CreateQueue", queue).await;
    rig.ok("s3", "CreateBucket", json!({"Bucket": "raw"})).await;
    rig
}

async fn send(rig: &Rig, method: Method, path: &str) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .header("content-length", 2);
    let answer = rig
        .cloud
        .storage
        .handle(request.body(Bytes::from("{}")).unwrap())
        .await;
    assert!(answer.status().is_success(), "{answer:?}");
}

async fn tag(rig: &Rig, path: &str, tags: &str) {
    let body = format!("<Tagging><TagSet>{tags}</TagSet></Tagging>");
    let request = Request::builder()
        .method(Method::PUT)
        .uri(format!("{path}?tagging"))
        .header("host", "127.0.0.1")
        .header("content-length", body.len());
    let answer = rig.cloud.storage.handle(request.body(body.into()).unwrap());
    let answer = answer.await;
    assert!(answer.status().is_success(), "{answer:?}");
}

async fn message(rig: &Rig) -> Value {
    eventually(|| async {
        let input = json!({"QueueUrl": "http://localhost/000000000000/q", "MaxNumberOfMessages": 1});
        let found = rig.ok("sqs", "ReceiveMessage", input).await;
        let body = found["Messages"][0]["Body"].as_str()?.to_owned();
        let receipt = json!({"QueueUrl": "http://localhost/000000000000/q", "ReceiptHandle": found["Messages"][0]["ReceiptHandle"]});
        rig.ok("sqs", "DeleteMessage", receipt).await;
        Some(serde_json::from_str(&body).unwrap())
    })
    .await
}

#[tokio::test]
async fn a_queue_hears_of_objects_that_its_filter_lets_pass() {
    let rig = rig("s3.amazonaws.com").await;
    let rule = json!({"Arn": QUEUE, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"], "Suffix": ".json"});
    rig.ok(
        "s3",
        "PutBucketNotifications",
        json!({"Bucket": "raw", "Rules": [rule]}),
    )
    .await;
    assert_eq!(message(&rig).await["Event"], "s3:TestEvent");
    send(&rig, Method::PUT, "/raw/skipped.txt").await;
    send(&rig, Method::PUT, "/raw/a%20b.json").await;
    let record = message(&rig).await["Records"][0].clone();
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["s3"]["object"]["key"], "a+b.json");
    assert_eq!(record["s3"]["object"]["size"], 2);
    send(&rig, Method::DELETE, "/raw/a%20b.json").await;
    assert_eq!(
        message(&rig).await["Records"][0]["eventName"],
        "ObjectRemoved:Delete"
    );
}

#[tokio::test]
async fn a_destination_that_does_not_let_the_bucket_in_is_refused() {
    let rig = rig("events.amazonaws.com").await;
    let rule = json!({"Arn": QUEUE, "Events": ["s3:ObjectCreated:*"]});
    let refused = rig
        .call(
            "s3",
            "PutBucketNotifications",
            json!({"Bucket": "raw", "Rules": [rule]}),
        )
        .await;
    assert_eq!(refused.unwrap_err().code, "InvalidArgument");
}

#[tokio::test]
async fn event_bridge_hears_of_everything() {
    let rig = rig("events.amazonaws.com").await;
    rig.ok(
        "s3",
        "PutBucketNotifications",
        json!({"Bucket": "raw", "EventBridge": true}),
    )
    .await;
    let pattern = json!({"source": ["aws.s3"], "detail": {"bucket": {"name": ["raw"]}}});
    rig.ok(
        "events",
        "PutRule",
        json!({"Name": "r", "EventPattern": pattern.to_string()}),
    )
    .await;
    rig.ok(
        "events",
        "PutTargets",
        json!({"Rule": "r", "Targets": [{"Id": "t", "Arn": QUEUE}]}),
    )
    .await;
    send(&rig, Method::PUT, "/raw/k").await;
    let event = message(&rig).await;
    assert_eq!(
        (&event["detail-type"], &event["detail"]["object"]["key"]),
        (&json!("Object Created"), &json!("k"))
    );
    assert_eq!(event["detail"]["reason"], "PutObject");
    tag(
        &rig,
        "/raw/k",
        "<Tag><Key>team</Key><Value>shop</Value></Tag>",
    )
    .await;
    assert_eq!(message(&rig).await["detail-type"], "Object Tags Added");
    tag(&rig, "/raw/k", "").await;
    assert_eq!(message(&rig).await["detail-type"], "Object Tags Deleted");
}
