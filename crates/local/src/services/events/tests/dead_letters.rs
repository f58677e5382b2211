use super::*;

fn with_dead_letters(queue: &str) -> Value {
    json!({"Id": "t", "Arn": queue_arn(queue), "DeadLetterConfig": {"Arn": queue_arn("dead")}})
}

fn attribute<'a>(message: &'a Value, name: &str) -> &'a str {
    message["MessageAttributes"][name]["StringValue"]
        .as_str()
        .unwrap_or_default()
}

#[tokio::test]
async fn without_permission_an_event_goes_to_the_dead_letter_queue_at_once() {
    let bench = Bench::new();
    bench.closed_queue("q").await;
    let dead = bench.open_queue("dead").await;
    bench.rule("r", with_dead_letters("q")).await;
    let id = bench.put(json!({"n": 1})).await;
    let letter = bench.receive(&dead).await;
    assert_eq!(body(&letter)["id"], id.as_str());
    assert_eq!(attribute(&letter, "RULE_ARN"), rule_arn("r"));
    assert_eq!(attribute(&letter, "TARGET_ARN"), queue_arn("q"));
    assert_eq!(attribute(&letter, "ERROR_CODE"), "NO_PERMISSIONS");
    assert!(!attribute(&letter, "ERROR_MESSAGE").is_empty());
    assert_eq!(attribute(&letter, "RETRY_ATTEMPTS"), "0");
    assert_eq!(attribute(&letter, "EXHAUSTED_RETRY_CONDITION"), "");
    let delivery = &bench.deliveries(&id).await[0];
    assert_eq!(
        (&delivery["State"], &delivery["ErrorCode"]),
        (&json!("DEAD_LETTERED"), &json!("NO_PERMISSIONS"))
    );
}

#[tokio::test]
async fn a_target_that_is_gone_is_no_resource() {
    let bench = Bench::new();
    let dead = bench.open_queue("dead").await;
    bench.rule("r", with_dead_letters("missing")).await;
    bench.put(json!({})).await;
    assert_eq!(
        attribute(&bench.receive(&dead).await, "ERROR_CODE"),
        "NO_RESOURCE"
    );
}

#[tokio::test]
async fn a_function_that_is_gone_is_no_resource() {
    let bench = Bench::new();
    let dead = bench.open_queue("dead").await;
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:missing";
    bench
        .rule(
            "r",
            json!({"Id": "t", "Arn": arn, "DeadLetterConfig": {"Arn": queue_arn("dead")}}),
        )
        .await;
    bench.put(json!({})).await;
    let letter = bench.receive(&dead).await;
    assert_eq!(
        (
            attribute(&letter, "ERROR_CODE"),
            attribute(&letter, "TARGET_ARN")
        ),
        ("NO_RESOURCE", arn)
    );
}

#[tokio::test]
async fn a_dead_letter_queue_that_does_not_let_the_rule_in_gets_nothing() {
    let bench = Bench::new();
    let dead = bench.closed_queue("dead").await;
    bench.rule("r", with_dead_letters("missing")).await;
    let id = bench.put(json!({})).await;
    let delivery = bench.deliveries(&id).await.remove(0);
    assert_eq!(delivery["State"], "DROPPED");
    assert!(
        delivery["ErrorMessage"]
            .as_str()
            .unwrap()
            .contains("dead-letter queue"),
        "{delivery}"
    );
    assert_eq!(bench.depth(&dead).await, "0");
}

#[tokio::test]
async fn without_a_dead_letter_queue_an_event_is_dropped() {
    let bench = Bench::new();
    bench.rule("r", to_queue("missing")).await;
    let id = bench.put(json!({})).await;
    assert_eq!(bench.deliveries(&id).await[0]["State"], "DROPPED");
}

#[tokio::test]
async fn input_that_is_not_json_is_a_dead_letter_with_what_would_have_been_sent() {
    let bench = Bench::new();
    bench.open_queue("q").await;
    let dead = bench.open_queue("dead").await;
    let mut target = with_dead_letters("q");
    target["InputTransformer"] =
        json!({"InputPathsMap": {"d": "$.detail"}, "InputTemplate": "{\"text\": \"<d>\"}"});
    bench.rule("r", target).await;
    bench.put(json!({"a": "b"})).await;
    let letter = bench.receive(&dead).await;
    assert_eq!(attribute(&letter, "ERROR_CODE"), "INVALID_JSON");
    assert!(letter["Body"].as_str().unwrap().starts_with("{\"text\""));
}
