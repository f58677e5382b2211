use super::*;

#[tokio::test]
async fn a_schedule_fires_by_the_clock_and_only_its_own_rule() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    let other = bench.open_queue("other").await;
    bench
        .ok(
            "PutRule",
            json!({"Name": "all", "EventPattern": r#"{"source":["aws.events"]}"#}),
        )
        .await;
    bench
        .ok(
            "PutTargets",
            json!({"Rule": "all", "Targets": [to_queue("other")]}),
        )
        .await;
    bench
        .ok(
            "PutRule",
            json!({"Name": "tick", "ScheduleExpression": "rate(1 minute)"}),
        )
        .await;
    bench
        .ok(
            "PutTargets",
            json!({"Rule": "tick", "Targets": [to_queue("q")]}),
        )
        .await;
    let first = body(&bench.receive(&queue).await);
    assert_eq!(first["detail-type"], "Scheduled Event");
    assert_eq!(first["resources"], json!([rule_arn("tick")]));
    let second = body(&bench.receive(&queue).await);
    assert_ne!(first["id"], second["id"]);
    bench.ok("DisableRule", json!({"Name": "tick"})).await;
    bench.settled().await;
    assert_eq!(bench.depth(&other).await, "0");
}

#[tokio::test]
async fn schedules_are_for_the_default_bus() {
    let bench = Bench::new();
    bench.ok("CreateEventBus", json!({"Name": "b"})).await;
    let rule = json!({"Name": "r", "EventBusName": "b", "ScheduleExpression": "rate(1 minute)"});
    assert_eq!(bench.code("PutRule", rule).await, "ValidationException");
}
