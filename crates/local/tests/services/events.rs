//! Rules whose targets are functions: permission, retries, dead letters.

use std::collections::BTreeMap;

use crate::common::{DAY, Rig, eventually};
use serde_json::{Value, json};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";
const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/r";
const DEAD: &str = "arn:aws:sqs:us-east-1:000000000000:dead";

/// A function, a rule with it as its target, and a dead-letter queue that lets the rule in.
async fn set_up(rig: &Rig, retries: u32) {
    rig.function("f", json!({})).await;
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": DEAD, "Condition": {"ArnEquals": {"aws:SourceArn": RULE}}}]});
    let attributes = json!({"Policy": policy.to_string()});
    rig.ok(
        "sqs",
        "CreateQueue",
        json!({"QueueName": "dead", "Attributes": attributes}),
    )
    .await;
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#});
    rig.ok("events", "PutRule", rule).await;
    let target = json!({"Id": "t", "Arn": FUNCTION, "DeadLetterConfig": {"Arn": DEAD},
        "RetryPolicy": {"MaximumRetryAttempts": retries, "MaximumEventAgeInSeconds": 3600}});
    rig.ok(
        "events",
        "PutTargets",
        json!({"Rule": "r", "Targets": [target]}),
    )
    .await;
}

async fn permit(rig: &Rig) {
    let permission = json!({"FunctionName": "f", "StatementId": "s", "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com", "SourceArn": RULE});
    rig.ok("lambda", "AddPermission", permission).await;
}

async fn put(rig: &Rig) -> String {
    let entry = json!({"Source": "shop", "DetailType": "t", "Detail": r#"{"n":1}"#});
    let put = rig
        .ok("events", "PutEvents", json!({"Entries": [entry]}))
        .await;
    put["Entries"][0]["EventId"].as_str().unwrap().to_owned()
}

async fn ended(rig: &Rig, event: &str) -> Value {
    eventually(|| async {
        let traced = rig
            .ok("events", "DescribeEventDelivery", json!({"EventId": event}))
            .await;
        let delivery = traced["Rules"][0].clone();
        let is_open = matches!(delivery["State"].as_str(), Some("PENDING" | "RETRYING"));
        (!is_open).then_some(delivery)
    })
    .await
}

async fn dead_letter(rig: &Rig) -> Value {
    let input =
        json!({"QueueUrl": "dead", "WaitTimeSeconds": 20, "MessageAttributeNames": ["All"]});
    let received = rig.ok("sqs", "ReceiveMessage", input).await;
    received["Messages"][0].clone()
}

fn attribute<'a>(message: &'a Value, name: &str) -> Option<&'a str> {
    message["MessageAttributes"][name]["StringValue"].as_str()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_invokes_the_function_that_lets_it_in() {
    let rig = Rig::new();
    set_up(&rig, 0).await;
    permit(&rig).await;
    let delivery = ended(&rig, &put(&rig).await).await;
    assert_eq!(delivery["State"], "DELIVERED", "{delivery}");
    let request = json!({"RequestId": delivery["RequestId"]});
    eventually(|| async {
        let trace = rig
            .ok("lambda", "DescribeInvocation", request.clone())
            .await;
        (trace["State"] == "SUCCEEDED").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_the_function_is_not_invoked_and_nothing_is_retried() {
    let rig = Rig::new();
    set_up(&rig, 185).await;
    let delivery = ended(&rig, &put(&rig).await).await;
    assert_eq!(delivery["State"], "DEAD_LETTERED", "{delivery}");
    let letter = dead_letter(&rig).await;
    assert_eq!(attribute(&letter, "ERROR_CODE"), Some("NO_PERMISSIONS"));
    assert_eq!(attribute(&letter, "RETRY_ATTEMPTS"), Some("0"));
    assert_eq!(attribute(&letter, "EXHAUSTED_RETRY_CONDITION"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_fails_to_take_events_is_asked_again_and_then_given_up() {
    let rig = Rig::at_speed(100.0);
    set_up(&rig, 2).await;
    permit(&rig).await;
    let fault = json!({"FunctionName": "f", "Code": "ServiceException", "Status": 500});
    rig.ok("lambda", "PutFault", fault).await;
    let delivery = ended(&rig, &put(&rig).await).await;
    assert_eq!(
        (&delivery["State"], &delivery["Attempts"]),
        (&json!("DEAD_LETTERED"), &json!(3))
    );
    let letter = dead_letter(&rig).await;
    assert_eq!(attribute(&letter, "RULE_ARN"), Some(RULE));
    assert_eq!(attribute(&letter, "TARGET_ARN"), Some(FUNCTION));
    assert_eq!(attribute(&letter, "ERROR_CODE"), Some("ERROR_FROM_TARGET"));
    assert_eq!(attribute(&letter, "RETRY_ATTEMPTS"), Some("2"));
    assert_eq!(
        attribute(&letter, "EXHAUSTED_RETRY_CONDITION"),
        Some("MaximumRetryAttempts")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_passes_and_the_event_arrives() {
    let rig = Rig::at_speed(100.0);
    set_up(&rig, 185).await;
    permit(&rig).await;
    let fault =
        json!({"FunctionName": "f", "Code": "TooManyRequestsException", "Status": 429, "Times": 2});
    rig.ok("lambda", "PutFault", fault).await;
    let delivery = ended(&rig, &put(&rig).await).await;
    assert_eq!(
        (&delivery["State"], &delivery["Attempts"]),
        (&json!("DELIVERED"), &json!(3))
    );
}

/// What a rule with a log group as its target wrote, or why it could not.
async fn to_logs(rig: &Rig) -> (Vec<Value>, Value) {
    let arn = "arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/shop";
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#});
    rig.ok("events", "PutRule", rule).await;
    let targets = json!({"Rule": "r", "Targets": [{"Id": "t", "Arn": arn}]});
    rig.ok("events", "PutTargets", targets).await;
    let event = put(rig).await;
    let end = ended(rig, &event).await;
    let ask = json!({"logGroupName": "/aws/events/shop"});
    let found = rig.call("logs", "FilterLogEvents", ask).await;
    let found = found.map_or(Vec::new(), |found| {
        found["events"].as_array().unwrap().clone()
    });
    (found, end)
}

#[tokio::test]
async fn a_log_group_takes_events_only_as_a_resource_policy_says() {
    let rig = Rig::new();
    let (_, end) = to_logs(&rig).await;
    assert_eq!(end["ErrorCode"], "NO_RESOURCE", "{end}");

    let group = json!({"logGroupName": "/aws/events/shop"});
    rig.ok("logs", "CreateLogGroup", group).await;
    let (written, end) = to_logs(&rig).await;
    assert_eq!(
        (written.len(), &end["ErrorCode"]),
        (0, &json!("NO_PERMISSIONS"))
    );

    let policy = json!({"Statement": [{"Effect": "Allow",
        "Principal": {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "arn:aws:logs:us-east-1:000000000000:log-group:/aws/events/*:*"}]});
    let policy = json!({"policyName": "p", "policyDocument": policy.to_string()});
    rig.ok("logs", "PutResourcePolicy", policy).await;
    let (written, _) = to_logs(&rig).await;
    let text = written[0]["message"].as_str().unwrap();
    assert!(text.contains(r#""source":"shop""#), "{text}");
}

/// Every metric of EventBridge and of asynchronous invocations, with its dimensions → how often it
/// was seen.
async fn measured(rig: &Rig) -> BTreeMap<String, f64> {
    let mut measured = BTreeMap::new();
    let listed = rig.ok("monitoring", "ListMetrics", json!({})).await;
    for metric in listed["Metrics"].as_array().unwrap() {
        let mut input = metric.clone();
        input["StartTime"] = json!(DAY - 86_400);
        input["EndTime"] = json!(DAY + 86_400);
        input["Period"] = json!(86_400);
        input["Statistics"] = json!(["SampleCount"]);
        let answer = rig.ok("monitoring", "GetMetricStatistics", input).await;
        let mut name = metric["MetricName"].as_str().unwrap().to_owned();
        for dimension in metric["Dimensions"].as_array().into_iter().flatten() {
            name += " ";
            name += dimension["Name"].as_str().unwrap();
        }
        let points = answer["Datapoints"].as_array().unwrap().iter();
        let count: f64 = points
            .map(|point| point["SampleCount"].as_f64().unwrap())
            .sum();
        measured.insert(name, count);
    }
    measured
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_measured_by_rule_by_bus_and_over_all() {
    let rig = Rig::at_speed(100.0);
    set_up(&rig, 2).await;
    permit(&rig).await;
    let fault = json!({"FunctionName": "f", "Code": "ServiceException", "Status": 500, "Times": 1});
    rig.ok("lambda", "PutFault", fault).await;
    let delivery = ended(&rig, &put(&rig).await).await;
    assert_eq!(delivery["State"], "DELIVERED", "{delivery}");
    let mut expected = BTreeMap::from(
        [
            ("Invocations RuleName", 1.0),
            ("InvocationAttempts", 2.0),
            ("InvocationsCreated", 1.0),
            ("PutEventsEntriesCount", 1.0),
            ("PutEventsLatency", 1.0),
            ("AsyncEventAge FunctionName", 1.0),
        ]
        .map(|(name, times)| (name.to_owned(), times)),
    );
    for (name, times) in [
        ("MatchedEvents", 1.0),
        ("TriggeredRules", 1.0),
        ("InvocationAttempts", 2.0),
        ("RetryInvocationAttempts", 1.0),
        ("SuccessfulInvocationAttempts", 1.0),
        ("IngestionToInvocationStartLatency", 1.0),
        ("IngestionToInvocationCompleteLatency", 1.0),
        ("IngestionToInvocationSuccessLatency", 1.0),
    ] {
        expected.insert(format!("{name} RuleName"), times);
        expected.insert(format!("{name} EventBusName"), times);
    }
    let measured = eventually(|| async {
        let measured = measured(&rig).await;
        let is_there = |(name, times)| measured.get(name) == Some(times);
        expected.iter().all(is_there).then_some(measured)
    })
    .await;
    assert_eq!(measured.get("FailedInvocations RuleName"), None);
}
