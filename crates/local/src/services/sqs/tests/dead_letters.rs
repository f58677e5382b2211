use super::*;

async fn pair(bench: &Bench) -> (String, String) {
    let dead = bench.queue("dead", json!({})).await;
    let redrive = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1}).to_string();
    let live = bench
        .queue(
            "live",
            json!({"VisibilityTimeout": "0", "RedrivePolicy": redrive}),
        )
        .await;
    (live, dead)
}

async fn fail_one(bench: &Bench, live: &str, body: &str) -> Value {
    let sent = bench.send(live, body).await;
    assert_eq!(bench.receive(live).await.len(), 1);
    assert!(bench.receive(live).await.is_empty());
    sent
}

#[tokio::test]
async fn a_message_that_fails_goes_to_the_dead_letter_queue_as_it_is() {
    let bench = Bench::new();
    let (live, dead) = pair(&bench).await;
    let sent = fail_one(&bench, &live, "poison").await;
    let buried = &bench.receive(&dead).await[0];
    assert_eq!(buried["Body"], "poison");
    assert_eq!(buried["MessageId"], sent["MessageId"]);
    assert_eq!(
        buried["Attributes"]["DeadLetterQueueSourceArn"],
        arn("live")
    );
    assert_eq!(
        bench.attribute(&live, "ApproximateNumberOfMessages").await,
        "0"
    );
}

#[tokio::test]
async fn without_its_dead_letter_queue_a_message_stays() {
    let bench = Bench::new();
    let (live, dead) = pair(&bench).await;
    bench.ok("DeleteQueue", json!({"QueueUrl": dead})).await;
    bench.send(&live, "poison").await;
    for _ in 0..3 {
        assert_eq!(bench.receive(&live).await.len(), 1);
    }
}

#[tokio::test]
async fn a_redrive_policy_needs_a_queue_that_allows_it() {
    let bench = Bench::new();
    let redrive = |name: &str| json!({"RedrivePolicy": json!({"deadLetterTargetArn": arn(name), "maxReceiveCount": 1}).to_string()});
    let create = |name: &str| json!({"QueueName": "live", "Attributes": redrive(name)});
    assert_eq!(
        bench.code("CreateQueue", create("missing")).await,
        "InvalidParameterValue"
    );
    bench
        .queue(
            "closed",
            json!({"RedriveAllowPolicy": r#"{"redrivePermission":"denyAll"}"#}),
        )
        .await;
    assert_eq!(
        bench.code("CreateQueue", create("closed")).await,
        "InvalidParameterValue"
    );
    bench.queue("f.fifo", json!({"FifoQueue": "true"})).await;
    assert_eq!(
        bench.code("CreateQueue", create("f.fifo")).await,
        "InvalidParameterValue"
    );
}

#[tokio::test]
async fn the_sources_of_a_dead_letter_queue_are_listed() {
    let bench = Bench::new();
    let (live, dead) = pair(&bench).await;
    let listed = bench
        .ok("ListDeadLetterSourceQueues", json!({"QueueUrl": dead}))
        .await;
    assert_eq!(listed["queueUrls"], json!([live]));
}

async fn finished(bench: &Bench) -> Value {
    loop {
        let listed = bench
            .ok("ListMessageMoveTasks", json!({"SourceArn": arn("dead")}))
            .await;
        if listed["Results"][0]["Status"] != "RUNNING" {
            return listed["Results"][0].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_move_task_returns_messages_to_where_they_failed() {
    let bench = Bench::new();
    let (live, dead) = pair(&bench).await;
    let sent = fail_one(&bench, &live, "poison").await;
    bench
        .ok("StartMessageMoveTask", json!({"SourceArn": arn("dead")}))
        .await;
    let task = finished(&bench).await;
    assert_eq!(
        (&task["Status"], &task["ApproximateNumberOfMessagesMoved"]),
        (&json!("COMPLETED"), &json!(1))
    );
    assert!(bench.receive(&dead).await.is_empty());
    let back = &bench.receive(&live).await[0];
    assert_eq!(
        (
            &back["Body"],
            &back["Attributes"]["ApproximateReceiveCount"]
        ),
        (&json!("poison"), &json!("1"))
    );
    assert_ne!(back["MessageId"], sent["MessageId"]);
}

#[tokio::test]
async fn a_move_task_fails_where_nobody_knows_the_source_and_loses_nothing() {
    let bench = Bench::new();
    let (_, dead) = pair(&bench).await;
    bench.send(&dead, "sent by hand").await;
    bench
        .ok("StartMessageMoveTask", json!({"SourceArn": arn("dead")}))
        .await;
    let task = finished(&bench).await;
    assert_eq!(
        (&task["Status"], &task["FailureReason"]),
        (&json!("FAILED"), &json!("CouldNotDetermineMessageSource"))
    );
    assert_eq!(bench.receive(&dead).await.len(), 1);
}

#[tokio::test]
async fn a_move_task_asks_for_a_dead_letter_queue_and_another_destination() {
    let bench = Bench::new();
    let (_, _) = pair(&bench).await;
    for (input, code) in [
        (json!({"SourceArn": arn("live")}), "InvalidParameterValue"),
        (
            json!({"SourceArn": arn("missing")}),
            "ResourceNotFoundException",
        ),
        (
            json!({"SourceArn": arn("dead"), "DestinationArn": arn("dead")}),
            "InvalidParameterValue",
        ),
        (
            json!({"SourceArn": arn("dead"), "MaxNumberOfMessagesPerSecond": 501}),
            "InvalidParameterValue",
        ),
    ] {
        assert_eq!(
            bench.code("StartMessageMoveTask", input.clone()).await,
            code,
            "{input}"
        );
    }
}

#[tokio::test]
async fn a_move_task_can_be_cancelled_once() {
    let bench = Bench::new();
    let (live, _) = pair(&bench).await;
    for body in ["a", "b", "c"] {
        fail_one(&bench, &live, body).await;
    }
    let start = json!({"SourceArn": arn("dead"), "MaxNumberOfMessagesPerSecond": 1});
    let task = bench.ok("StartMessageMoveTask", start.clone()).await;
    assert_eq!(
        bench.code("StartMessageMoveTask", start).await,
        "AWS.SimpleQueueService.UnsupportedOperation"
    );
    bench.ok("CancelMessageMoveTask", task.clone()).await;
    assert_eq!(
        bench.code("CancelMessageMoveTask", task).await,
        "AWS.SimpleQueueService.UnsupportedOperation"
    );
}
