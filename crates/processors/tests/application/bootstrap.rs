//! The real program behind a Lambda Runtime API, over the AWS adapters.
use std::process::{Child, Command, Stdio};

use crate::support::cloud::Cloud;
use crate::support::{App, sample};
use serde_json::{Value, json};

/// The function's process; it ends with the test.
struct Function(Child);

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(handler: &str, endpoint: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
    command.env_clear().envs([
        ("_HANDLER", handler),
        ("AWS_LAMBDA_RUNTIME_API", endpoint),
        ("AWS_LAMBDA_FUNCTION_NAME", handler),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_ENDPOINT_URL", &format!("http://{endpoint}")),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("TABLE_NAME", "app"),
        ("EVENT_BUS_NAME", "bus"),
        ("DLQ_URL", &format!("http://{endpoint}/000000000000/dlq")),
        (
            "WEBSOCKET_ENDPOINT",
            "https://api.execute-api.eu-west-1.amazonaws.com/local",
        ),
    ]);
    command
}

fn start(handler: &str, cloud: &Cloud) -> Function {
    let mut command = command(handler, &cloud.address.to_string());
    Function(command.stdout(Stdio::null()).spawn().unwrap())
}

fn event(source: &str, detail_type: &str, detail: &Value) -> Value {
    App::new().event(source, detail_type, detail)
}

#[tokio::test]
async fn a_processor_writes_publishes_and_knows_the_event_again() {
    let cloud = Cloud::start().await;
    let _function = start("content-events", &cloud);
    let detail = sample(
        "content-generated",
        json!({"userId": "u-1", "contentId": "k-1"}),
    );
    let event = event("bayon.coagent.studio", "Content Generated", &detail);
    for outcome in ["handled", "duplicate"] {
        let answer = cloud.invoke(event.clone()).await;
        assert_eq!(answer, ("response".to_owned(), json!({"outcome": outcome})));
    }
    assert_eq!(
        cloud.row("USER#u-1", "CONTENT#k-1")["status"],
        json!({"S": "draft"})
    );
    assert_eq!(
        cloud.row("USER#u-1", "ANALYTICS#CONTENT")["generated"],
        json!({"N": "1"})
    );
    let calls = cloud.calls("AWSEvents.PutEvents");
    assert_eq!(calls.len(), 1);
    let entry = &calls[0]["Entries"][2];
    assert_eq!(
        (&entry["EventBusName"], &entry["DetailType"]),
        (&json!("bus"), &json!("Real-time Notification"))
    );
    assert!(
        entry["TraceHeader"]
            .as_str()
            .unwrap()
            .starts_with("Root=1-5759e988")
    );
}

#[tokio::test]
async fn defaults_do_not_overwrite_and_counters_add_up_in_the_table() {
    let cloud = Cloud::start().await;
    let _function = start("life-events", &cloud);
    let fields = json!({"userId": "u-1", "email": "new@example.com"});
    let key = |sk: &str| json!({"pk": {"S": "USER#u-1"}, "sk": {"S": sk}});
    let mut profile = key("PROFILE");
    profile["email"] = json!({"S": "old@example.com"});
    cloud.put(profile);
    let detail = sample("user-created", fields);
    cloud
        .invoke(event("bayon.coagent.user", "User Created", &detail))
        .await;
    let row = cloud.row("USER#u-1", "PROFILE");
    assert_eq!(row["email"], json!({"S": "old@example.com"}));
    assert_eq!(row["userId"], json!({"S": "u-1"}));
}

#[tokio::test]
async fn a_push_reaches_open_connections_and_forgets_the_gone_ones() {
    let cloud = Cloud::start().await;
    let _function = start("realtime-notifications", &cloud);
    for id in ["open", "gone"] {
        let sk = format!("CONNECTION#{id}");
        cloud.put(json!({"pk": {"S": "USER#u-1"}, "sk": {"S": sk}}));
    }
    let detail = sample("real-time-notification", json!({"userId": "u-1"}));
    let event = event(
        "bayon.coagent.notification",
        "Real-time Notification",
        &detail,
    );
    assert_eq!(cloud.invoke(event).await.1, json!({"outcome": "handled"}));
    let pushed = cloud.calls("/local/@connections/open");
    assert_eq!(pushed[0]["notification"]["message"], detail["message"]);
    assert_eq!(cloud.row("USER#u-1", "CONNECTION#gone"), Value::Null);
    assert_ne!(cloud.row("USER#u-1", "CONNECTION#open"), Value::Null);
}

#[tokio::test]
async fn an_invalid_event_is_sent_to_the_queue_with_its_reason_and_target() {
    let cloud = Cloud::start().await;
    let _function = start("user-events", &cloud);
    let event = event(
        "bayon.coagent.user",
        "User Registered",
        &json!({"userId": "u-1"}),
    );
    assert_eq!(
        cloud.invoke(event.clone()).await.1,
        json!({"outcome": "rejected"})
    );
    let sent = &cloud.calls("AmazonSQS.SendMessage")[0];
    assert_eq!(
        serde_json::from_str::<Value>(sent["MessageBody"].as_str().unwrap()).unwrap(),
        event
    );
    let attributes = &sent["MessageAttributes"];
    assert_eq!(attributes["ERROR_CODE"]["StringValue"], "INVALID_EVENT");
    assert_eq!(
        attributes["TARGET_ARN"]["StringValue"],
        "arn:aws:lambda:eu-west-1:0:function:under-test"
    );
}

#[tokio::test]
async fn a_dead_letter_is_returned_to_its_function_before_it_is_deleted() {
    let cloud = Cloud::start().await;
    let _function = start("retry", &cloud);
    let arn = "arn:aws:lambda:eu-west-1:0:function:user-events";
    let event = event("bayon.coagent.user", "User Created", &json!({}));
    cloud.queue(json!({
        "MessageId": "m-1", "ReceiptHandle": "receipt-1", "Body": event.to_string(),
        "MessageAttributes": {
            "TARGET_ARN": {"DataType": "String", "StringValue": arn},
            "ERROR_CODE": {"DataType": "String", "StringValue": "THROTTLING"},
        },
    }));
    let answer = cloud
        .invoke(json!({"detail-type": "Scheduled Event"}))
        .await;
    assert_eq!(answer.1, json!({"returned": 1, "left": 0}));
    let path = format!(
        "/2015-03-31/functions/{}/invocations",
        arn.replace(':', "%3A")
    );
    assert_eq!(cloud.calls(&path), std::slice::from_ref(&event));
    assert_eq!(
        cloud.calls("AmazonSQS.DeleteMessage")[0]["ReceiptHandle"],
        "receipt-1"
    );
    let (pk, sk) = (
        format!("RETRY#{}", event["id"].as_str().unwrap()),
        format!("TARGET#{arn}"),
    );
    assert_eq!(cloud.row(&pk, &sk)["tries"], json!({"N": "1"}));
}

#[tokio::test]
async fn a_connection_without_a_secret_is_denied() {
    let cloud = Cloud::start().await;
    let _function = start("authorizer", &cloud);
    let request = json!({"queryStringParameters": {"token": "x"}, "methodArn": "arn:m"});
    let (_, policy) = cloud.invoke(request).await;
    assert_eq!(policy["policyDocument"]["Statement"][0]["Effect"], "Deny");
}

#[test]
fn an_unknown_handler_ends_with_a_structured_line_that_names_it() {
    let output = command("user-event", "127.0.0.1:9").output().unwrap();
    assert!(!output.status.success());
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["level"], "ERROR");
    assert!(
        line["message"].as_str().unwrap().contains("`user-event`"),
        "{line}"
    );
}

#[test]
fn missing_variables_are_named_together() {
    let mut command = command("user-events", "127.0.0.1:9");
    let output = command
        .env_remove("TABLE_NAME")
        .env_remove("DLQ_URL")
        .output()
        .unwrap();
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        line["message"],
        "environment variables not set: TABLE_NAME, DLQ_URL"
    );
}
