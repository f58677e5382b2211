//! Functions that are told what is written to a group.

use std::io::Read;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:reader";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:told";

fn filter(name: &str, to: &str) -> Value {
    json!({
        "logGroupName": "g", "filterName": name, "filterPattern": "ERROR", "destinationArn": to,
    })
}

/// A function that says in a queue what it got, and a group.
async fn rig() -> Rig {
    let rig = Rig::new();
    group(&rig, "g", &["s"]).await;
    rig.function("reader", json!({})).await;
    rig.ok("sqs", "CreateQueue", json!({ "QueueName": "told" }))
        .await;
    let config = json!({
        "FunctionName": "reader", "DestinationConfig": { "OnSuccess": { "Destination": QUEUE } },
    });
    rig.ok("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
    rig
}

async fn allow(rig: &Rig) {
    let permission = json!({
        "FunctionName": "reader", "StatementId": "logs", "Action": "lambda:InvokeFunction",
        "Principal": "logs.amazonaws.com",
        "SourceArn": "arn:aws:logs:us-east-1:000000000000:log-group:g:*",
    });
    rig.ok("lambda", "AddPermission", permission).await;
}

/// What the function got.
async fn told(rig: &Rig) -> Value {
    let receive = json!({ "QueueUrl": "http://localhost/000000000000/told" });
    let body = eventually(|| async {
        let found = rig.ok("sqs", "ReceiveMessage", receive.clone()).await;
        found["Messages"][0]["Body"].as_str().map(str::to_owned)
    });
    let body: Value = serde_json::from_str(&body.await).unwrap();
    let data = body["requestPayload"]["awslogs"]["data"].as_str().unwrap();
    let packed = STANDARD.decode(data).unwrap();
    let mut text = String::new();
    let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
    reader.read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_is_told_what_matches() {
    let rig = rig().await;
    allow(&rig).await;
    rig.ok("logs", "PutSubscriptionFilter", filter("errors", FUNCTION))
        .await;
    put(&rig, "g", "s", &[(1, "ERROR one"), (2, "fine")]).await;
    let data = told(&rig).await;
    assert_eq!(data["messageType"], "DATA_MESSAGE");
    assert_eq!(
        (&data["logGroup"], &data["logStream"]),
        (&json!("g"), &json!("s"))
    );
    assert_eq!(data["subscriptionFilters"], json!(["errors"]));
    assert_eq!(data["logEvents"].as_array().unwrap().len(), 1);
    let all = rig
        .ok("logs", "FilterLogEvents", json!({ "logGroupName": "g" }))
        .await;
    assert_eq!(data["logEvents"][0]["id"], all["events"][0]["eventId"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_reaches_the_function_after_a_restart() {
    let rig = rig().await;
    allow(&rig).await;
    rig.ok("logs", "PutSubscriptionFilter", filter("errors", FUNCTION))
        .await;
    // The function refuses until the environment has ended.
    rig.cloud
        .lambda
        .inject_fault("reader", "ServiceException".to_owned(), 500, None);
    put(&rig, "g", "s", &[(1, "ERROR one")]).await;
    let rig = rig.restarted(|_| {}).await;
    assert_eq!(told(&rig).await["logEvents"][0]["message"], "ERROR one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_has_to_let_the_group_in() {
    let rig = rig().await;
    let put = |filter| rig.call("logs", "PutSubscriptionFilter", filter);
    let refused = put(filter("errors", FUNCTION)).await.unwrap_err();
    assert_eq!(refused.code, "InvalidParameterException");
    assert!(refused.message.contains("given CloudWatch Logs permission"));
    allow(&rig).await;
    let stream = "arn:aws:kinesis:us-east-1:000000000000:stream/x";
    let refused = put(filter("errors", stream)).await.unwrap_err();
    assert!(refused.message.contains("kinesis"), "{refused}");
    for name in ["one", "two", "two"] {
        put(filter(name, FUNCTION)).await.unwrap();
    }
    let refused = put(filter("three", FUNCTION)).await.unwrap_err();
    assert_eq!(refused.code, "LimitExceededException");
    let name = json!({ "logGroupName": "g", "filterName": "one" });
    rig.ok("logs", "DeleteSubscriptionFilter", name).await;
    let group = json!({ "logGroupName": "g" });
    let shown = rig.ok("logs", "DescribeSubscriptionFilters", group).await;
    let filters = shown["subscriptionFilters"].as_array().unwrap();
    assert_eq!(filters.len(), 1);
    assert_eq!(filters[0]["destinationArn"], FUNCTION);
}
