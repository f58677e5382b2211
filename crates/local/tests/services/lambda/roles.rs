//! What Lambda does with a function's role, and not without its permission.

use serde_json::{Value, json};

use super::{event, settled};
use crate::common::Rig;

const DEAD: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

/// A role that this service may assume and that may do these things; its ARN.
async fn role(rig: &Rig, name: &str, service: &str, actions: Value) -> String {
    let trust = json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": service}}]});
    let role = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
    rig.ok("iam", "CreateRole", role).await;
    permit(rig, name, actions).await;
    format!("arn:aws:iam::000000000000:role/{name}")
}

async fn permit(rig: &Rig, name: &str, actions: Value) {
    let policy = json!({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]});
    let policy = json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": policy.to_string()});
    rig.ok("iam", "PutRolePolicy", policy).await;
}

async fn refusal(rig: &Rig, operation: &str, input: Value) -> String {
    let fault = rig.call("lambda", operation, input).await.unwrap_err();
    assert_eq!(fault.code, "InvalidParameterValueException");
    fault.message
}

const LAMBDA: &str = "lambda.amazonaws.com";

#[tokio::test]
async fn a_function_has_a_role_that_lambda_can_assume() {
    let rig = Rig::new();
    rig.function("f", json!({})).await;
    let absent = "arn:aws:iam::000000000000:role/absent".to_owned();
    let others = role(&rig, "others", "events.amazonaws.com", json!("*")).await;
    for other in [absent, others] {
        let input = json!({"FunctionName": "f", "Role": other});
        let why = refusal(&rig, "UpdateFunctionConfiguration", input).await;
        let expected = "The role defined for the function cannot be assumed by Lambda";
        assert!(why.starts_with(expected), "{why}");
    }
    // Of another account nothing is known here.
    let elsewhere = "arn:aws:iam::123456789012:role/theirs";
    let input = json!({"FunctionName": "f", "Role": elsewhere});
    rig.ok("lambda", "UpdateFunctionConfiguration", input).await;
}

#[tokio::test]
async fn what_the_role_does_not_allow_is_not_set_up() {
    let rig = Rig::new();
    rig.ok("sqs", "CreateQueue", json!({"QueueName": "dead"}))
        .await;
    let logs = role(&rig, "logs", LAMBDA, json!("logs:*")).await;
    rig.function("f", json!({"Role": logs})).await;
    let dead_letters = json!({"FunctionName": "f", "DeadLetterConfig": {"TargetArn": DEAD}});
    let why = refusal(&rig, "UpdateFunctionConfiguration", dead_letters.clone()).await;
    assert!(
        why.ends_with(&format!("to call SendMessage on {DEAD}")),
        "{why}"
    );
    let to = json!({"OnSuccess": {"Destination": DEAD}});
    let results = json!({"FunctionName": "f", "DestinationConfig": to});
    let why = refusal(&rig, "PutFunctionEventInvokeConfig", results.clone()).await;
    assert!(
        why.ends_with(&format!("to call SendMessage on {DEAD}")),
        "{why}"
    );
    let mapping = json!({"FunctionName": "f", "EventSourceArn": DEAD});
    let why = refusal(&rig, "CreateEventSourceMapping", mapping.clone()).await;
    assert!(why.ends_with("to call ReceiveMessage on SQS"), "{why}");
    permit(&rig, "logs", json!("sqs:*")).await;
    rig.ok("lambda", "UpdateFunctionConfiguration", dead_letters)
        .await;
    rig.ok("lambda", "PutFunctionEventInvokeConfig", results)
        .await;
    rig.ok("lambda", "CreateEventSourceMapping", mapping).await;
}

#[tokio::test]
async fn a_function_is_not_its_own_destination() {
    let rig = Rig::new();
    rig.function("f", json!({})).await;
    let itself = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let to = json!({"OnSuccess": {"Destination": itself}});
    let input = json!({"FunctionName": "f", "DestinationConfig": to});
    let why = refusal(&rig, "PutFunctionEventInvokeConfig", input).await;
    assert!(why.contains("own destination"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_that_the_role_no_longer_allows_is_dropped_and_counted() {
    let rig = Rig::new();
    rig.ok("sqs", "CreateQueue", json!({"QueueName": "dead"}))
        .await;
    let sends = role(&rig, "sends", LAMBDA, json!("sqs:SendMessage")).await;
    rig.function(
        "f",
        json!({"Role": sends, "DeadLetterConfig": {"TargetArn": DEAD}}),
    )
    .await;
    let retries = json!({"FunctionName": "f", "MaximumRetryAttempts": 0});
    rig.ok("lambda", "PutFunctionEventInvokeConfig", retries)
        .await;
    let failing = || event("f", json!({ "do": "fail" }));
    let first = rig.cloud.lambda.invoke_async(failing()).await.unwrap();
    settled(&rig, &first, "DEAD_LETTERED").await;
    permit(&rig, "sends", json!("logs:*")).await;
    let second = rig.cloud.lambda.invoke_async(failing()).await.unwrap();
    let trace = settled(&rig, &second, "DROPPED").await;
    let why = trace["Error"].as_str().unwrap();
    assert!(why.contains("sqs:SendMessage"), "{why}");
}

#[tokio::test]
async fn a_bucket_for_what_a_mapping_gives_up_needs_the_roles_permission() {
    let rig = Rig::new();
    let table = json!({
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_IMAGE" },
    });
    let table = rig.ok("dynamodb", "CreateTable", table).await;
    let reads = role(&rig, "reads", LAMBDA, json!("dynamodb:*")).await;
    rig.function("f", json!({"Role": reads})).await;
    let bucket = "arn:aws:s3:::given-up";
    let mapping = json!({
        "FunctionName": "f", "EventSourceArn": table["TableDescription"]["LatestStreamArn"],
        "StartingPosition": "LATEST",
        "DestinationConfig": {"OnFailure": {"Destination": bucket}},
    });
    let why = refusal(&rig, "CreateEventSourceMapping", mapping.clone()).await;
    assert!(
        why.ends_with(&format!("to call PutObject on {bucket}")),
        "{why}"
    );
    // The keys of a mapping's records, and not those of asynchronous invocations.
    for (keys, is_enough) in [("aws/lambda/async/*", false), ("aws/lambda/*", true)] {
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": "s3:PutObject",
            "Resource": format!("{bucket}/{keys}")}]});
        let policy =
            json!({"RoleName": "reads", "PolicyName": "s3", "PolicyDocument": policy.to_string()});
        rig.ok("iam", "PutRolePolicy", policy).await;
        let outcome = rig.call("lambda", "CreateEventSourceMapping", mapping.clone());
        assert_eq!(outcome.await.is_ok(), is_enough, "{keys}");
    }
}
