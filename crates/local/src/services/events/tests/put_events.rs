use super::*;

#[tokio::test]
async fn entries_succeed_and_fail_one_by_one() {
    let bench = Bench::new();
    let entries = json!([entry(json!({})), {"Source": "shop", "DetailType": "t", "Detail": "no"}, {"Source": "shop"}]);
    let put = bench.ok("PutEvents", json!({"Entries": entries})).await;
    assert_eq!(put["FailedEntryCount"], 2);
    assert!(put["Entries"][0]["EventId"].is_string());
    assert_eq!(put["Entries"][1]["ErrorCode"], "MalformedDetail");
    assert_eq!(put["Entries"][2]["ErrorCode"], "InvalidArgument");
}

#[tokio::test]
async fn an_event_for_a_bus_that_does_not_exist_is_answered_and_gone() {
    let bench = Bench::new();
    let mut lost = entry(json!({}));
    lost["EventBusName"] = json!("missing");
    let put = bench.ok("PutEvents", json!({"Entries": [lost]})).await;
    assert_eq!(put["FailedEntryCount"], 0);
    let id = &put["Entries"][0]["EventId"];
    assert_eq!(
        bench
            .code("DescribeEventDelivery", json!({"EventId": id}))
            .await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn a_request_without_a_complete_entry_is_refused() {
    let bench = Bench::new();
    assert_eq!(
        bench.code("PutEvents", json!({"Entries": []})).await,
        "ValidationException"
    );
    assert_eq!(
        bench
            .code("PutEvents", json!({"Entries": [{"Source": "shop"}]}))
            .await,
        "ValidationException"
    );
}

#[tokio::test]
async fn patterns_can_be_tried() {
    let bench = Bench::new();
    let event = json!({"id": "1", "account": "a", "source": "shop", "time": "2026-01-01T00:00:00Z",
        "region": "r", "detail-type": "t", "detail": {"n": 5}});
    let test = |pattern: &str| json!({"EventPattern": pattern, "Event": event.to_string()});
    assert_eq!(
        bench
            .ok(
                "TestEventPattern",
                test(r#"{"detail":{"n":[{"numeric":[">",4]}]}}"#)
            )
            .await["Result"],
        true
    );
    assert_eq!(
        bench
            .ok("TestEventPattern", test(r#"{"source":["other"]}"#))
            .await["Result"],
        false
    );
    assert_eq!(
        bench
            .code("TestEventPattern", test(r#"{"source":[]}"#))
            .await,
        "InvalidEventPatternException"
    );
    let broken = json!({"EventPattern": r#"{"source":["a"]}"#, "Event": "{}"});
    assert_eq!(
        bench.code("TestEventPattern", broken).await,
        "ValidationException"
    );
}
