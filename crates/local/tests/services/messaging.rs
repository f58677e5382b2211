//! Topics, queues and functions together.

use crate::common::{Rig, eventually};
use coagent_local::{
    principal::Source,
    services::{lambda::AsyncInvocation, sns::Notification},
};
use serde_json::{Value, json};

const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/r";

fn arn(service: &str, name: &str) -> String {
    format!("arn:aws:{service}:us-east-1:000000000000:{name}")
}

/// A queue that `principal` may send to; the answer is its URL.
async fn queue(rig: &Rig, name: &str, attributes: Value) -> String {
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage", "Resource": "*",
        }],
    });
    let mut all = attributes;
    all["Policy"] = json!(policy.to_string());
    let input = json!({ "QueueName": name, "Attributes": all });
    rig.ok("sqs", "CreateQueue", input).await["QueueUrl"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn receive(rig: &Rig, url: &str) -> Value {
    eventually(|| async {
        let input = json!({
            "QueueUrl": url, "MessageAttributeNames": ["All"], "AttributeNames": ["All"],
        });
        let answer = rig.ok("sqs", "ReceiveMessage", input).await;
        answer["Messages"].get(0).cloned()
    })
    .await
}

async fn count(rig: &Rig, url: &str, name: &str) -> String {
    let input = json!({ "QueueUrl": url, "AttributeNames": [name] });
    let answer = rig.ok("sqs", "GetQueueAttributes", input).await;
    answer["Attributes"][name].as_str().unwrap().to_owned()
}

async fn send(rig: &Rig, url: &str, body: &Value) {
    let input = json!({ "QueueUrl": url, "MessageBody": body.to_string() });
    rig.ok("sqs", "SendMessage", input).await;
}

async fn topic(rig: &Rig, name: &str) -> String {
    let answer = rig.ok("sns", "CreateTopic", json!({ "Name": name })).await;
    answer["TopicArn"].as_str().unwrap().to_owned()
}

async fn subscribe(
    rig: &Rig,
    topic: &str,
    protocol: &str,
    endpoint: &str,
    attributes: Value,
) -> String {
    let input = json!({
        "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint, "Attributes": attributes,
    });
    let answer = rig.ok("sns", "Subscribe", input).await;
    answer["SubscriptionArn"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_queue_gets_the_envelope_or_the_bare_message() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    let (wrapped, bare) = (
        queue(&rig, "wrapped", json!({})).await,
        queue(&rig, "bare", json!({})).await,
    );
    subscribe(&rig, &topic, "sqs", &arn("sqs", "wrapped"), json!({})).await;
    let raw = json!({ "RawMessageDelivery": "true" });
    subscribe(&rig, &topic, "sqs", &arn("sqs", "bare"), raw).await;
    let input = json!({
        "TopicArn": topic, "Message": "hello", "Subject": "s",
        "MessageAttributes": { "n": { "DataType": "Number", "StringValue": "1" } },
    });
    let id = rig.ok("sns", "Publish", input).await["MessageId"].clone();
    let body = receive(&rig, &wrapped).await["Body"]
        .as_str()
        .unwrap()
        .to_owned();
    let envelope: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(envelope["Message"], "hello");
    assert_eq!(envelope["MessageId"], id);
    assert_eq!(envelope["TopicArn"], json!(topic));
    let message = receive(&rig, &bare).await;
    assert_eq!(message["Body"], "hello");
    assert_eq!(message["MessageAttributes"]["n"]["DataType"], "Number");
}

#[tokio::test]
async fn a_group_of_a_message_reaches_the_queue() {
    let rig = Rig::new();
    let topic = topic(&rig, "orders").await;
    let url = queue(&rig, "tenants", json!({})).await;
    subscribe(&rig, &topic, "sqs", &arn("sqs", "tenants"), json!({})).await;
    let message = json!({ "TopicArn": topic, "Message": "m", "MessageGroupId": "tenant-1" });
    rig.ok("sns", "Publish", message).await;
    let input = json!({ "QueueUrl": url, "MessageSystemAttributeNames": ["MessageGroupId"] });
    let received = rig.ok("sqs", "ReceiveMessage", input).await;
    let group = &received["Messages"][0]["Attributes"]["MessageGroupId"];
    assert_eq!(group, "tenant-1");
}

#[tokio::test]
async fn a_filter_policy_keeps_messages_out() {
    let rig = Rig::new();
    let topic = topic(&rig, "orders").await;
    let url = queue(&rig, "north", json!({})).await;
    let attributes = json!({
        "RawMessageDelivery": "true", "FilterPolicyScope": "MessageBody",
        "FilterPolicy": r#"{"store":["north"]}"#,
    });
    subscribe(&rig, &topic, "sqs", &arn("sqs", "north"), attributes).await;
    for message in [r#"{"store":"south"}"#, r#"{"store":"north"}"#] {
        rig.ok(
            "sns",
            "Publish",
            json!({ "TopicArn": topic, "Message": message }),
        )
        .await;
    }
    assert_eq!(receive(&rig, &url).await["Body"], r#"{"store":"north"}"#);
    assert_eq!(count(&rig, &url, "ApproximateNumberOfMessages").await, "0");
}

#[tokio::test]
async fn a_queue_that_lets_nobody_in_gets_nothing_and_the_dead_letter_queue_does() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    rig.ok("sqs", "CreateQueue", json!({ "QueueName": "closed" }))
        .await;
    let dead = queue(&rig, "dead", json!({})).await;
    let redrive = json!({ "deadLetterTargetArn": arn("sqs", "dead") }).to_string();
    let attributes = json!({ "RedrivePolicy": redrive, "RawMessageDelivery": "true" });
    subscribe(&rig, &topic, "sqs", &arn("sqs", "closed"), attributes).await;
    rig.ok(
        "sns",
        "Publish",
        json!({ "TopicArn": topic, "Message": "hello" }),
    )
    .await;
    assert_eq!(receive(&rig, &dead).await["Body"], "hello");
}

#[tokio::test]
async fn an_e_mail_subscription_waits_for_its_confirmation() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    let answer = subscribe(&rig, &topic, "email", "a@example.com", json!({})).await;
    assert_eq!(answer, "pending confirmation");
    let input = json!({ "TopicArn": topic });
    let listed = rig
        .ok("sns", "ListSubscriptionsByTopic", input.clone())
        .await;
    assert_eq!(
        listed["Subscriptions"][0]["SubscriptionArn"],
        "PendingConfirmation"
    );
    let attributes = rig.ok("sns", "GetTopicAttributes", input).await;
    assert_eq!(attributes["Attributes"]["SubscriptionsPending"], "1");
}

#[tokio::test]
async fn a_rule_needs_the_topics_permission() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    let source = Source::new("events.amazonaws.com", RULE, "000000000000");
    let notification = Notification {
        message: "m".into(),
        ..Notification::default()
    };
    let refused = rig
        .cloud
        .sns
        .deliver(&topic, notification.clone(), Some(&source))
        .await;
    assert_eq!(refused.unwrap_err().code, "AuthorizationError");
    let policy = json!({ "Statement": [{
        "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" },
        "Action": "sns:Publish", "Resource": topic,
    }] });
    let input = json!({
        "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy.to_string(),
    });
    rig.ok("sns", "SetTopicAttributes", input).await;
    rig.cloud
        .sns
        .deliver(&topic, notification, Some(&source))
        .await
        .unwrap();
}

/// Puts an alarm into alarm that tells a topic; what the topic's queue gets.
async fn told(rig: &Rig, topic: &str, url: &str) -> Value {
    let alarm = json!({
        "AlarmName": "errors", "Namespace": "App", "MetricName": "Errors", "Statistic": "Sum",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 1, "AlarmActions": [topic],
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    });
    rig.ok("monitoring", "PutMetricAlarm", alarm).await;
    let state = json!({ "AlarmName": "errors", "StateValue": "ALARM", "StateReason": "test" });
    rig.ok("monitoring", "SetAlarmState", state).await;
    let body = receive(rig, url).await["Body"].as_str().unwrap().to_owned();
    serde_json::from_str(&body).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_publishes_to_its_topic() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    let url = queue(&rig, "alerts", json!({})).await;
    let raw = json!({ "RawMessageDelivery": "true" });
    subscribe(&rig, &topic, "sqs", &arn("sqs", "alerts"), raw).await;
    let message = told(&rig, &topic, &url).await;
    assert_eq!(message["AlarmName"], "errors");
    assert_eq!(message["NewStateValue"], "ALARM");
    assert_eq!(message["OldStateValue"], "INSUFFICIENT_DATA");
    assert_eq!(message["Trigger"]["MetricName"], "Errors");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_publishes_by_the_default_statement_also_where_it_is_written_out() {
    let rig = Rig::new();
    let topic = topic(&rig, "alerts").await;
    let url = queue(&rig, "alerts", json!({})).await;
    let raw = json!({ "RawMessageDelivery": "true" });
    subscribe(&rig, &topic, "sqs", &arn("sqs", "alerts"), raw).await;
    let others = json!({
        "TopicArn": topic, "Label": "others",
        "AWSAccountId": ["111122223333"], "ActionName": ["Publish"],
    });
    rig.ok("sns", "AddPermission", others).await;
    let lookup = json!({ "TopicArn": topic });
    let shown = rig.ok("sns", "GetTopicAttributes", lookup).await;
    let policy = shown["Attributes"]["Policy"].as_str().unwrap();
    assert!(policy.contains("111122223333"), "{policy}");
    // Its name says nothing: the owner's condition lets the alarm in.
    let policy = policy.replace("__default_statement_ID", "Owner");
    let renamed = json!({
        "TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy,
    });
    rig.ok("sns", "SetTopicAttributes", renamed).await;
    assert_eq!(told(&rig, &topic, &url).await["AlarmName"], "errors");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_fails_for_good_becomes_a_dead_letter() {
    let rig = Rig::at_speed(600.0);
    let url = queue(&rig, "dead", json!({})).await;
    let config = json!({ "DeadLetterConfig": { "TargetArn": arn("sqs", "dead") } });
    rig.function("failing", config).await;
    let payload = json!({ "do": "fail" });
    let id = rig
        .cloud
        .lambda
        .invoke_async(AsyncInvocation {
            function: "failing".into(),
            payload: payload.to_string().into_bytes(),
            source: None,
            trace_header: None,
        })
        .await
        .unwrap();
    let letter = receive(&rig, &url).await;
    assert_eq!(letter["Body"], payload.to_string());
    let attributes = &letter["MessageAttributes"];
    assert_eq!(attributes["RequestID"]["StringValue"], json!(id));
    assert_eq!(attributes["ErrorCode"]["StringValue"], "200");
    assert_eq!(attributes["ErrorMessage"]["StringValue"], "boom");
    let trace = eventually(|| async {
        let input = json!({ "RequestId": id });
        let trace = rig.ok("lambda", "DescribeInvocation", input).await;
        (trace["State"] == "DEAD_LETTERED").then_some(trace)
    });
    assert_eq!(trace.await["Attempts"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_destination_is_told_what_happened() {
    let rig = Rig::new();
    let url = queue(&rig, "results", json!({})).await;
    rig.function("echo", json!({})).await;
    let config = json!({
        "FunctionName": "echo",
        "DestinationConfig": { "OnSuccess": { "Destination": arn("sqs", "results") } },
    });
    rig.ok("lambda", "PutFunctionEventInvokeConfig", config)
        .await;
    let input = json!({ "FunctionName": "echo", "InvocationType": "Event" });
    assert_eq!(rig.ok("lambda", "Invoke", input).await["StatusCode"], 202);
    let body = receive(&rig, &url).await["Body"]
        .as_str()
        .unwrap()
        .to_owned();
    let record: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(record["requestContext"]["condition"], "Success");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 1);
    assert_eq!(record["responsePayload"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_brings_messages_to_a_function_and_deletes_them() {
    let rig = Rig::new();
    rig.function("worker", json!({})).await;
    let url = queue(&rig, "work", json!({ "VisibilityTimeout": "60" })).await;
    let mapping = json!({ "FunctionName": "worker", "EventSourceArn": arn("sqs", "work") });
    let created = rig
        .ok("lambda", "CreateEventSourceMapping", mapping.clone())
        .await;
    assert_eq!(created["State"], "Creating");
    let shown = json!({ "UUID": created["UUID"] });
    let shown = rig.ok("lambda", "GetEventSourceMapping", shown).await;
    assert_eq!(shown["State"], "Enabled");
    let twin = rig
        .call("lambda", "CreateEventSourceMapping", mapping)
        .await
        .unwrap_err();
    assert_eq!(twin.code, "ResourceConflictException");
    for number in 0..25 {
        send(&rig, &url, &json!({ "number": number })).await;
    }
    eventually(|| async {
        let waiting = count(&rig, &url, "ApproximateNumberOfMessages").await;
        let working = count(&rig, &url, "ApproximateNumberOfMessagesNotVisible").await;
        (waiting == "0" && working == "0").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_needs_a_queue_that_hides_messages_long_enough() {
    let rig = Rig::new();
    rig.function("worker", json!({ "Timeout": 60 })).await;
    queue(&rig, "work", json!({ "VisibilityTimeout": "30" })).await;
    let mapping = json!({ "FunctionName": "worker", "EventSourceArn": arn("sqs", "work") });
    let fault = rig
        .call("lambda", "CreateEventSourceMapping", mapping)
        .await
        .unwrap_err();
    assert_eq!(fault.code, "InvalidParameterValueException");
    assert!(
        fault
            .message
            .contains("30 seconds is less than Function timeout: 60"),
        "{fault}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_that_is_disabled_takes_nothing_more() {
    let rig = Rig::new();
    rig.function("worker", json!({})).await;
    let url = queue(&rig, "work", json!({ "VisibilityTimeout": "60" })).await;
    let mapping = json!({ "FunctionName": "worker", "EventSourceArn": arn("sqs", "work") });
    let made = rig.ok("lambda", "CreateEventSourceMapping", mapping).await;
    send(&rig, &url, &json!("polled")).await;
    eventually(|| async {
        let left = count(&rig, &url, "ApproximateNumberOfMessages").await;
        (left == "0").then_some(())
    })
    .await;

    let disabled = json!({ "UUID": made["UUID"], "Enabled": false });
    rig.ok("lambda", "UpdateEventSourceMapping", disabled).await;
    for number in 0..5 {
        send(&rig, &url, &json!(number)).await;
        let received = rig
            .ok("sqs", "ReceiveMessage", json!({ "QueueUrl": url }))
            .await;
        assert_eq!(received["Messages"][0]["Body"], number.to_string());
    }
}
