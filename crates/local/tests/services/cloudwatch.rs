//! CloudWatch through its operations.

use std::sync::Arc;

use crate::common::{Rig, eventually};
use coagent_local::services::cloudwatch::{Datum, Resolution};
use serde_json::{Value, json};

const START: i64 = 1_795_219_200; // 2026-11-21T00:00:00Z, in seconds

fn put(name: &str, value: f64) -> Value {
    json!({
        "Namespace": "App",
        "MetricData": [{
            "MetricName": name, "Value": value, "Unit": "Count",
            "Dimensions": [{ "Name": "Service", "Value": "a" }],
        }],
    })
}

fn statistics(name: &str, dimension: &str) -> Value {
    json!({
        "Namespace": "App", "MetricName": name, "StartTime": START - 60, "EndTime": START + 600,
        "Period": 60, "Statistics": ["Sum", "SampleCount", "Maximum"],
        "Dimensions": [{ "Name": "Service", "Value": dimension }],
    })
}

fn alarm(name: &str, missing: &str) -> Value {
    json!({
        "AlarmName": name, "Namespace": "App", "MetricName": "Errors", "Statistic": "Sum",
        "Dimensions": [{ "Name": "Service", "Value": "a" }], "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 2, "TreatMissingData": missing,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    })
}

async fn state(rig: &Rig, name: &str, wanted: &str) -> Value {
    eventually(|| async {
        let input = json!({ "AlarmNames": [name] });
        let alarms = rig.ok("monitoring", "DescribeAlarms", input).await;
        let alarm = alarms["MetricAlarms"][0].clone();
        (alarm["StateValue"] == wanted).then_some(alarm)
    })
    .await
}

#[tokio::test]
async fn values_are_aggregated_by_the_minute_and_by_dimension() {
    let rig = Rig::new();
    rig.ok("monitoring", "PutMetricData", put("Orders", 1.0))
        .await;
    rig.ok("monitoring", "PutMetricData", put("Orders", 4.0))
        .await;
    let answer = rig
        .ok(
            "monitoring",
            "GetMetricStatistics",
            statistics("Orders", "a"),
        )
        .await;
    let point = &answer["Datapoints"][0];
    assert_eq!(point["Sum"], 5.0);
    assert_eq!(point["SampleCount"], 2.0);
    assert_eq!(point["Maximum"], 4.0);
    assert_eq!(point["Unit"], "Count");
    let other = rig
        .ok(
            "monitoring",
            "GetMetricStatistics",
            statistics("Orders", "b"),
        )
        .await;
    assert_eq!(other["Datapoints"], json!([]));
}

#[tokio::test]
async fn metric_data_is_returned_by_query() {
    let rig = Rig::new();
    rig.ok("monitoring", "PutMetricData", put("Orders", 3.0))
        .await;
    let metric = json!({
        "Namespace": "App", "MetricName": "Orders",
        "Dimensions": [{ "Name": "Service", "Value": "a" }],
    });
    let input = json!({
        "StartTime": START - 60, "EndTime": START + 600,
        "MetricDataQueries": [
            { "Id": "m", "MetricStat": { "Metric": metric, "Period": 60, "Stat": "p50" } },
        ],
    });
    let answer = rig.ok("monitoring", "GetMetricData", input).await;
    assert_eq!(answer["MetricDataResults"][0]["Values"], json!([3.0]));
    let listed = rig
        .ok("monitoring", "ListMetrics", json!({ "Namespace": "App" }))
        .await;
    assert_eq!(listed["Metrics"][0], metric);
}

#[tokio::test]
async fn values_of_high_resolution_are_found_by_the_second() {
    let rig = Rig::new();
    for (name, at, value, resolution) in [
        ("Fine", 5, 1.0, 1),
        ("Fine", 9, 2.0, 1),
        ("Fine", 17, 4.0, 1),
        ("Coarse", 17, 4.0, 60),
    ] {
        let mut input = put(name, value);
        input["MetricData"][0]["Timestamp"] = json!(START + at);
        input["MetricData"][0]["StorageResolution"] = json!(resolution);
        rig.ok("monitoring", "PutMetricData", input).await;
    }
    let sums = async |name: &str, period: u32| {
        let query = json!({ "Id": "m", "MetricStat": { "Stat": "Sum", "Period": period,
            "Metric": { "Namespace": "App", "MetricName": name,
                "Dimensions": [{ "Name": "Service", "Value": "a" }] } } });
        let input = json!({ "StartTime": START, "EndTime": START + 60,
            "ScanBy": "TimestampAscending", "MetricDataQueries": [query] });
        let answer = rig.ok("monitoring", "GetMetricData", input).await;
        answer["MetricDataResults"][0]["Values"].clone()
    };
    assert_eq!(sums("Fine", 10).await, json!([3.0, 4.0]));
    assert_eq!(sums("Fine", 1).await, json!([1.0, 2.0, 4.0]));
    assert_eq!(sums("Fine", 60).await, json!([7.0]));
    assert_eq!(sums("Coarse", 10).await, json!([]));
    assert_eq!(sums("Coarse", 60).await, json!([4.0]));
}

#[tokio::test]
async fn what_was_put_is_there_after_a_restart() {
    let rig = Rig::new();
    rig.ok("monitoring", "PutMetricData", put("Orders", 1.0))
        .await;
    rig.ok("monitoring", "PutMetricAlarm", alarm("kept", "missing"))
        .await;
    let dir = Arc::clone(&rig.dir);
    rig.core.stop();
    drop(rig);
    let path = dir.path().join("store.redb");
    drop(eventually(|| async { coagent_local::store::Store::open(&path).ok() }).await);
    let rig = Rig::in_dir(dir, 1.0);
    rig.ok("monitoring", "PutMetricData", put("Orders", 2.0))
        .await;
    let answer = rig
        .ok(
            "monitoring",
            "GetMetricStatistics",
            statistics("Orders", "a"),
        )
        .await;
    assert_eq!(answer["Datapoints"][0]["Sum"], 3.0);
    state(&rig, "kept", "INSUFFICIENT_DATA").await;
}

/// An error now, which is enough for the alarm. It may be over before a busy machine looks: do it
/// again until it was seen.
fn record(rig: &Rig, resolution: Resolution) {
    rig.cloud.cloudwatch.record(Datum {
        namespace: "App".into(),
        name: "Errors".into(),
        dimensions: vec![("Service".into(), "a".into())],
        value: 2.0,
        times: 1.0,
        unit: "Count".into(),
        at_millis: rig.core.clock.now_millis(),
        resolution,
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_follows_its_metric() {
    let rig = Rig::at_speed(300.0);
    rig.ok(
        "monitoring",
        "PutMetricAlarm",
        alarm("errors", "notBreaching"),
    )
    .await;
    state(&rig, "errors", "OK").await;
    let raised = eventually(async || {
        record(&rig, Resolution::Standard);
        let input = json!({ "AlarmNames": ["errors"] });
        let alarms = rig.ok("monitoring", "DescribeAlarms", input).await;
        let alarm = alarms["MetricAlarms"][0].clone();
        (alarm["StateValue"] == "ALARM").then_some(alarm)
    })
    .await;
    let reason = raised["StateReason"].as_str().unwrap();
    assert!(
        reason.starts_with("Threshold Crossed: 1 out of the last 1 datapoints ["),
        "{reason}"
    );
    state(&rig, "errors", "OK").await;
    let input = json!({ "AlarmName": "errors", "HistoryItemType": "StateUpdate" });
    eventually(|| async {
        let history = rig
            .ok("monitoring", "DescribeAlarmHistory", input.clone())
            .await;
        let newest = &history["AlarmHistoryItems"][0];
        (newest["HistorySummary"] == "Alarm updated from ALARM to OK").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_of_ten_seconds_follows_values_of_high_resolution() {
    let rig = Rig::at_speed(30.0);
    let mut settings = alarm("quick", "notBreaching");
    settings["Period"] = json!(10);
    rig.ok("monitoring", "PutMetricAlarm", settings).await;
    let input = json!({ "AlarmName": "quick", "HistoryItemType": "StateUpdate" });
    let noted = async |summary: &str| {
        let history = rig.ok("monitoring", "DescribeAlarmHistory", input.clone());
        history.await.to_string().contains(summary)
    };
    eventually(async || {
        record(&rig, Resolution::High);
        noted("to ALARM").await.then_some(())
    })
    .await;
    eventually(async || noted("from ALARM to OK").await.then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_data_is_insufficient_unless_it_means_something() {
    let rig = Rig::at_speed(300.0);
    rig.ok(
        "monitoring",
        "PutMetricAlarm",
        alarm("breaching", "breaching"),
    )
    .await;
    rig.ok("monitoring", "PutMetricAlarm", alarm("missing", "missing"))
        .await;
    state(&rig, "breaching", "ALARM").await;
    state(&rig, "missing", "INSUFFICIENT_DATA").await;
}

#[tokio::test]
async fn bad_requests_are_refused_by_code() {
    let rig = Rig::new();
    let code = |operation: &'static str, input: Value| {
        let rig = &rig;
        async move {
            rig.call("monitoring", operation, input)
                .await
                .unwrap_err()
                .code
        }
    };
    let mut short = alarm("a", "missing");
    short["Period"] = json!(15);
    assert_eq!(
        code("PutMetricAlarm", short).await,
        "InvalidParameterValueException"
    );
    let gone = json!({ "AlarmName": "x", "StateValue": "OK", "StateReason": "r" });
    assert_eq!(code("SetAlarmState", gone).await, "ResourceNotFound");
    let none = json!({ "Namespace": "App", "MetricData": [{ "MetricName": "m" }] });
    assert_eq!(
        code("PutMetricData", none).await,
        "MissingRequiredParameterException"
    );
    assert_eq!(
        code("PutDashboard", json!({})).await,
        "UnsupportedOperation"
    );
}

#[tokio::test]
async fn a_composite_alarm_follows_its_alarms_and_tells_its_topic() {
    let rig = Rig::at_speed(60.0);
    let queue = json!({ "QueueName": "told" });
    let queue = rig.ok("sqs", "CreateQueue", queue).await["QueueUrl"].clone();
    let topic = rig
        .ok("sns", "CreateTopic", json!({ "Name": "pager" }))
        .await["TopicArn"]
        .clone();
    let subscription = json!({ "TopicArn": topic, "Protocol": "sqs",
        "Endpoint": "arn:aws:sqs:us-east-1:000000000000:told" });
    rig.ok("sns", "Subscribe", subscription).await;
    let policy = json!({ "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage",
        "Resource": "*" }] });
    let policy = json!({ "QueueUrl": queue, "Attributes": { "Policy": policy.to_string() } });
    rig.ok("sqs", "SetQueueAttributes", policy).await;
    rig.ok(
        "monitoring",
        "PutMetricAlarm",
        alarm("errors", "notBreaching"),
    )
    .await;
    let rule =
        json!({ "AlarmName": "page", "AlarmRule": "ALARM(errors)", "AlarmActions": [topic] });
    rig.ok("monitoring", "PutCompositeAlarm", rule).await;
    rig.ok("monitoring", "PutMetricData", put("Errors", 3.0))
        .await;
    let asked = json!({ "QueueUrl": queue, "WaitTimeSeconds": 1 });
    let told = eventually(|| async {
        let received = rig.ok("sqs", "ReceiveMessage", asked.clone()).await;
        received["Messages"][0]["Body"].as_str().map(str::to_owned)
    })
    .await;
    let envelope: Value = serde_json::from_str(&told).unwrap();
    let message: Value = serde_json::from_str(envelope["Message"].as_str().unwrap()).unwrap();
    assert_eq!(message["AlarmName"], "page");
    assert_eq!(message["NewStateValue"], "ALARM");
    assert_eq!(message["AlarmRule"], "ALARM(errors)");
    assert_eq!(message["Trigger"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_of_the_default_bus_hear_of_alarms_also_without_actions() {
    let rig = Rig::new();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let queue = json!({"QueueName": "q", "Attributes": {"Policy": policy.to_string()}});
    rig.ok("sqs", "CreateQueue", queue).await;
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["aws.cloudwatch"]}"#});
    rig.ok("events", "PutRule", rule).await;
    let target = json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"});
    rig.ok(
        "events",
        "PutTargets",
        json!({"Rule": "r", "Targets": [target]}),
    )
    .await;
    let mut settings = alarm("errors", "ignore");
    settings["ActionsEnabled"] = json!(false);
    rig.ok("monitoring", "PutMetricAlarm", settings).await;
    let set = json!({"AlarmName": "errors", "StateValue": "ALARM", "StateReason": "a drill"});
    rig.ok("monitoring", "SetAlarmState", set).await;
    let ask = json!({"QueueUrl": "q", "WaitTimeSeconds": 20});
    let received = rig.ok("sqs", "ReceiveMessage", ask).await;
    let body = received["Messages"][0]["Body"].as_str().unwrap();
    let event: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(event["detail-type"], "CloudWatch Alarm State Change");
    let detail = &event["detail"];
    assert_eq!(detail["alarmName"], "errors");
    assert_eq!(detail["state"]["value"], "ALARM");
    assert_eq!(detail["state"]["reason"], "a drill");
    assert_eq!(detail["previousState"]["value"], "INSUFFICIENT_DATA");
    let metric = &detail["configuration"]["metrics"][0]["metricStat"];
    assert_eq!(metric["stat"], "Sum", "{detail}");
}

#[tokio::test]
async fn values_of_long_ago_are_refused() {
    let rig = Rig::new();
    let mut input = put("Orders", 1.0);
    input["MetricData"][0]["Timestamp"] = json!(START - 20 * 86_400);
    let refused = rig.call("monitoring", "PutMetricData", input).await;
    assert_eq!(refused.unwrap_err().code, "InvalidParameterValueException");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_have_metrics() {
    let rig = Rig::new();
    let table = json!({ "TableName": "table", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "pk", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }] });
    rig.ok("dynamodb", "CreateTable", table).await;
    let put = json!({ "TableName": "table", "Item": { "pk": { "S": "a" } },
        "ConditionExpression": "attribute_not_exists(pk)" });
    rig.ok("dynamodb", "PutItem", put.clone()).await;
    let refused = rig.call("dynamodb", "PutItem", put).await.unwrap_err();
    assert_eq!(refused.code, "ConditionalCheckFailedException");
    let of_table = json!([{ "Name": "TableName", "Value": "table" }]);
    let of_put = json!([{ "Name": "Operation", "Value": "PutItem" }, { "Name": "TableName", "Value": "table" }]);
    for (name, dimensions) in [
        ("ConditionalCheckFailedRequests", of_table),
        ("SuccessfulRequestLatency", of_put),
    ] {
        let ask =
            json!({ "Namespace": "AWS/DynamoDB", "MetricName": name, "Dimensions": dimensions });
        let listed = rig.ok("monitoring", "ListMetrics", ask).await;
        assert_eq!(listed["Metrics"].as_array().unwrap().len(), 1, "{name}");
    }
}
