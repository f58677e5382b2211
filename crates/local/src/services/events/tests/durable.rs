use super::*;

#[tokio::test]
async fn rules_targets_and_buses_are_there_after_a_restart() {
    let bench = Bench::new();
    bench.ok("CreateEventBus", json!({"Name": "b"})).await;
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    let bench = bench.restart();
    let id = bench.put(json!({})).await;
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
    bench.ok("DescribeEventBus", json!({"Name": "b"})).await;
}

/// Nothing is delivered before a worker runs, and on one thread none runs before the first await
/// after the answer: the stop comes between acknowledge and delivery.
#[tokio::test]
async fn what_was_acknowledged_is_delivered_after_a_stop() {
    let bench = Bench::new();
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    bench.cloud.core.stop();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let id = bench.put(json!({"n": 1})).await;
    assert_eq!(bench.depth(&queue).await, "0");
    let bench = bench.restart();
    assert_eq!(body(&bench.receive(&queue).await)["id"], id.as_str());
    assert_eq!(bench.deliveries(&id).await[0]["State"], "DELIVERED");
    let bench = bench.restart();
    assert_eq!(
        (
            bench.cloud.events.open_deliveries(),
            bench.depth(&queue).await.as_str()
        ),
        (0, "0")
    );
}

#[tokio::test]
async fn a_delivery_whose_target_is_gone_after_a_stop_is_dropped_and_says_so() {
    let bench = Bench::new();
    bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    bench.cloud.core.stop();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let id = bench.put(json!({})).await;
    bench
        .ok("RemoveTargets", json!({"Rule": "r", "Ids": ["t"]}))
        .await;
    let bench = bench.restart();
    assert_eq!(bench.deliveries(&id).await[0]["ErrorCode"], "NO_RESOURCE");
}
