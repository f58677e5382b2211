use super::*;

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";

fn replay(name: &str, filter: &[String]) -> Value {
    json!({"ReplayName": name, "EventSourceArn": "arn:aws:events:us-east-1:000000000000:archive/a",
        "EventStartTime": 1_799_999_000, "EventEndTime": 1_900_000_000,
        "Destination": {"Arn": BUS, "FilterArns": filter}})
}

async fn archived(bench: &Bench) -> String {
    let queue = bench.open_queue("q").await;
    bench.rule("r", to_queue("q")).await;
    bench
        .ok(
            "CreateArchive",
            json!({"ArchiveName": "a", "EventSourceArn": BUS,
        "EventPattern": r#"{"detail-type":["Order"]}"#}),
        )
        .await;
    queue
}

async fn finished(bench: &Bench, name: &str) -> Value {
    loop {
        let replay = bench
            .ok("DescribeReplay", json!({"ReplayName": name}))
            .await;
        if !matches!(
            replay["State"].as_str(),
            Some("STARTING" | "RUNNING" | "CANCELLING")
        ) {
            return replay;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn an_archive_has_a_managed_rule_that_nobody_may_change() {
    let bench = Bench::new();
    archived(&bench).await;
    let rule = bench
        .ok("DescribeRule", json!({"Name": "Events-Archive-a"}))
        .await;
    assert_eq!(rule["ManagedBy"], "prod.vhs.events.aws.internal");
    let pattern: Value = serde_json::from_str(rule["EventPattern"].as_str().unwrap()).unwrap();
    assert_eq!(
        pattern,
        json!({"detail-type": ["Order"], "replay-name": [{"exists": false}]})
    );
    let change = json!({"Name": "Events-Archive-a", "EventPattern": r#"{"source":["a"]}"#});
    assert_eq!(bench.code("PutRule", change).await, "ManagedRuleException");
    assert_eq!(
        bench
            .code("DisableRule", json!({"Name": "Events-Archive-a"}))
            .await,
        "ManagedRuleException"
    );
    bench.ok("DeleteArchive", json!({"ArchiveName": "a"})).await;
    assert_eq!(
        bench
            .code("DescribeRule", json!({"Name": "Events-Archive-a"}))
            .await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn an_archive_counts_what_matches_also_after_a_restart() {
    let bench = Bench::new();
    archived(&bench).await;
    bench.put(json!({})).await;
    bench
        .ok(
            "PutEvents",
            json!({"Entries": [{"Source": "shop", "DetailType": "Other", "Detail": "{}"}]}),
        )
        .await;
    let before = bench
        .ok("DescribeArchive", json!({"ArchiveName": "a"}))
        .await;
    assert_eq!(before["EventCount"], 1);
    assert!(before["SizeBytes"].as_u64().unwrap() > 100);
    let bench = bench.restart();
    assert_eq!(
        bench
            .ok("DescribeArchive", json!({"ArchiveName": "a"}))
            .await,
        before
    );
}

#[tokio::test]
async fn a_replay_sends_what_was_archived_and_says_so_in_the_event() {
    let bench = Bench::new();
    let queue = archived(&bench).await;
    let id = bench.put(json!({"n": 1})).await;
    bench.receive(&queue).await;
    bench.ok("StartReplay", replay("again", &[])).await;
    let event = body(&bench.receive(&queue).await);
    assert_eq!(
        (&event["replay-name"], &event["id"]),
        (&json!("again"), &json!(id))
    );
    let done = finished(&bench, "again").await;
    assert_eq!(done["State"], "COMPLETED");
    assert!(done["EventLastReplayedTime"].is_number() && done["ReplayEndTime"].is_number());
    let archive = bench
        .ok("DescribeArchive", json!({"ArchiveName": "a"}))
        .await;
    assert_eq!(
        archive["EventCount"], 1,
        "what is replayed is not archived again"
    );
    assert_eq!(
        bench.code("StartReplay", replay("again", &[])).await,
        "ResourceAlreadyExistsException"
    );
}

#[tokio::test]
async fn a_replay_fires_only_the_rules_that_it_names() {
    let bench = Bench::new();
    let queue = archived(&bench).await;
    let other = bench.open_queue("other").await;
    bench.rule("other", to_queue("other")).await;
    bench.put(json!({})).await;
    bench.receive(&queue).await;
    bench.receive(&other).await;
    bench
        .ok("StartReplay", replay("again", &[rule_arn("other")]))
        .await;
    bench.receive(&other).await;
    finished(&bench, "again").await;
    bench.settled().await;
    assert_eq!(bench.depth(&queue).await, "0");
}

#[tokio::test]
async fn what_start_replay_refuses_it_names() {
    let bench = Bench::new();
    archived(&bench).await;
    let mut late = replay("r", &[]);
    late["EventEndTime"] = json!(1);
    let mut elsewhere = replay("r", &[]);
    elsewhere["Destination"]["Arn"] = json!(format!("{BUS}-other"));
    let mut missing = replay("r", &[]);
    missing["EventSourceArn"] = json!("arn:aws:events:us-east-1:000000000000:archive/none");
    for input in [late, elsewhere, missing, replay("r", &[rule_arn("none")])] {
        assert_eq!(
            bench.code("StartReplay", input.clone()).await,
            "ValidationException",
            "{input}"
        );
    }
    assert_eq!(
        bench
            .code("DescribeReplay", json!({"ReplayName": "r"}))
            .await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn a_replay_that_is_over_cannot_be_cancelled() {
    let bench = Bench::new();
    archived(&bench).await;
    bench.ok("StartReplay", replay("r", &[])).await;
    finished(&bench, "r").await;
    assert_eq!(
        bench.code("CancelReplay", json!({"ReplayName": "r"})).await,
        "IllegalStatusException"
    );
}

#[tokio::test]
async fn a_replay_can_be_cancelled_before_it_ends() {
    let bench = Bench::new();
    archived(&bench).await;
    let old = |n: i64| {
        let mut entry = entry(json!({"n": n}));
        entry["Time"] = json!(1_799_999_100 + n * 60);
        entry
    };
    for n in 0..5 {
        let entries: Vec<Value> = (0..10).map(|m| old(n * 10 + m)).collect();
        bench.ok("PutEvents", json!({"Entries": entries})).await;
    }
    bench.settled().await;
    bench.ok("StartReplay", replay("r", &[])).await;
    let cancelled = bench.ok("CancelReplay", json!({"ReplayName": "r"})).await;
    assert_eq!(cancelled["State"], "CANCELLING");
    assert_eq!(finished(&bench, "r").await["State"], "CANCELLED");
}

#[tokio::test]
async fn archived_events_end_with_their_retention() {
    let bench = Bench::new();
    bench
        .ok(
            "CreateArchive",
            json!({"ArchiveName": "a", "EventSourceArn": BUS, "RetentionDays": 1}),
        )
        .await;
    let mut old = entry(json!({}));
    old["Time"] = json!(1_799_900_000);
    bench
        .ok("PutEvents", json!({"Entries": [old, entry(json!({}))]}))
        .await;
    let events = &bench.cloud.events;
    let (one, other) = tokio::join!(events.sweep(), events.sweep());
    one.and(other).unwrap();
    let archive = bench
        .ok("DescribeArchive", json!({"ArchiveName": "a"}))
        .await;
    assert_eq!(archive["EventCount"], 1);
}
