//! What a bus logs, and where it goes.

use super::*;

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/orders";
const GROUP: &str = "/aws/vendedlogs/events/event-bus/orders";

/// A bus that logs so much of one type of logs into a group, with a rule for events of `shop`.
async fn bench(level: &str, kinds: &[&str]) -> Bench {
    let bench = Bench::new();
    let config = json!({"Level": level, "IncludeDetail": "FULL"});
    let bus = json!({"Name": "orders", "LogConfig": config});
    bench.ok("CreateEventBus", bus).await;
    let group = json!({"logGroupName": GROUP});
    bench.call("logs", "CreateLogGroup", group).await.unwrap();
    let arn = format!("arn:aws:logs:us-east-1:000000000000:log-group:{GROUP}");
    let to = json!({"name": "group", "deliveryDestinationConfiguration": {"destinationResourceArn": arn}});
    let to = bench
        .call("logs", "PutDeliveryDestination", to)
        .await
        .unwrap();
    for kind in kinds {
        let source = json!({"name": kind, "resourceArn": BUS, "logType": kind});
        bench
            .call("logs", "PutDeliverySource", source)
            .await
            .unwrap();
        let joined = json!({"deliverySourceName": kind, "deliveryDestinationArn": to["deliveryDestination"]["arn"]});
        bench.call("logs", "CreateDelivery", joined).await.unwrap();
    }
    bench
}

/// The records in the group once there are so many, by the order in which they came.
async fn records(bench: &Bench, count: usize) -> Vec<Value> {
    for _ in 0..2_000 {
        let input = json!({"logGroupName": GROUP});
        let found = bench.call("logs", "FilterLogEvents", input).await.unwrap();
        let events = found["events"].as_array().unwrap();
        if events.len() >= count {
            let text = |event: &Value| event["message"].as_str().unwrap().to_owned();
            let read = |event| serde_json::from_str(&text(event)).unwrap();
            return events.iter().map(read).collect();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("there were never {count} records");
}

fn types(records: &[Value]) -> Vec<&str> {
    let kinds = records.iter().map(|record| record["message_type"].as_str());
    let mut types: Vec<&str> = kinds.flatten().collect();
    types.sort_unstable();
    types
}

async fn publish(bench: &Bench, source: &str) {
    let entry = json!({"Source": source, "DetailType": "Order", "Detail": r#"{"n":1}"#, "EventBusName": "orders"});
    bench.ok("PutEvents", json!({"Entries": [entry]})).await;
}

async fn route(bench: &Bench, target: Value) {
    let rule =
        json!({"Name": "r", "EventBusName": "orders", "EventPattern": r#"{"source":["shop"]}"#});
    bench.ok("PutRule", rule).await;
    let targets = json!({"Rule": "r", "EventBusName": "orders", "Targets": [target]});
    bench.ok("PutTargets", targets).await;
}

#[tokio::test]
async fn every_step_of_a_delivery_that_fails_is_logged_at_trace() {
    let bench = bench("TRACE", &["ERROR_LOGS", "INFO_LOGS", "TRACE_LOGS"]).await;
    let nowhere = "arn:aws:sqs:us-east-1:000000000000:nowhere";
    route(&bench, json!({"Id": "t", "Arn": nowhere})).await;
    publish(&bench, "shop").await;
    let records = records(&bench, 8).await;
    let expected = [
        "EVENT_INGEST_SUCCESS",
        "EVENT_RECEIPT",
        "INVOCATION_ATTEMPT_PERMANENT_FAILURE",
        "INVOCATION_ATTEMPT_START",
        "INVOCATION_FAILURE",
        "INVOCATION_START",
        "RULE_MATCH",
        "RULE_MATCH_START",
    ];
    assert_eq!(types(&records), expected);
    let of = |kind| {
        records
            .iter()
            .find(|record| record["message_type"] == kind)
            .unwrap()
    };
    let matched = of("RULE_MATCH");
    assert_eq!(matched["details"]["target_arns"], json!([nowhere]));
    for record in &records {
        assert_eq!(record["event_id"], matched["event_id"], "{record}");
        assert_eq!(record["resource_arn"], BUS);
    }
    let failed = of("INVOCATION_FAILURE");
    assert_eq!(
        failed["invocation_id"],
        matched["details"]["invocation_ids"][0]
    );
    assert_eq!(failed["log_level"], "ERROR");
    assert_eq!(failed["error"]["aws_service"], "sqs");
    assert_eq!(failed["error"]["http_status_code"], 400);
    let details = &failed["details"];
    assert_eq!(
        (
            &details["final_invocation_status"],
            &details["total_attempts"]
        ),
        (&json!("NO_RESOURCE"), &json!(1))
    );
    let taken = &of("EVENT_INGEST_SUCCESS")["details"];
    assert_eq!(taken["event_detail"], r#"{"n":1}"#);
}

#[tokio::test]
async fn an_entry_that_the_bus_refuses_is_logged_as_an_error() {
    let bench = bench("ERROR", &["ERROR_LOGS", "TRACE_LOGS"]).await;
    let entry = json!({"Source": "shop", "DetailType": "Order", "Detail": "no", "EventBusName": "orders", "Resources": ["r"]});
    let answer = bench.ok("PutEvents", json!({"Entries": [entry]})).await;
    assert_eq!(answer["FailedEntryCount"], 1);
    let records = records(&bench, 1).await;
    assert_eq!(types(&records), ["EVENT_INGEST_FAILURE"]);
    let (record, details) = (&records[0], &records[0]["details"]);
    assert_eq!(record["log_level"], "ERROR");
    let message = "MalformedDetail: Detail is malformed.";
    let error = json!({"http_status_code": 400, "error_message": message, "aws_service": "events"});
    assert_eq!(record["error"], error);
    assert_eq!(
        (&details["event_detail"], &details["resources"]),
        (&json!("no"), &json!(["r"]))
    );
}

#[tokio::test]
async fn the_level_leaves_out_and_a_delivery_takes_its_own_type_of_logs() {
    let bench = bench("INFO", &["INFO_LOGS", "TRACE_LOGS"]).await;
    route(
        &bench,
        json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:nowhere"}),
    )
    .await;
    publish(&bench, "other").await;
    let records = records(&bench, 2).await;
    assert_eq!(
        types(&records),
        ["EVENT_INGEST_SUCCESS", "NO_STANDARD_RULES_MATCHED"]
    );
}

#[tokio::test]
async fn what_a_target_took_is_logged_as_success() {
    let bench = bench("INFO", &["INFO_LOGS"]).await;
    bench
        .call("sns", "CreateTopic", json!({"Name": "topic"}))
        .await
        .unwrap();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish", "Resource": "*"}]});
    let topic = "arn:aws:sns:us-east-1:000000000000:topic";
    let input =
        json!({"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy.to_string()});
    bench
        .call("sns", "SetTopicAttributes", input)
        .await
        .unwrap();
    route(&bench, json!({"Id": "t", "Arn": topic})).await;
    publish(&bench, "shop").await;
    let records = records(&bench, 3).await;
    assert_eq!(
        types(&records),
        ["EVENT_INGEST_SUCCESS", "INVOCATION_SUCCESS", "RULE_MATCH"]
    );
}

#[tokio::test]
async fn a_bus_that_is_switched_off_logs_nothing() {
    let bench = bench("OFF", &["INFO_LOGS"]).await;
    publish(&bench, "shop").await;
    let on = json!({"Name": "orders", "LogConfig": {"Level": "INFO"}});
    bench.ok("UpdateEventBus", on).await;
    publish(&bench, "shop").await;
    let records = records(&bench, 2).await;
    assert_eq!(records.len(), 2, "only of the second: {records:?}");
    assert_eq!(records[0]["details"]["event_detail"], Value::Null);
}
